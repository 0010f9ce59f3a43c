import {
  currentMigration,
  migrationStream,
  type EventData,
  type EventId,
  type FirmId,
  type MigrationRun,
} from '@counterpart/contracts';
import type { EventStore, NewEvent, Transaction } from '@counterpart/event-store';
import { RunHeld, type HistorySummary, type HistoryTrail } from './migrate-history.ports.js';

/** What the trail tells of a firm’s runs. */
export class HistoryLog implements HistoryTrail {
  constructor(
    private readonly store: EventStore,
    private readonly now: () => Date,
  ) {}

  current(firm: FirmId): Promise<MigrationRun | null> {
    return this.#current(firm);
  }

  async mustRun(tx: Transaction, firm: FirmId, run: EventId): Promise<void> {
    const current = await this.#current(firm, tx);
    if (current?.run !== run || current.standing !== 'running') throw new RunHeld('the run was held');
  }

  complete(firm: FirmId, { run, matter }: MigrationRun, summary: HistorySummary): Promise<void> {
    const data: EventData<'MigrationCompleted'> = { run, matter, ...summary };
    return this.#tell(
      { stream: migrationStream(firm), firm, key: firm, name: 'MigrationCompleted', data },
      run,
    );
  }

  fail(firm: FirmId, { run }: MigrationRun, code: EventData<'MigrationFailed'>['code']): Promise<void> {
    const data: EventData<'MigrationFailed'> = { run, code };
    return this.#tell({ stream: migrationStream(firm), firm, key: firm, name: 'MigrationFailed', data }, run);
  }

  /** Told only while the run goes on: a run ends once, and one that a person paused has not failed. */
  #tell(event: NewEvent<'MigrationCompleted'> | NewEvent<'MigrationFailed'>, run: EventId): Promise<void> {
    const { stream, firm } = event;
    return this.store.transact(
      async (tx) => {
        const story = await this.store.readStream(stream, { tx });
        await this.mustRun(tx, firm, run);
        const cause = {
          eventId: run,
          correlationId: run,
          handler: `ingest.migrate-history@${story.length}`,
          actor: 'service:ingest',
          source: '/counterpart/ingest',
        };
        await this.store.append(tx, cause, [{ stream, expected: story.length, events: [event] }], this.now());
      },
      { afresh: true, firm },
    );
  }

  async #current(firm: FirmId, tx?: Transaction): Promise<MigrationRun | null> {
    const within = tx === undefined ? {} : { tx };
    const story = await this.store.readStream(migrationStream(firm), within);
    return currentMigration(story.map(({ event }) => event));
  }
}
