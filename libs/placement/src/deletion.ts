import type { Policy } from '@counterpart/contracts';

/**
 * What is known of a document that Clio no longer shows as before.
 *
 * - `trashed`: Clio says so: `deleted_at` is set, or a signed delivery told it.
 * - `absent`: a listing or a look did not show it. The listing may be whole, empty, cut short, refused (403) or
 *   redacted: a permission that was taken away looks just so, and none of it says that anybody deleted anything.
 */
export type DeletionEvidence =
  | { readonly kind: 'trashed'; readonly at: string }
  | {
      readonly kind: 'absent';
      readonly listing: 'whole' | 'empty' | 'partial' | 'forbidden' | 'redacted' | 'not-found';
    };

/** What happens to the counterpart of a document. */
export type DeletionDecision =
  | { readonly kind: 'keep'; readonly because: 'policy' | 'no-evidence' | 'not-mirrored' }
  | {
      readonly kind: 'move';
      /** The matter’s folder of deleted documents, and the name that the counterpart keeps. */
      readonly folder: string;
      readonly name: string;
    };

/** Where a counterpart lies. */
export interface CounterpartPlace {
  /** Folder of the matter. */
  readonly matterFolder: string;
  readonly name: string;
}

/** Decides what a deletion in Clio does: never anything on mere absence. */
export function decideDeletion(
  { deletion: { action, folder } }: Policy,
  evidence: DeletionEvidence,
  place: CounterpartPlace | null,
): DeletionDecision {
  if (evidence.kind === 'absent') return { kind: 'keep', because: 'no-evidence' };
  if (place === null) return { kind: 'keep', because: 'not-mirrored' };
  if (action === 'keep') return { kind: 'keep', because: 'policy' };
  return { kind: 'move', folder: `${place.matterFolder}/${folder}`, name: place.name };
}

/** A firm’s deletions within a day. */
export interface DeletionRate {
  /** Mirrored documents of the firm. */
  readonly documents: number;
  /** Of them, moved away within the last 24 hours, the one that is asked about included. */
  readonly moved: number;
}

/**
 * Whether moving may go on. It stops when more than a set share of a firm goes within a day: somebody who emptied a
 * folder by mistake, a script that went wrong, or a bug of ours all look like that, and a person can tell them apart.
 * A stop holds until an operator lifts it; it never wears off by itself.
 */
export function deletionBreaker(
  { deletion: { stopAtShare, stopAtLeast } }: Policy,
  { documents, moved }: DeletionRate,
): 'go' | 'stop' {
  if (moved < stopAtLeast) return 'go';
  return moved > documents * stopAtShare ? 'stop' : 'go';
}

/** How much of a firm people changed by hand in Dropbox, and is not as it should be. */
export interface DriftShare {
  /** Mirrored documents of the firm. */
  readonly documents: number;
  readonly changed: number;
}

/**
 * Whether what people changed by hand may be put back. Somebody who moved a whole year’s folder meant it, and a Dropbox that
 * shows another tree than yesterday is not to be filled again: a person looks first.
 */
export function driftBreaker(
  { drift: { stopAtShare, stopAtLeast } }: Policy,
  { documents, changed }: DriftShare,
): 'go' | 'stop' {
  if (changed < stopAtLeast) return 'go';
  return changed > documents * stopAtShare ? 'stop' : 'go';
}
