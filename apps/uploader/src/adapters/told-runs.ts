import { migrationRuns, migrationStream, type FirmId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import DataLoader from 'dataloader';
import type { ToldRuns } from '../stage-document/stage-document.ports.js';

/** Causes that are remembered as no run’s. */
const MOST_REMEMBERED = 10_000;

/**
 * Which causes are runs of a migration, as the trail tells. What a run tells stands there after the run itself, so a look
 * that comes later than a document’s decision shows its run.
 */
export class StoredRuns implements ToldRuns {
  readonly #runs = new Set<string>();
  readonly #others = new Set<string>();
  readonly #stories: DataLoader<FirmId, readonly string[]>;

  constructor(private readonly store: EventStore) {
    this.#stories = new DataLoader((firms) => this.#read(firms), { cache: false });
  }

  async isRun(firm: FirmId, correlation: string): Promise<boolean> {
    const key = `${firm} ${correlation}`;
    if (this.#runs.has(key)) return true;
    if (this.#others.has(key)) return false;
    for (const run of await this.#stories.load(firm)) this.#runs.add(`${firm} ${run}`);
    if (this.#runs.has(key)) return true;
    if (this.#others.size >= MOST_REMEMBERED) this.#others.clear();
    this.#others.add(key);
    return false;
  }

  async #read(firms: readonly FirmId[]): Promise<(readonly string[])[]> {
    const streams = firms.map(migrationStream);
    const stories = await this.store.readStreams([...new Set(streams)]);
    return streams.map((stream) => {
      const events = (stories.get(stream) ?? []).map(({ event }) => event);
      return migrationRuns(events).map(({ run }) => run);
    });
  }
}
