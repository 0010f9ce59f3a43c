import type { LastingRefusal } from '@counterpart/access-tokens';
import type { Transaction } from '@counterpart/event-store';
import type { Connection, CredentialGround } from './ground.js';
import { tellConnection } from './tell-connection.js';

/** What a vendor refuses of a connection whose grant is good. */
export interface Bar {
  readonly part: string;
  /** Whether no work with the vendor can do without it: calls through it wait then. */
  readonly whole: boolean;
  /** When one call of those that wait may ask whether it is over. */
  readonly probeAt: Date;
}

/** What becomes of a call that wants to ask whether a refusal is over. */
export interface Probe {
  /** Whether it may: one at a time does, over all programs. */
  readonly isMine: boolean;
  /** What is refused now; null where it is over already. */
  readonly bar: Bar | null;
}

/** A grant’s columns about what the vendor refuses of it. */
export interface BarColumns {
  readonly barred_part: string | null;
  readonly barred_whole: boolean | null;
  readonly probe_at: Date | null;
}

/** To be selected as BarColumns. */
export const BAR_COLUMNS = 'barred_part, barred_whole, probe_at';

/** How long until another call asks whether a refusal is over, in milliseconds. */
const PROBE_MS = 2 * 60_000;

/** Told once: what is refused beside it is found when this is over, but all of the work is more than a part. */
const BAR = `
update credentials.grants set barred_at = $4, barred_part = $5, barred_whole = $6, probe_at = $7
where firm = $1 and vendor = $2 and serial = $3 and refused_at is null
  and (barred_at is null or ($6 and not barred_whole))
returning serial`;

const LIFT = `
update credentials.grants set barred_at = null, barred_part = null, barred_whole = null, probe_at = null
where firm = $1 and vendor = $2 and barred_part = $3 returning serial`;

const CLAIM = `
update credentials.grants set probe_at = $4
where firm = $1 and vendor = $2 and barred_at is not null and (probe_at <= $3 or $5) returning serial`;

const FIND = `select ${BAR_COLUMNS} from credentials.grants where firm = $1 and vendor = $2`;

/** What is refused of a grant; null where nothing is. */
export function barOf({ barred_part: part, barred_whole: whole, probe_at: probeAt }: BarColumns): Bar | null {
  return part === null || whole === null || probeAt === null ? null : { part, whole, probeAt };
}

/** What vendors refuse of the firms’ connections. It changes together with the event that tells it. */
export class AccessBars {
  constructor(private readonly ground: CredentialGround) {}

  /**
   * Marks a part as refused, and tells it; once until it is over.
   * @param serial of the grant whose token is refused: one that came after it is not marked
   * @returns what is refused now
   */
  refuse(connection: Connection, serial: number, refusal: LastingRefusal): Promise<Bar | null> {
    const { firm, vendor } = connection;
    const { part, whole, word, lacks = null } = refusal;
    const now = this.ground.now();
    return this.#transact(connection, async (tx) => {
      const values = [firm, vendor, serial, now, part, whole, after(now)];
      const isNews = !this.#isLook && (await tx.client.query(BAR, values)).rowCount === 1;
      if (isNews) {
        const data = { vendor, serial, word, whole, lacks };
        await tellConnection(this.ground, tx, firm, { name: 'AccessRefused', data });
      }
      return find(tx, connection);
    });
  }

  /** Whether it is time to ask whether it is over. */
  isDue({ probeAt }: Bar): boolean {
    return this.#isLook || probeAt <= this.ground.now();
  }

  /** Lets one call at a time, over all programs, ask whether it is over; the next one some minutes later. */
  probe(connection: Connection): Promise<Probe> {
    const now = this.ground.now();
    return this.#transact(connection, async (tx) => {
      const values = [connection.firm, connection.vendor, now, after(now), this.#isLook];
      const { rowCount } = await tx.client.query(CLAIM, values);
      return { isMine: rowCount === 1, bar: await find(tx, connection) };
    });
  }

  /** Tells that a part is let through again; once. @returns what is refused now */
  lift(connection: Connection, part: string): Promise<Bar | null> {
    const { firm, vendor } = connection;
    return this.#transact(connection, async (tx) => {
      const { rows } = await tx.client.query<{ serial: number }>(LIFT, [firm, vendor, part]);
      const [lifted] = rows;
      if (lifted !== undefined) {
        const data = { vendor, serial: lifted.serial };
        await tellConnection(this.ground, tx, firm, { name: 'AccessRestored', data });
      }
      return find(tx, connection);
    });
  }

  get #isLook(): boolean {
    return this.ground.isLook ?? false;
  }

  #transact<T>({ firm }: Connection, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.ground.store.transact(work, { firm });
  }
}

async function find({ client }: Transaction, { firm, vendor }: Connection): Promise<Bar | null> {
  const { rows } = await client.query<BarColumns>(FIND, [firm, vendor]);
  return rows[0] === undefined ? null : barOf(rows[0]);
}

const after = (now: Date): Date => new Date(now.getTime() + PROBE_MS);
