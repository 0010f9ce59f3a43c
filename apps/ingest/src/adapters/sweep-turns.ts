import type { DataSource, QueryRunner } from 'typeorm';
import type { FirmId } from '@counterpart/contracts';
import type { SweepTurns } from '../reconcile-records/reconcile-records.ports.js';

/** Class of the advisory locks of sweeps: the ASCII bytes of `swee`. The other half is the firm’s hash. */
const SWEEP_LOCK = 0x73776565;

/** Class of the advisory locks of migrations: the ASCII bytes of `migr`. */
export const MIGRATION_LOCK = 0x6d696772;

/**
 * One sweep of a firm at a time across pods, by advisory locks of PostgreSQL. Those of all firms are held by one session, however
 * many wait for their budgets, and are gone with it: then another pod may sweep a firm, too, and tells nothing twice.
 *
 * no session → one, opened for the first firm → no session, given back after the last, or once a statement failed.
 */
export class PostgresSweepTurns implements SweepTurns {
  /** A session would give itself a lock again. */
  readonly #held = new Set<FirmId>();
  #session: QueryRunner | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly lock = SWEEP_LOCK,
  ) {}

  async exclusively<T>(firm: FirmId, work: () => Promise<T>): Promise<T | undefined> {
    if (this.#held.has(firm)) return undefined;
    this.#held.add(firm);
    try {
      if (!(await this.#ask('select pg_try_advisory_lock($1, hashtext($2)) as done', firm))) return undefined;
      try {
        return await work();
      } finally {
        await this.#ask('select pg_advisory_unlock($1, hashtext($2)) as done', firm);
      }
    } finally {
      this.#held.delete(firm);
      await this.#inTurn(() => this.#giveBack());
    }
  }

  #ask(sql: string, firm: FirmId): Promise<boolean> {
    return this.#inTurn(async () => {
      const session = await this.#open();
      try {
        const [row] = (await session.query(sql, [this.lock, firm])) as { done: boolean }[];
        return row?.done === true;
      } catch (error) {
        await this.#leave(session);
        throw error;
      }
    });
  }

  /** A session that broke at rest is given back by itself. One that could not connect once never does. */
  async #open(): Promise<QueryRunner> {
    if (this.#session === undefined || this.#session.isReleased) {
      const session = this.dataSource.createQueryRunner();
      await session.connect();
      this.#session = session;
    }
    return this.#session;
  }

  /** A session may break under a statement and tell nobody else. One that did not must give no locks back to the pool with it. */
  async #leave(session: QueryRunner): Promise<void> {
    this.#session = undefined;
    await session.query('select pg_advisory_unlock_all()').catch(() => undefined);
    await session.release();
  }

  async #giveBack(): Promise<void> {
    if (this.#held.size > 0) return;
    const session = this.#session;
    this.#session = undefined;
    await session?.release();
  }

  /** A session takes one statement at a time. */
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const done = this.#last.then(step);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
