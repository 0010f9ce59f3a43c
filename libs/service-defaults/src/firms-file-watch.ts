import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { FirmId } from '@counterpart/contracts';
import { loadFirms, type Firms } from './firms.js';

/** What is told of the firms file. */
export interface FirmsFileNews {
  /** Firms that are served from now on. */
  readonly onAdmitted: (firms: readonly FirmId[]) => void;
  /** Known firms whose entry is another one now, or gone: that takes effect at the next start. */
  readonly onPostponed: (firms: readonly FirmId[]) => void;
  /** The file cannot be read or does not fit; nothing changes. Told once for each content. */
  readonly onUnfit: (error: unknown) => void;
}

/** How often the file is read, in milliseconds. A mounted file is swapped, not written: its content is what counts. */
const LOOK_MS = 10_000;

/**
 * Looks whether the firms file names firms that are not known yet. What of it does not fit changes nothing, and a firm that
 * is missing in it is served on: whether a firm is served is decided on the trail.
 */
export class FirmsFileWatch {
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #seen: string | undefined;
  #isOver = false;

  constructor(
    private readonly file: string,
    private readonly firms: Firms,
    private readonly news: FirmsFileNews,
    private readonly everyMs = LOOK_MS,
  ) {}

  start(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.look().then(() => (this.#isOver ? undefined : this.start()));
    }, this.everyMs);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  /** Looks once. */
  async look(): Promise<void> {
    try {
      const digest = createHash('sha256')
        .update(await readFile(this.file))
        .digest('hex');
      if (digest === this.#seen) return;
      this.#seen = digest;
      this.#compare(await loadFirms(this.file));
    } catch (error) {
      this.news.onUnfit(error);
    }
  }

  #compare(listed: Firms): void {
    const postponed = this.firms
      .all()
      .filter((known) => !isDeepStrictEqual(listed.find(known.firm), known))
      .map(({ firm }) => firm);
    const admitted = this.firms.admit(listed.all());
    if (admitted.length > 0) this.news.onAdmitted(admitted);
    if (postponed.length > 0) this.news.onPostponed(postponed);
  }
}
