import { InfrastructureUnavailable } from '@counterpart/eventing';

/** SQLSTATE of an error of the driver, or the code of a socket error; also within TypeORM's wrapping. */
export function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('driverError' in error) return codeOf(error.driverError);
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Constraint that an error names, also within TypeORM's wrapping. */
export function constraintOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('driverError' in error) return constraintOf(error.driverError);
  return 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : null;
}

/** serialization_failure and deadlock_detected: the same work can succeed when it runs again. */
const RERUNNABLE: ReadonlySet<string> = new Set(['40001', '40P01']);

/** True where Postgres undid a transaction only because of another one. */
export const isRerunnable = (error: unknown): boolean => RERUNNABLE.has(codeOf(error) ?? '');

/**
 * Class 08 (connection exception), operator intervention, class 53 (a full disk, no memory, too many connections) and I/O errors
 * of Postgres, a server that only reads since another one took over, and what a socket says.
 * @see https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
const UNREACHABLE =
  /^(08...|53...|57P0[1-5]|58030|25006|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

/** Class 08, a server that goes down, and one that only reads: what a connection says that is of no use any more. */
const LEFT = /^(08...|57P0[1-5]|25006)$/;

/** True where nothing more is to be asked of a connection: its server goes down, or another one took over. */
export const isLeft = (error: unknown): boolean => LEFT.test(codeOf(error) ?? '');

/** disk_full, read_only_sql_transaction: what only reads goes on. */
const UNWRITABLE: ReadonlySet<string> = new Set(['53100', '25006']);

/** What is thrown where the database is not there for the work. */
export const unavailable = (cause: unknown): InfrastructureUnavailable =>
  new InfrastructureUnavailable('postgres', { cause, refusesWrites: UNWRITABLE.has(codeOf(cause) ?? '') });

/** What the driver and TypeORM say in words alone when a connection breaks under them. */
const BROKEN =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout (expired|exceeded when trying to connect)|Query runner already released)/i;

/** True where the database could not be reached, cannot write, or the connection broke: the outcome of the work is unknown. */
export function isUnreachable(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== null && UNREACHABLE.test(code)) return true;
  return error instanceof Error && BROKEN.test(error.message);
}
