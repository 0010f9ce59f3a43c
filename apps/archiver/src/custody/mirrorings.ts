import type { Event, MatterId } from '@counterpart/contracts';

/** That certain bytes were mirrored. */
export interface Mirroring {
  /** Of the `DocumentMirrored` in the store. */
  readonly position: bigint;
  readonly matter: MatterId;
  readonly size: number;
  readonly contentHash: string;
}

/** What a document’s stream tells of bytes that were mirrored, oldest first. */
export const mirroringsIn = (
  story: readonly { readonly position: bigint; readonly event: Event }[],
): readonly Mirroring[] =>
  story.flatMap(({ position, event }) => {
    if (event.name !== 'DocumentMirrored') return [];
    const { matter, size, contentHash } = event.data;
    return [{ position, matter, size, contentHash }];
  });
