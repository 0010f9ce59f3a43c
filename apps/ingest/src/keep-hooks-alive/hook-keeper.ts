import type { FirmId } from '@counterpart/contracts';
import type { KeepHooksAlive, WatchedFirm } from './keep-hooks-alive.handler.js';

/** Runs the tending of webhooks by the clock: quickly until every firm is watched and nothing was left to do, then at its interval. */
export class HookKeeper {
  readonly #watched = new Set<FirmId>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    private readonly keeper: KeepHooksAlive,
    private readonly firms: readonly WatchedFirm[],
    private readonly options: { readonly everyMs: number; readonly onTrouble: (error: unknown) => void },
  ) {}

  start(): void {
    this.#round = this.#tendAll();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  /** Whether every firm’s changes are being delivered. */
  get watchesAll(): boolean {
    return this.firms.every(({ firm }) => this.#watched.has(firm));
  }

  async #tendAll(): Promise<void> {
    let isQuiet = true;
    for (const watched of this.firms) {
      try {
        if (await this.keeper.tend(watched)) isQuiet = false;
        if (await this.keeper.isWatching(watched.firm)) this.#watched.add(watched.firm);
      } catch (error) {
        // One firm’s trouble is not another’s: the next round comes.
        this.options.onTrouble(error);
      }
    }
    if (this.#stopped) return;
    this.#timer = setTimeout(
      () => this.start(),
      isQuiet && this.watchesAll ? this.options.everyMs : QUICK_MS,
    );
  }
}

const QUICK_MS = 1000;
