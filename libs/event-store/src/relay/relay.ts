import type { Owner } from '@counterpart/contracts';
import type { ClientBase } from 'pg';
import { BackgroundWorker } from '../readers/background-worker.js';
import { sleep, type DatabaseSession } from '../readers/database-session.js';
import {
  BEGINNING,
  cursorAfter,
  isBehind,
  readGated,
  type GatedRow,
  type ReadLimits,
  type StoreCursor,
} from '../readers/read-gated.js';
import { EVERY_FIRM } from '../roles/firm-rules.js';
import { toRecord, type RelayProducer } from './to-record.js';

/** What a relay tells its observer. */
export type RelayFact =
  | { readonly kind: 'leading'; readonly after: StoreCursor }
  | { readonly kind: 'relayed'; readonly events: number; readonly upTo: StoreCursor }
  /** The broker did not take a batch; the relay holds on to it and tries again. */
  | { readonly kind: 'refused'; readonly error: unknown; readonly pauseMs: number }
  /** The database session broke; leadership is gone and is sought again. */
  | { readonly kind: 'failed'; readonly error: unknown };

/** How a relay runs. */
export interface RelayOptions {
  readonly url: string;
  /** Whose topics are relayed. */
  readonly owner: Owner;
  readonly producer: RelayProducer;
  /** @default nobody */
  readonly observe?: (fact: RelayFact) => void;
  /** @default 2,000 events, 4 MiB */
  readonly limits?: ReadLimits;
  /** Polling beside the wake-ups, in milliseconds: a lost notification delays events by no more. @default 200 */
  readonly pollMs?: number;
}

const LIMITS: ReadLimits = { events: 2_000, bytes: 4 * 1024 * 1024 };

/** Class of the advisory locks of relays: the ASCII bytes of `rela`. The other half is the owner's hash. */
const RELAY_LOCK = 0x72656c61;

/** Pause between two tries for leadership, in milliseconds: a handover takes no longer. */
const ELECTION_MS = 250;

const POLL_MS = 200;

/**
 * After a batch of so few events the next ones may gather for a moment, in milliseconds: a request to the broker for each
 * event costs more than the event. What comes after a rest goes at once.
 */
const FEW = 100;
const GATHER_MS = 20;

/** While committed rows wait behind a running transaction: first and longest pause in milliseconds. */
const HELD_UP_MS = { first: 2, longest: 50 };

/** While the broker refuses: first and longest pause in milliseconds. */
const REFUSED_MS = { first: 100, longest: 5_000 };

/**
 * Carries the events of one owner's topics from the store to Kafka: in (tx, position) order, at least once.
 *
 * waiting (another relay leads) → leading (lock held) → waiting (session lost) … → stopped.
 * While it leads: read behind the cursor, produce, wait for acks, store the cursor; the next batch is read while one is
 * on its way. A crash at any point repeats records; none is left out. The lock, the reads and the cursor share one session: who lost the lock writes no cursor.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #worker: BackgroundWorker;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#worker = new BackgroundWorker({
      url: options.url,
      applicationName: `${options.owner} relay`,
      work: (session, signal) => this.#lead(session, signal),
      onFailure: (error) => this.#tell({ kind: 'failed', error }),
    });
  }

  /** Starts in the background: waits for leadership, then relays until stopped. */
  start(): void {
    this.#worker.start();
  }

  /** Finishes the batch in hand and gives leadership up. */
  stop(): Promise<void> {
    return this.#worker.stop();
  }

  async #lead(session: DatabaseSession, signal: AbortSignal): Promise<void> {
    const { client } = session;
    while (!signal.aborted && !(await tryToLead(client, this.#options.owner))) {
      await session.wait([], ELECTION_MS, signal);
    }
    if (signal.aborted) return;
    // A cursor that a crash of the database loses only repeats records. What is sealed because of it commits later than
    // it, and is never kept without it.
    await client.query(`set synchronous_commit = off; set counterpart.firm = '${EVERY_FIRM}'`);
    let cursor = await loadCursor(client, this.#options.owner);
    this.#tell({ kind: 'leading', after: cursor });
    let reading = this.#read(client, cursor);
    while (!signal.aborted) {
      const rows = await reading;
      if (rows.length === 0) await this.#waitForMore(session, cursor, signal);
      const next = cursorAfter(rows, cursor);
      const areFew = rows.length > 0 && rows.length < FEW;
      reading = this.#read(client, next, areFew ? sleep(GATHER_MS, signal) : undefined);
      if (rows.length === 0) continue;
      if (!(await this.#relay(rows, session, signal))) return;
      await storeCursor(client, this.#options.owner, next);
      this.#tell({ kind: 'relayed', events: rows.length, upTo: next });
      cursor = next;
    }
  }

  #read(client: ClientBase, after: StoreCursor, gathered?: Promise<void>): Promise<readonly GatedRow[]> {
    const { owner, limits = LIMITS } = this.#options;
    const read = (): Promise<readonly GatedRow[]> => readGated(client, [owner], after, limits);
    const reading = gathered === undefined ? read() : gathered.then(read);
    // Whoever awaits it is told; a relay that stops before leaves nobody who does.
    reading.catch(() => undefined);
    return reading;
  }

  /** False where the relay was stopped before the broker took the batch. */
  #relay(rows: readonly GatedRow[], session: DatabaseSession, signal: AbortSignal): Promise<boolean> {
    const records = rows.map(toRecord);
    return this.#untilTaken(() => this.#options.producer.send(records), session, signal);
  }

  /** True once the broker has taken the batch; false where the relay was stopped before. */
  async #untilTaken(
    produce: () => Promise<void>,
    session: DatabaseSession,
    signal: AbortSignal,
  ): Promise<boolean> {
    for (
      let pauseMs = REFUSED_MS.first;
      !signal.aborted;
      pauseMs = Math.min(pauseMs * 2, REFUSED_MS.longest)
    ) {
      try {
        await produce();
        return true;
      } catch (error) {
        this.#tell({ kind: 'refused', error, pauseMs });
        // Throws when the session, and with it leadership, was lost meanwhile.
        await session.wait([], pauseMs, signal);
      }
    }
    return false;
  }

  async #waitForMore(session: DatabaseSession, cursor: StoreCursor, signal: AbortSignal): Promise<void> {
    const owners = [this.#options.owner];
    let pauseMs = HELD_UP_MS.first;
    while (!signal.aborted && (await isBehind(session.client, owners, cursor))) {
      const rows = await readGated(session.client, owners, cursor, { events: 1, bytes: 0 });
      if (rows.length > 0) return;
      await session.wait([], pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, HELD_UP_MS.longest);
    }
    await session.wait(owners, this.#options.pollMs ?? POLL_MS, signal);
  }

  #tell(fact: RelayFact): void {
    this.#options.observe?.(fact);
  }
}

async function tryToLead(client: ClientBase, owner: Owner): Promise<boolean> {
  const result = await client.query<{ leads: boolean }>(
    'select pg_try_advisory_lock($1, hashtext($2)) as leads',
    [RELAY_LOCK, owner],
  );
  return result.rows[0]?.leads ?? false;
}

async function loadCursor(client: ClientBase, owner: Owner): Promise<StoreCursor> {
  const result = await client.query<{ tx: string; position: string }>(
    'select tx, position from event_store.relay_cursors where owner = $1',
    [owner],
  );
  const row = result.rows[0];
  return row === undefined ? BEGINNING : { tx: BigInt(row.tx), position: BigInt(row.position) };
}

async function storeCursor(client: ClientBase, owner: Owner, cursor: StoreCursor): Promise<void> {
  await client.query({
    name: 'event-store-relay-cursor',
    text: `insert into event_store.relay_cursors (owner, tx, position) values ($1, $2::xid8, $3)
      on conflict (owner) do update
      set tx = excluded.tx, position = excluded.position, updated_at = clock_timestamp()`,
    values: [owner, cursor.tx.toString(), cursor.position.toString()],
  });
}
