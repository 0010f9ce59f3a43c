import type { Placement } from '@counterpart/contracts';

/** The absolute path of a placement within the firm’s root namespace. */
export const placementPath = (placement: Placement): string => `${placement.folder}/${placement.name}`;
