import type { EventData, Placement } from '@counterpart/contracts';

/** The absolute path of a placement within the firm’s root namespace. */
export const placementPath = (placement: Placement): string => `${placement.folder}/${placement.name}`;

/**
 * The path that a staged document is committed to. A restricted one names the namespace that was proven, not the path
 * it is mounted at: where somebody put another folder meanwhile, the commit fails instead of going there.
 */
export function commitPath({
  placement,
  restricted,
}: Pick<EventData<'DocumentStaged'>, 'placement' | 'restricted'>): string {
  const path = placementPath(placement);
  if (restricted === undefined) return path;
  if (!path.startsWith(`${restricted.folder}/`)) throw new TypeError('a restricted place lies in its folder');
  return `ns:${restricted.namespace}${path.slice(restricted.folder.length)}`;
}
