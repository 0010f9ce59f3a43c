import type { EventData, FirmId } from '@counterpart/contracts';
import { pathKey } from '@counterpart/placement';
import type { Seen } from '../custody/seen-file.js';
import type { PriorFiles } from './thin-versions.ports.js';

type Plan = EventData<'VersionThinningPlanned'>;
type Version = Plan['versions'][number];
type Thinned = EventData<'VersionsThinned'>;

/** How a file differs from what it was kept as; null where it does not. */
export function changeOf(
  seen: Seen,
  { path, contentHash }: Pick<Version, 'path' | 'contentHash'>,
): 'edited' | 'moved' | 'nothing' | null {
  if (seen.kind === 'nothing') return 'nothing';
  if (seen.kind !== 'file' || seen.contentHash !== contentHash) return 'edited';
  return pathKey(seen.path) === pathKey(path) ? null : 'moved';
}

/**
 * Removes what lies in a verified ZIP, file by file and by its revision. What somebody edited or moved by hand stays. What
 * is gone was removed by an earlier try, or by somebody: its bytes are in the ZIP. A legal hold is asked for before each.
 */
export async function removeVersions(
  files: PriorFiles,
  firm: FirmId,
  {
    plan,
    archive,
    isHeld,
  }: { readonly plan: Plan; readonly archive: string; readonly isHeld: () => Promise<boolean> },
): Promise<Pick<Thinned, 'removed' | 'left' | 'earlier'>> {
  const removed: number[] = [];
  const left: Thinned['left'] = [];
  for (const version of plan.versions) {
    const { number } = version;
    const because = await removeOne(files, firm, { ...version, isHeld });
    if (because === null) removed.push(number);
    else left.push({ number, because });
  }
  const { earlier } = plan;
  if (earlier === null) return { removed, left, earlier: null };
  if (earlier.file === archive) return { removed, left, earlier: 'left' };
  const because = await removeOne(files, firm, { ...earlier, isHeld });
  return { removed, left, earlier: because === null ? 'removed' : 'left' };
}

type Doomed = Pick<Version, 'file' | 'path' | 'contentHash'> & { readonly isHeld: () => Promise<boolean> };

/** @returns why it stays; null where it is no more */
async function removeOne(
  files: PriorFiles,
  firm: FirmId,
  { file, isHeld, ...kept }: Doomed,
): Promise<Thinned['left'][number]['because'] | null> {
  const seen = await files.look(firm, file);
  const change = changeOf(seen, kept);
  if (change === 'nothing') return null;
  if (change !== null || seen.kind !== 'file') return change ?? 'edited';
  if (await isHeld()) return 'legal-hold';
  return (await files.remove(firm, seen)) === 'changed' ? 'edited' : null;
}
