import type { FirmId } from '@counterpart/contracts';
import type { KeepHooksAlive, WatchedFirm } from './keep-hooks-alive.handler.js';

/** How webhooks are tended. */
interface TendingOptions {
  readonly everyMs: number;
  /** Whether the firm was removed: its webhooks are tended no more, nor waited for. */
  readonly isRemoved: (firm: FirmId) => Promise<boolean>;
  /** Whether the firm’s connection is refused: nobody can watch it until a person connects it anew. */
  readonly isDisconnected: (error: unknown) => boolean;
  readonly onTrouble: (firm: FirmId, error: unknown) => void;
}

/**
 * Runs the tending of webhooks by the clock: quickly until every firm is watched and nothing was left to do, then at its
 * interval. Where nothing comes of it, as with a public address that leads nowhere, ever more slowly: each round asks Clio.
 */
export class HookKeeper {
  readonly #watched = new Set<FirmId>();
  readonly #disconnected = new Set<FirmId>();
  /** Whose last tending failed. */
  readonly #troubled = new Set<FirmId>();
  /** Who was tended at least once, whatever came of it. */
  readonly #met = new Set<FirmId>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;
  #startedAt = 0;
  /** Quick rounds in a row in which nothing was to be done. */
  #idle = 0;
  /** Whom the service must watch to be ready; a firm that comes later takes nobody’s webhooks off the net. */
  #awaited: readonly WatchedFirm[] | undefined;

  constructor(
    private readonly keeper: KeepHooksAlive,
    private readonly firms: () => readonly WatchedFirm[],
    private readonly options: TendingOptions,
  ) {}

  start(): void {
    if (this.#awaited === undefined) {
      this.#awaited = [...this.firms()];
      this.#startedAt = performance.now();
    }
    this.#round = this.#tendAll();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  /**
   * Whether the firms’ deliveries may be let in: every firm was tended, whatever came of it, and those that could be
   * watched are. One firm’s trouble (a right that is missing, a Clio that is away or slow) must not take the other firms’
   * webhooks off the net, so nobody is waited for longer than a minute.
   */
  get hasTendedAll(): boolean {
    if (this.#awaited === undefined) return false;
    const isLate = performance.now() - this.#startedAt >= PATIENCE_MS;
    return isLate || this.#awaited.every((one) => this.#isSettled(one));
  }

  #isSettled({ firm }: WatchedFirm): boolean {
    return this.#watched.has(firm) || this.#troubled.has(firm);
  }

  async #tendAll(): Promise<void> {
    let isQuiet = true;
    for (const watched of this.firms()) {
      this.#met.add(watched.firm);
      try {
        if (await this.options.isRemoved(watched.firm)) {
          this.#watched.add(watched.firm);
          continue;
        }
        if (await this.keeper.tend(watched)) isQuiet = false;
        this.#disconnected.delete(watched.firm);
        this.#troubled.delete(watched.firm);
        if (await this.keeper.isWatching(watched.firm)) this.#watched.add(watched.firm);
      } catch (error) {
        // One firm’s trouble is not another’s: the next round comes.
        this.#trouble(watched.firm, error);
      }
    }
    if (this.#stopped) return;
    this.#rest(performance.now() + this.#pause(isQuiet));
  }

  /** Until the next round, or until a firm comes. */
  #rest(until: number): void {
    const left = until - performance.now();
    const someoneCame = this.firms().some(({ firm }) => !this.#met.has(firm));
    if (someoneCame) this.#idle = 0;
    if (left <= 0 || someoneCame) this.start();
    else this.#timer = setTimeout(() => this.#rest(until), Math.min(left, LOOK_MS));
  }

  /** That a firm is still disconnected is no news. */
  #trouble(firm: FirmId, error: unknown): void {
    this.#troubled.add(firm);
    const isDisconnected = this.options.isDisconnected(error);
    if (!isDisconnected || !this.#disconnected.has(firm)) this.options.onTrouble(firm, error);
    if (isDisconnected) this.#disconnected.add(firm);
    else this.#disconnected.delete(firm);
  }

  #pause(isQuiet: boolean): number {
    const { everyMs } = this.options;
    if (!isQuiet || !this.firms().every((one) => this.#isSettled(one))) {
      this.#idle = isQuiet ? this.#idle + 1 : 0;
      return Math.min(everyMs, AGAIN_MS, QUICK_MS * 2 ** this.#idle);
    }
    this.#idle = 0;
    return this.#troubled.size > 0 ? Math.min(everyMs, AGAIN_MS) : everyMs;
  }
}

const QUICK_MS = 1000;
/** Between two looks whether a firm came. */
const LOOK_MS = 10_000;
/** Between two looks where one failed: Clio may be well again, or somebody may have connected anew. */
const AGAIN_MS = 10_000;
/** A firm that cannot be watched within this time is settled: sweeps find what it misses. */
const PATIENCE_MS = 60_000;
