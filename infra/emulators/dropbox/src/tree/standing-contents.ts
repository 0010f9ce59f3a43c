import type { Cause } from '../current-call.js';

/** Bytes that some file had and none has any more: the last one was deleted, or replaced. */
export interface Loss extends Cause {
  /** Dropbox content hash. */
  readonly contentHash: string;
  /** Where the last file that had them stood. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/**
 * Counts the files that have each content, in all namespaces. What no file has any more at the end of a turn of the event loop is
 * lost, whatever comes later: no call is answered within a turn, and a move takes a file away and puts it back within one.
 */
export class StandingContents {
  readonly #files = new Map<string, number>();
  readonly #doubtful = new Map<string, Loss>();
  readonly #losses: Loss[] = [];

  /** Every moment from which on somebody may have looked for some bytes and not found them, oldest first. */
  get losses(): readonly Loss[] {
    return this.#losses;
  }

  stands(contentHash: string): void {
    this.#files.set(contentHash, (this.#files.get(contentHash) ?? 0) + 1);
  }

  /** A file that stood does no more, or has other bytes. */
  isGone(loss: Loss): void {
    const left = (this.#files.get(loss.contentHash) ?? 0) - 1;
    this.#files.set(loss.contentHash, left);
    if (left > 0) return;
    if (this.#doubtful.size === 0) queueMicrotask(() => this.#judge());
    this.#doubtful.set(loss.contentHash, loss);
  }

  #judge(): void {
    const doubtful = [...this.#doubtful.values()];
    this.#doubtful.clear();
    this.#losses.push(...doubtful.filter(({ contentHash }) => this.#files.get(contentHash) === 0));
  }
}
