import type { ClientBase } from 'pg';
import { DocumentId, MatterId, type EventId, type FirmId, type MigrationRun } from '@counterpart/contracts';
import {
  leftBehindSince,
  stateOfDocuments,
  PENDING_STATES,
  type EventStore,
  type Transaction,
} from '@counterpart/event-store';
import type {
  FirmRun,
  FoundDocument,
  HistoryBook,
  HistoryProgress,
  HistorySummary,
  TakenPage,
  WaveOutcome,
} from '../migrate-history/migrate-history.ports.js';
import { FIND, NEXT, NOT_HERE, OPEN, RESTART, SETTLE, TELL, TOLD, TURN } from './history-statements.js';

/** How far the clocks may differ of who told a document and who connected another Dropbox. */
const CLOCKS_MS = 60_000;

/** Runs in PostgreSQL: state of this service, not events. */
export class HistoryStore implements HistoryBook {
  constructor(
    private readonly store: EventStore,
    private readonly now: () => Date,
  ) {}

  open(firm: FirmId, { run }: MigrationRun): Promise<HistoryProgress> {
    return this.store.transact(
      async ({ client }) => {
        const read = 'select phase, cursor from ingest.migration_runs where run = $1';
        const [known] = (await client.query<HistoryProgress>(read, [run])).rows;
        if (known !== undefined) return known;
        await client.query('delete from ingest.migration_runs where firm = $1 and run <> $2', [firm, run]);
        await client.query(OPEN, [run, firm, this.now()]);
        return { phase: 'matters', cursor: null };
      },
      { firm },
    );
  }

  async turnMatters(
    tx: Transaction,
    run: FirmRun,
    page: TakenPage<number>,
    to: HistoryProgress,
  ): Promise<void> {
    await this.#turn(tx, run, to, page);
  }

  find(
    run: FirmRun,
    { found: documents, hidden }: TakenPage<readonly FoundDocument[]>,
    to: HistoryProgress,
  ): Promise<void> {
    return this.store.transact(
      async (tx) => {
        await tx.client.query(FIND, [
          run.run,
          documents.map(({ document }) => document),
          documents.map(({ matter }) => matter),
          documents.map(({ size }) => size),
          run.firm,
        ]);
        await this.#turn(tx, run, to, { found: 0, hidden });
      },
      { firm: run.firm },
    );
  }

  next({ firm, run }: FirmRun, limit: number): Promise<readonly FoundDocument[]> {
    return this.store.transact(
      async ({ client }) => {
        const { rows } = await client.query<Row>(NEXT, [run, limit]);
        return rows.map(({ document, matter, size }) => ({
          document: DocumentId.parse(document),
          matter: matter === null ? null : MatterId.parse(matter),
          size: Number(size),
        }));
      },
      { firm },
    );
  }

  async tell({ client }: Transaction, { run }: FirmRun, wave: WaveOutcome): Promise<void> {
    const at = this.now();
    for (const [outcome, documents] of Object.entries(wave)) {
      if (documents.length > 0) await client.query(TELL, [run, documents, outcome, at]);
    }
    await client.query('update ingest.migration_runs set troubles = 0, trouble = null where run = $1', [run]);
  }

  settle({ firm, run }: FirmRun, since: Date) {
    return this.store.transact(
      async ({ client }) => {
        const { rows } = await client.query<ToldRow>(TOLD, [run]);
        const settled = new Map(
          [...(await this.#standing(client, firm, rows))].filter(([, to]) => to !== 'told'),
        );
        await settle(client, run, settled);
        const open = rows.filter(({ document }) => !settled.has(document));
        return { all: open.length, fresh: open.filter(({ toldAt }) => toldAt > since).length };
      },
      { firm },
    );
  }

  review({ firm, run }: FirmRun): Promise<number> {
    return this.store.transact(
      async ({ client }) => {
        const { rows } = await client.query<ToldRow & { state: string }>(NOT_HERE, [run, firm]);
        const before = new Map(rows.map(({ document, state }) => [document, state]));
        const now = await this.#standing(client, firm, rows);
        const moved = new Map([...now].filter(([document, to]) => to !== before.get(document)));
        await settle(client, run, moved);
        return [...moved.values()].filter((to) => to === 'told' || to === 'found').length;
      },
      { firm },
    );
  }

  summary({ firm, run }: FirmRun): Promise<HistorySummary> {
    return this.store.transact(
      async ({ client }) => {
        const about =
          'select begun_at as "begunAt", matters, hidden from ingest.migration_runs where run = $1';
        const [known] = (await client.query<About>(about, [run])).rows;
        if (known === undefined) throw new TypeError('a run that is over was opened');
        const count =
          'select state, count(*)::int as documents from ingest.migration_documents where run = $1 group by 1';
        const { rows } = await client.query<{ state: string; documents: number }>(count, [run]);
        const of = (state: string): number => rows.find((row) => row.state === state)?.documents ?? 0;
        return {
          begunAt: known.begunAt.toISOString(),
          matters: known.matters,
          hidden: known.hidden,
          documents: {
            found: rows.reduce((sum, { documents }) => sum + documents, 0),
            mirrored: of('mirrored'),
            skipped: of('skipped'),
            conflict: of('conflict'),
            missing: of('missing'),
            dead: of('dead'),
            left: of('left'),
            unseen: of('unseen'),
            unfinished: of('unfinished'),
          },
        };
      },
      { firm },
    );
  }

  restart({ firm, run }: FirmRun): Promise<number> {
    return this.store.transact(
      async ({ client }) => {
        const { rows } = await client.query<{ restarts: number }>(RESTART, [run]);
        return rows[0]?.restarts ?? 0;
      },
      { firm },
    );
  }

  stumble({ firm, run }: FirmRun, code: string): Promise<number> {
    return this.store.transact(
      async ({ client }) => {
        const note = `
        update ingest.migration_runs set trouble = $2, troubles = troubles + 1 where run = $1 returning troubles`;
        const { rows } = await client.query<{ troubles: number }>(note, [run, code]);
        return rows[0]?.troubles ?? 0;
      },
      { firm },
    );
  }

  /**
   * Where told documents stand: `told` where something is still to happen, `found` where they are to be told again, once, because the
   * firm connected another Dropbox since.
   */
  async #standing(
    client: ClientBase,
    firm: FirmId,
    rows: readonly ToldRow[],
  ): Promise<ReadonlyMap<string, string>> {
    const toldAt = new Map(rows.map((row) => [row.document, row.toldAt.getTime()]));
    const ids = rows.map(({ document }) => DocumentId.parse(document));
    const left = await leftBehindSince(client, firm, ids);
    const states = await stateOfDocuments(client, firm, ids);
    const isToBeToldAgain = (id: DocumentId): boolean => {
      const since = (left.get(id)?.getTime() ?? Infinity) + CLOCKS_MS;
      return (toldAt.get(id) ?? Infinity) < since && since <= this.now().getTime();
    };
    return new Map<string, string>(
      [...states].map(([id, state]) => {
        if (isToBeToldAgain(id)) return [id, 'found'];
        return [id, PENDING.has(state) ? 'told' : state];
      }),
    );
  }

  async #turn(
    { client }: Transaction,
    { firm, run }: FirmRun,
    to: HistoryProgress,
    { found: matters, hidden }: TakenPage<number>,
  ): Promise<void> {
    await client.query(TURN, [run, firm, to.phase, to.cursor, matters, this.now(), hidden]);
  }
}

interface About {
  readonly begunAt: Date;
  readonly matters: number;
  readonly hidden: number | null;
}

interface Row {
  readonly document: string;
  readonly matter: string | null;
  readonly size: string;
}

const PENDING: ReadonlySet<string> = new Set(PENDING_STATES);

interface ToldRow {
  readonly document: string;
  readonly toldAt: Date;
}

async function settle(client: ClientBase, run: EventId, to: ReadonlyMap<string, string>): Promise<void> {
  if (to.size > 0) await client.query(SETTLE, [run, [...to.keys()], [...to.values()]]);
}
