import { randomUUID } from 'node:crypto';
import {
  EventId,
  migrationStream,
  sweepStream,
  type EventData,
  type FirmId,
  type MatterId,
} from '@counterpart/contracts';
import {
  catchUp,
  EVERY_FIRM,
  EventStore,
  STATUS_PROJECTION,
  statusIsCurrent,
  storeDataSource,
  tellDecided,
  type NewEvent,
} from '@counterpart/event-store';
import { eventually, tellOn } from '@counterpart/testing';
import { Client } from 'pg';
import { openStanding } from '../src/adapters/database-standing.js';
import { tellStanding } from '../src/tell-standing/tell-standing.handler.js';
import { operatorDatabase } from './operator-database.js';

/** When the firm was swept. */
export const SWEPT = '2026-05-01T12:00:00.000Z';

/** A store of events, the counts that are folded from it, and what the command line says of them. */
export async function standingScene() {
  const database = await operatorDatabase();
  const source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  const client = new Client(database.serviceUrl);
  await client.connect();
  await client.query(`set counterpart.firm to '${EVERY_FIRM}'`);
  const book = await openStanding(database.serviceUrl);
  const store = new EventStore(source);
  const fold = () =>
    eventually(async () => {
      await catchUp(client, STATUS_PROJECTION);
      return statusIsCurrent(client);
    });
  /** What is said by what is folded so far. */
  const saidOf = (firm: FirmId, matter: MatterId | null = null) => {
    const read: typeof book.read = async (scope, limit) => ({
      ...(await book.read(scope, limit)),
      known: true,
    });
    return tellStanding({ read }, { firm, matter, limit: 5 });
  };
  return {
    store,
    operatorUrl: database.operatorUrl,
    /** Tells events, when the firm was swept. */
    tell: tellOn(store, { at: SWEPT }),
    fold,
    /** Tells in the router’s place that it has decided on everything so far. */
    decideAll: async (): Promise<void> => {
      const sql = 'select pg_snapshot_xmax(pg_current_snapshot()) as tx';
      const { rows } = await client.query<{ tx: string }>(sql);
      await tellDecided(client, { tx: BigInt(rows[0]?.tx ?? 0), position: 0n });
    },
    /** What is said when all is folded; also of a matter that no event tells of. */
    standingOf: async (firm: FirmId, matter: MatterId | null = null) => {
      await fold();
      return saidOf(firm, matter);
    },
    saidOf,
    /** All that was recorded of a firm gets older. */
    twoMinutesPass: async (firm: FirmId): Promise<void> => {
      const owner = new Client(database.ownerUrl);
      await owner.connect();
      await owner.query(`alter table event_store.events disable trigger all;
        update event_store.events set recorded_at = recorded_at - interval '2 minutes' where firm = '${firm}';
        alter table event_store.events enable always trigger events_are_append_only`);
      await owner.end();
    },
    close: async (): Promise<void> => {
      await book.close();
      await client.end();
      await source.destroy();
      await database.drop();
    },
  };
}

export type StandingScene = Awaited<ReturnType<typeof standingScene>>;

/** A sweep of the firm came to its end. @param counts of matters, and of documents */
export function swept(firm: FirmId, counts = { seen: 0, told: 0 }): NewEvent<'SweepCompleted'> {
  const part = { since: SWEPT, through: SWEPT, ...counts };
  const heldBack = { hidden: 0, uploading: 0, carried: [] };
  const data = { startedAt: SWEPT, toldUpTo: SWEPT, matters: part, documents: part, heldBack };
  return { name: 'SweepCompleted', stream: sweepStream(firm), firm, key: firm, data };
}

/** What a migration did not see. */
interface Unseen {
  readonly hidden?: number | null;
  readonly unseen?: number | null;
  readonly unfinished?: number | null;
  readonly left?: number;
  /** The one matter that it was of. */
  readonly matter?: MatterId;
}

/** A migration of the firm came to its end. */
export function migrated(
  firm: FirmId,
  { hidden = 0, unseen = 0, unfinished = 0, left = 0, matter }: Unseen = {},
): NewEvent<'MigrationCompleted'> {
  const counts = { found: 3, mirrored: 3, skipped: 0, conflict: 0, missing: 0, dead: 0 };
  const data: EventData<'MigrationCompleted'> = {
    run: EventId.parse(randomUUID()),
    matter: matter ?? null,
    begunAt: SWEPT,
    matters: 1,
    hidden,
    documents: { ...counts, left, unseen, unfinished },
  };
  return { name: 'MigrationCompleted', stream: migrationStream(firm), firm, key: firm, data };
}
