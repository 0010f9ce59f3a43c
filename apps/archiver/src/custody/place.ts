import { pathKey, samePlace } from '@counterpart/placement';

/** What lies at a path, or where a thing lies whose id is known. */
export type Found =
  | {
      readonly kind: 'file';
      readonly id: string;
      readonly rev: string;
      /** As Dropbox shows it: it may fold the case of the folders above. */
      readonly path: string;
      readonly size: number;
      readonly contentHash: string;
    }
  | { readonly kind: 'folder'; readonly id: string; readonly path: string }
  | { readonly kind: 'nothing' }
  /** A file that nobody may see. */
  | { readonly kind: 'restricted' };

/** What lies at a place. */
export type Lying = Extract<Found, { readonly kind: 'file' | 'folder' }>;

/** What can be moved: a cloud document has no bytes, and is never a counterpart. */
export type Movable = Lying | { readonly kind: 'cloud-document'; readonly id: string; readonly path: string };

/** What stands in the way of a move or copy. */
export type Obstacle = 'file' | 'folder' | 'ancestor-is-file';

/** Absolute paths of a move; `via` is the name between where source and target are one to Dropbox. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly via: string | null;
}

/**
 * What is to be done with something that was found.
 *
 * - `there`: it lies at its new place; nothing is left to do.
 * - `step`: the next move. After a crash between two steps it lies at the name between.
 * - `elsewhere`: somebody moved it by hand.
 */
export type NextStep =
  | { readonly kind: 'there' }
  | { readonly kind: 'step'; readonly to: string; readonly isLast: boolean }
  | { readonly kind: 'elsewhere'; readonly at: string };

/** Judges where something lies on its way. */
export function nextStep({ from, to, via }: Way, at: string): NextStep {
  if (samePlace(at, to)) return { kind: 'there' };
  if (via === null) {
    return pathKey(at) === pathKey(from) ? { kind: 'step', to, isLast: true } : { kind: 'elsewhere', at };
  }
  if (pathKey(at) === pathKey(via)) return { kind: 'step', to, isLast: true };
  return pathKey(at) === pathKey(from) ? { kind: 'step', to: via, isLast: false } : { kind: 'elsewhere', at };
}
