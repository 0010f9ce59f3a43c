import { TokenUnavailable } from '@counterpart/access-tokens';
import type { ConsentedAccount, FirmId } from '@counterpart/contracts';
import { openDataKey, VaultError, type Vault } from '@counterpart/vault';
import { QueryFailedError, type QueryRunner } from 'typeorm';
import { contextOf, Secret } from '../secret.js';
import { Slots } from '../slots.js';
import { AccessBars, BAR_COLUMNS, barOf, type Bar, type BarColumns } from './access-bars.js';
import { accountOf, holdConsents, requireFree, type Consented } from './consented-accounts.js';
import { holdFirmKey, openFirmVault } from './firm-vaults.js';
import type { Connection, CredentialGround } from './ground.js';
import { tellConnection } from './tell-connection.js';

/** A firm’s grant, opened. */
export interface Grant extends Secret {
  /** Counts grants and renewals, from 1. */
  readonly serial: number;
  /** When the access token ends; null where it has no end, or where there is none. */
  readonly expiresAt: Date | null;
  /** When it was granted or renewed. */
  readonly changedAt: Date;
  /** When the vendor refused it for good; null while it is good. */
  readonly refusedAt: Date | null;
  /** What the vendor refuses of it though it is good; null where nothing is. */
  readonly bar: Bar | null;
}

/** The grant that is in force, unopened. */
export type GrantMark = Pick<Grant, 'serial' | 'bar'>;

/** A grant, or its renewal, as the vendor gave it. */
export interface NewSecret extends Secret {
  readonly expiresAt: Date | null;
}

interface GrantRow extends BarColumns {
  readonly serial: number;
  readonly sealed: Buffer;
  readonly wrapped: Buffer;
  readonly expires_at: Date | null;
  readonly changed_at: Date;
  readonly refused_at: Date | null;
}

const FIND = `
select g.serial, g.sealed, k.wrapped, g.expires_at, g.changed_at, g.refused_at, ${BAR_COLUMNS}
from credentials.grants g join credentials.data_keys k using (firm) where g.firm = $1 and g.vendor = $2`;

const MARK = `
select serial, ${BAR_COLUMNS} from credentials.grants where firm = $1 and vendor = $2 and refused_at is null`;

const CONNECT = `
insert into credentials.grants (firm, vendor, serial, sealed, expires_at, changed_at) values ($1, $2, 1, $3, $4, $5)
on conflict (firm, vendor) do update set serial = grants.serial + 1, sealed = excluded.sealed,
  expires_at = excluded.expires_at, refused_at = null, changed_at = excluded.changed_at,
  barred_at = null, barred_part = null, barred_whole = null, probe_at = null
returning serial`;

const RENEW = `
update credentials.grants set serial = serial + 1, sealed = $4, expires_at = $5, changed_at = $6
where firm = $1 and vendor = $2 and serial = $3 returning serial`;

const REFUSE = `
update credentials.grants set refused_at = $4
where firm = $1 and vendor = $2 and serial = $3 and refused_at is null returning serial`;

/** ASCII of `cred`: no other advisory lock of ours begins with it. */
const LOCK = 0x63726564;
/** How long a turn that another program holds is waited for. */
const LONGEST_LOCK_MS = 5000;
/** lock_not_available (PostgreSQL, appendix A) */
const LOCK_NOT_AVAILABLE = '55P03';

/** The firms’ grants in PostgreSQL, each sealed by its firm’s data key. A grant changes together with the event that tells it. */
export class CredentialStore {
  /** What vendors refuse of grants that are good. */
  readonly bars: AccessBars;
  readonly #turns: Slots;

  constructor(private readonly ground: CredentialGround) {
    this.bars = new AccessBars(ground);
    // Half of the connections: where the store has the same, what works in turn always gets its second one.
    const { poolSize = 2 } = ground.dataSource.options;
    this.#turns = new Slots(Math.max(1, Math.floor(poolSize / 2)));
  }

  /** Tells the operator that a vendor’s token endpoint rejects the app. @param word the vendor’s; empty where it gave none */
  reportRejected(connection: Connection, word: string): void {
    this.ground.onRejected?.(connection, word);
  }

  /** @throws VaultError where the master key that is needed is not here, or the row was changed */
  async find({ firm, vendor }: Connection): Promise<Grant | undefined> {
    const [row] = await this.ground.store.transact(
      async ({ client }) => (await client.query<GrantRow>(FIND, [firm, vendor])).rows,
      { firm },
    );
    if (row === undefined) return undefined;
    const vault = await openDataKey(this.ground.ring, firm, row.wrapped);
    const opened = vault.open(row.sealed, contextOf(firm, vendor));
    const secret = Secret.parse(JSON.parse(opened.toString('utf8')));
    const { serial, expires_at: expiresAt, changed_at: changedAt, refused_at: refusedAt } = row;
    return { ...secret, serial, expiresAt, changedAt, refusedAt, bar: barOf(row) };
  }

  /** The grant that is in force; null where there is none, or the vendor refused it for good. Nothing is opened. */
  async markOf({ firm, vendor }: Connection): Promise<GrantMark | null> {
    const [row] = await this.ground.store.transact(
      async ({ client }) =>
        (await client.query<Pick<GrantRow, 'serial'> & BarColumns>(MARK, [firm, vendor])).rows,
      { firm },
    );
    return row === undefined ? null : { serial: row.serial, bar: barOf(row) };
  }

  /** The account that a person connected last; null where none did, or before accounts were told. */
  accountOf(connection: Connection): Promise<ConsentedAccount | null> {
    return accountOf(this.ground.store, connection);
  }

  /**
   * Stores what a person consented to, in place of what was there.
   * @returns its serial
   * @throws AccountRefused where it is another account than before and nobody said so, or another firm has it; nothing is
   *   stored then
   */
  async connect(
    connection: Connection,
    secret: NewSecret,
    { account, isOther = false, also }: Consented,
  ): Promise<number> {
    const { firm, vendor } = connection;
    const sealed = seal(await this.#vaultOf(firm), connection, secret);
    return this.ground.store.transact(
      async (tx) => {
        await holdConsents(tx.client);
        const replaces = await requireFree(this.ground.store, connection, { account, isOther });
        await holdFirmKey(tx.client, firm);
        const values = [firm, vendor, sealed, secret.expiresAt, this.ground.now()];
        const { rows } = await tx.client.query<{ serial: number }>(CONNECT, values);
        const serial = rows[0]?.serial ?? 1;
        const data = { vendor, serial, account, replaces };
        await tellConnection(this.ground, tx, firm, { name: 'VendorConnected', data });
        await also?.(tx);
        return serial;
      },
      { firm },
    );
  }

  /** @returns false where another renewal or consent came first, or the firm was removed: nothing is stored then */
  async renew(connection: Connection, from: Grant, secret: NewSecret): Promise<boolean> {
    const { firm, vendor } = connection;
    const vault = await this.#vaultOf(firm).catch(unlessDestroyed);
    if (vault === undefined) return false;
    const sealed = seal(vault, connection, secret);
    return this.ground.store.transact(
      async (tx) => {
        const values = [firm, vendor, from.serial, sealed, secret.expiresAt, this.ground.now()];
        const { rows } = await tx.client.query<{ serial: number }>(RENEW, values);
        const [renewed] = rows;
        if (renewed === undefined) return false;
        const { serial } = renewed;
        const expiresAt = secret.expiresAt?.toISOString() ?? null;
        const rotated = secret.refreshToken !== from.refreshToken;
        await tellConnection(this.ground, tx, firm, {
          name: 'CredentialRefreshed',
          data: { vendor, serial, expiresAt, rotated },
        });
        return true;
      },
      { firm },
    );
  }

  /** Marks a grant as refused for good, and tells it; once for each grant. */
  refuse(connection: Connection, { serial }: Grant, word: string): Promise<void> {
    const { firm, vendor } = connection;
    return this.ground.store.transact(
      async (tx) => {
        const { rowCount } = await tx.client.query(REFUSE, [firm, vendor, serial, this.ground.now()]);
        if (rowCount === 1) {
          const data = { vendor, serial, word };
          await tellConnection(this.ground, tx, firm, { name: 'CredentialRefused', data });
        }
      },
      { firm },
    );
  }

  /**
   * One at a time for each connection, over all programs on this database. No transaction is open meanwhile: one that
   * waited for a vendor would hold back every reader of the event store. A few at once in this program: each holds a
   * database connection, and the work needs a second one.
   * @throws TokenUnavailable where another program holds the turn and does not give it back, as one that is frozen
   */
  inTurn<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
    return this.#turns.within(async () => {
      const runner = this.ground.dataSource.createQueryRunner();
      try {
        await lock(runner, connection);
        try {
          return await work();
        } finally {
          await unlock(runner, connection);
        }
      } finally {
        await runner.release();
      }
    });
  }

  #vaultOf(firm: FirmId): Promise<Vault> {
    return openFirmVault(this.ground.store, this.ground.ring, firm);
  }
}

const keyOf = ({ firm, vendor }: Connection): readonly unknown[] => [LOCK, `${firm}/${vendor}`];

/** The lock is the session’s: it outlives the transaction, which only bounds how long it is waited for. */
async function lock(runner: QueryRunner, connection: Connection): Promise<void> {
  await runner.startTransaction();
  try {
    await runner.query(`set local lock_timeout = ${LONGEST_LOCK_MS}`);
    await runner.query('select pg_advisory_lock($1, hashtext($2))', [...keyOf(connection)]);
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    if (!isLockNotAvailable(error)) throw error;
    const { firm, vendor } = connection;
    const message = `another program renews the token of ${firm} for ${vendor} and does not end`;
    throw new TokenUnavailable('unreachable', message, { cause: error });
  }
}

const unlock = (runner: QueryRunner, connection: Connection): Promise<unknown> =>
  runner.query('select pg_advisory_unlock($1, hashtext($2))', [...keyOf(connection)]);

function isLockNotAvailable(error: unknown): error is Error {
  if (!(error instanceof QueryFailedError)) return false;
  const driverError: unknown = error.driverError;
  return driverError instanceof Error && 'code' in driverError && driverError.code === LOCK_NOT_AVAILABLE;
}

function unlessDestroyed(error: unknown): undefined {
  if (error instanceof VaultError && error.code === 'VAULT_KEY_DESTROYED') return undefined;
  throw error;
}

function seal(vault: Vault, { firm, vendor }: Connection, { refreshToken, accessToken }: NewSecret): Buffer {
  return vault.seal(Buffer.from(JSON.stringify({ refreshToken, accessToken })), contextOf(firm, vendor));
}
