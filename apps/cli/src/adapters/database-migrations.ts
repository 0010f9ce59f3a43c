import {
  currentMigration,
  matterKey,
  migrationRuns,
  migrationStream,
  type EventId,
  type FirmId,
  type MigrationRun,
} from '@counterpart/contracts';
import type { EventStore, NewEvent, Transaction } from '@counterpart/event-store';
import { z } from 'zod';
import type {
  DocumentCounts,
  MigrationDesk,
  MigrationOutcome,
  MigrationPicture,
  MigrationWord,
  RunProgress,
} from '../migrate-history/migrate-history.ports.js';
import { openStore, operatorCause } from './operator-store.js';

const ABOUT = `
select phase, matters, hidden, calls_begun::int as "callsBegun", calls_listed::int as "callsListed", trouble
from ingest.migration_runs where run = $1`;

const COUNTS = `
select state, count(*)::int as documents from ingest.migration_documents where run = $1 group by state`;

const OPEN_MATTERS = `
select count(distinct matter)::int as open from ingest.migration_documents
where run = $1 and state in ('found', 'told')`;

const Ledger = z.object({
  limit: z.number().nullable(),
  taken: z.object({ migration: z.int().default(0) }).default({ migration: 0 }),
});

/** Connects to the store as the services’ role. */
export async function openMigrations(
  url: string,
): Promise<{ readonly desk: MigrationDesk; close(): Promise<void> }> {
  const { store, close } = await openStore(url);
  return { desk: new DatabaseMigrations(store), close };
}

/** What a person said, as it is told. */
type Word = 'MigrationStarted' | 'MigrationPaused' | 'MigrationResumed';
interface Said {
  readonly name: Word;
  readonly outcome: MigrationOutcome;
}

class DatabaseMigrations implements MigrationDesk {
  constructor(private readonly store: EventStore) {}

  start(word: MigrationWord): Promise<MigrationOutcome> {
    return this.#say(word, (current) =>
      current === null ? { name: 'MigrationStarted', outcome: 'started' } : 'under-way',
    );
  }

  pause(word: MigrationWord): Promise<MigrationOutcome> {
    return this.#say(word, (current) => {
      if (current === null) return 'none';
      return current.standing === 'paused' ? 'no-change' : { name: 'MigrationPaused', outcome: 'paused' };
    });
  }

  resume(word: MigrationWord): Promise<MigrationOutcome> {
    return this.#say(word, (current) => {
      if (current === null) return 'none';
      return current.standing === 'running' ? 'no-change' : { name: 'MigrationResumed', outcome: 'resumed' };
    });
  }

  read(firm: FirmId): Promise<MigrationPicture | undefined> {
    return this.store.transact(
      async (tx) => {
        const story = await this.store.readStream(migrationStream(firm), { tx });
        const run = migrationRuns(story.map(({ event }) => event)).at(-1);
        if (run === undefined) return undefined;
        const progress = await progressOf(tx, run.run);
        const { limit, taken } = await ledgerOf(tx, firm);
        return { run, progress, callsTaken: taken.migration, limit };
      },
      { firm },
    );
  }

  /** Decides by the stream as it stands, and writes only where it still stands so. */
  #say(
    word: MigrationWord,
    decide: (current: MigrationRun | null) => Said | MigrationOutcome,
  ): Promise<MigrationOutcome> {
    const { firm, matter, actor } = word;
    const stream = migrationStream(firm);
    const own = operatorCause('console.migrate-history', actor);
    return this.store.transact(
      async (tx) => {
        const story = await this.store.readStream(stream, { tx });
        const current = currentMigration(story.map(({ event }) => event));
        const said = decide(current);
        if (typeof said === 'string') return said;
        if (current !== null && matter !== null && matter !== current.matter) return 'none';
        const event = eventOf(said.name, word, current);
        const cause = { ...own, correlationId: current?.run ?? own.correlationId };
        await this.store.append(tx, cause, [{ stream, expected: story.length, events: [event] }], new Date());
        return said.outcome;
      },
      { afresh: true, firm },
    );
  }
}

function eventOf(name: Word, { firm, matter, why }: MigrationWord, current: MigrationRun | null): NewEvent {
  const address = { stream: migrationStream(firm), firm, key: matterKey(firm, null) };
  if (name === 'MigrationStarted') return { ...address, name, data: { matter, why } };
  if (current === null) throw new TypeError(`${name} tells of no run`);
  return { ...address, name, data: { run: current.run, why } };
}

async function progressOf({ client }: Transaction, run: EventId): Promise<RunProgress | null> {
  const made = await client.query<{ made: boolean }>(
    `select to_regclass('ingest.migration_runs') is not null as made`,
  );
  if (made.rows[0]?.made !== true) return null;
  type About = Omit<RunProgress, 'documents' | 'mattersFinished'>;
  const [about] = (await client.query<About>(ABOUT, [run])).rows;
  if (about === undefined) return null;
  const counts = await client.query<{ state: string; documents: number }>(COUNTS, [run]);
  const open = await client.query<{ open: number }>(OPEN_MATTERS, [run]);
  const isListed = about.phase === 'copying';
  return {
    ...about,
    mattersFinished: isListed ? Math.max(0, about.matters - (open.rows[0]?.open ?? 0)) : 0,
    documents: countsOf(new Map(counts.rows.map(({ state, documents }) => [state, documents]))),
  };
}

function countsOf(by: ReadonlyMap<string, number>): DocumentCounts {
  const of = (state: string): number => by.get(state) ?? 0;
  const found = [...by.values()].reduce((sum, documents) => sum + documents, 0);
  return {
    found,
    registered: found - of('found') - of('left') - of('unseen') - of('unfinished'),
    onTheirWay: of('told'),
    mirrored: of('mirrored'),
    skipped: of('skipped'),
    conflict: of('conflict'),
    missing: of('missing'),
    dead: of('dead'),
    left: of('left'),
    unseen: of('unseen'),
    unfinished: of('unfinished'),
  };
}

async function ledgerOf({ client }: Transaction, firm: FirmId): Promise<z.infer<typeof Ledger>> {
  const { rows } = await client.query<{ ledger: unknown }>(
    'select ledger from budgets.call_ledgers where budget = $1',
    [`clio:${firm}`],
  );
  const read = Ledger.safeParse(rows[0]?.ledger);
  return read.success ? read.data : { limit: null, taken: { migration: 0 } };
}
