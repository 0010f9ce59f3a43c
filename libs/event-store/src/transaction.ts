import { escapeLiteral, type ClientBase } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { AppendRaced } from './append.js';
import { EventStoreError, VersionConflict } from './errors.js';
import { isRerunnable, isUnreachable, unavailable } from './postgres-errors.js';
import { namesOf, type Named } from './roles/firm-rules.js';

/** One database transaction: both faces use the same connection, so what they do commits or fails together. */
export interface Transaction {
  /** For SQL of one's own and for the append. */
  readonly client: ClientBase;
  /** For entities. */
  readonly manager: EntityManager;
  /** Whose rows are there. */
  readonly firm: Named;
}

/** How often work runs before other transactions are held to be too many. */
const TRIES = 8;

/** Longest pause before the second try, in milliseconds; it doubles from try to try. */
const FIRST_PAUSE_MS = 4;

/** How work runs. */
interface Running {
  /** Again also where a stream that the work read has moved on before its append. */
  readonly afresh: boolean;
  /** Whose rows are there. */
  readonly firm: Named;
}

/** Runs work in one transaction, again where only another transaction stood in the way. */
export async function runTransaction<T>(
  dataSource: DataSource,
  work: (tx: Transaction) => Promise<T>,
  { afresh, firm }: Running,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce(dataSource, work, firm);
    } catch (error) {
      if (isUnreachable(error)) throw unavailable(error);
      const lostRace = error instanceof AppendRaced || (afresh && error instanceof VersionConflict);
      if (!lostRace && !isRerunnable(error)) throw error;
      if (attempt === TRIES) {
        throw new EventStoreError('EVENT_STORE_CONTENTION', `${TRIES} tries lost against others`, {
          cause: error,
        });
      }
      await pauseBefore(attempt);
    }
  }
}

async function runOnce<T>(
  dataSource: DataSource,
  work: (tx: Transaction) => Promise<T>,
  firm: Named,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    const client = (await runner.connect()) as ClientBase;
    await begin(runner, client, firm);
    const result = await workOrRollback(runner, work, { client, manager: runner.manager, firm });
    await commit(client);
    return result;
  } finally {
    await runner.release();
  }
}

/** Names the firms for this transaction alone, in the round trip that begins it. */
async function begin(runner: QueryRunner, client: ClientBase, firm: Named): Promise<void> {
  await client.query(`begin; set local counterpart.firm = ${escapeLiteral(namesOf(firm))}`);
  // What works with entities would else begin and commit on its own.
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
}

async function workOrRollback<T>(
  runner: QueryRunner,
  work: (tx: Transaction) => Promise<T>,
  tx: Transaction,
): Promise<T> {
  try {
    return await work(tx);
  } catch (error) {
    await rollback(runner, error);
    throw error;
  }
}

/**
 * A failed statement ends a Postgres transaction, and COMMIT then answers ROLLBACK without an error. Work that swallowed
 * the failure must not be told that it was stored.
 */
async function commit(client: ClientBase): Promise<void> {
  const { command } = await client.query('commit');
  if (command === 'COMMIT') return;
  throw new EventStoreError(
    'EVENT_STORE_TRANSACTION_ENDED',
    'a statement of the transaction failed and its error was swallowed: nothing was stored',
  );
}

/** A rollback that fails means a broken connection: Postgres rolls back by itself, the first error tells why. */
async function rollback(runner: QueryRunner, because: unknown): Promise<void> {
  try {
    await runner.rollbackTransaction();
  } catch (error) {
    if (!isUnreachable(error))
      throw new AggregateError([because, error], 'a transaction could not be undone');
  }
}

/** Full jitter, so that writers that met once do not meet again. */
function pauseBefore(attempt: number): Promise<void> {
  const longest = FIRST_PAUSE_MS * 2 ** (attempt - 1);
  return new Promise((resolve) => setTimeout(resolve, Math.random() * longest));
}
