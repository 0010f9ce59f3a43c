import { firmStanding, standingStream, type FirmId, type FirmStanding } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';

/** How long what was read counts, in milliseconds: so soon every process does what a person decided. */
const FRESH_MS = 1000;

/** Whom the standings are read for, and by which clock. */
export interface StandingsOptions {
  readonly firms: readonly FirmId[];
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/**
 * How the firms stand, as their trails tell it. One query a second reads all of them, and only while somebody asks.
 * Firms that the firms file does not name are looked at too, once they are asked for.
 */
export class FirmStandings {
  readonly #asked: Set<FirmId>;
  #known: ReadonlyMap<FirmId, FirmStanding> = new Map();
  #readAt = -Infinity;
  #reading: Promise<void> | undefined;

  constructor(
    private readonly store: Pick<EventStore, 'readStreams'>,
    private readonly options: StandingsOptions,
  ) {
    this.#asked = new Set(options.firms);
  }

  /** @throws InfrastructureUnavailable: nothing is done for a firm that nobody knows the standing of */
  async standing(firm: FirmId): Promise<FirmStanding> {
    await this.#refresh(firm);
    return this.#known.get(firm) ?? 'served';
  }

  /** Firms whose work waits. @throws InfrastructureUnavailable */
  async suspended(): Promise<readonly FirmId[]> {
    await this.#refresh();
    return [...this.#known].flatMap(([firm, standing]) => (standing === 'suspended' ? [firm] : []));
  }

  /** @throws InfrastructureUnavailable */
  async isServed(firm: FirmId): Promise<boolean> {
    return (await this.standing(firm)) === 'served';
  }

  /**
   * Whether a firm was removed, as far as is known: what must answer while the database is away goes by what was read
   * last.
   */
  async isRemoved(firm: FirmId): Promise<boolean> {
    await this.#refresh(firm).catch(() => undefined);
    return this.#known.get(firm) === 'removed';
  }

  #refresh(firm?: FirmId): Promise<void> {
    const isNew = firm !== undefined && !this.#known.has(firm);
    if (firm !== undefined) this.#asked.add(firm);
    if (!isNew && this.options.now() - this.#readAt < FRESH_MS) return Promise.resolve();
    if (this.#reading === undefined) {
      this.#reading = this.#read().finally(() => (this.#reading = undefined));
      return this.#reading;
    }
    // A reading that is under way may have begun without this firm.
    return isNew ? this.#reading.then(() => this.#refresh(firm)) : this.#reading;
  }

  async #read(): Promise<void> {
    const began = this.options.now();
    const asked = [...this.#asked];
    const stories = await this.store.readStreams(asked.map(standingStream));
    this.#known = new Map(
      asked.map((firm) => [firm, firmStanding(stories.get(standingStream(firm))?.at(-1)?.event)]),
    );
    this.#readAt = began;
  }
}
