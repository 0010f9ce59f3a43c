import type { LedgerStep, LedgerStore } from '@counterpart/clio-client';
import type { FirmId } from '@counterpart/contracts';
import { URGENCIES, UNKNOWN_LEDGER, type CallLedger } from '@counterpart/pacer';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';

const StoredLedger = z.object({
  limit: z.int().nullable(),
  left: z.int(),
  resetMs: z.number(),
  isTold: z.boolean(),
  closedUntilMs: z.number(),
  uncountedUntilMs: z.number(),
  waiting: z.partialRecord(z.enum(URGENCIES), z.number()),
  // Ledgers of older releases count no calls.
  taken: z.partialRecord(z.enum(URGENCIES), z.int().nonnegative()).default({}),
});

/**
 * The budgets of firms’ Clio tokens, kept in PostgreSQL: pods of all services take their calls from one row, each step
 * under its lock. Clio counts calls for each token (developers.clio.com, rate limits), and a firm has one.
 */
export class SharedLedgers {
  constructor(private readonly dataSource: Pick<DataSource, 'transaction'>) {}

  of(firm: FirmId): LedgerStore {
    return { change: (step) => this.#change(`clio:${firm}`, step) };
  }

  #change<T>(budget: string, step: (ledger: CallLedger) => LedgerStep<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      const { ledger, result } = step(await lockLedger(manager, budget));
      await manager.query('update budgets.call_ledgers set ledger = $2 where budget = $1', [
        budget,
        JSON.stringify(ledger),
      ]);
      return result;
    });
  }
}

async function lockLedger(manager: EntityManager, budget: string): Promise<CallLedger> {
  const locked = 'select ledger from budgets.call_ledgers where budget = $1 for update';
  const [known] = await manager.query<{ ledger: unknown }[]>(locked, [budget]);
  if (known !== undefined) return readLedger(known.ledger);
  const first = 'insert into budgets.call_ledgers (budget, ledger) values ($1, $2) on conflict do nothing';
  await manager.query(first, [budget, JSON.stringify(UNKNOWN_LEDGER)]);
  const [made] = await manager.query<{ ledger: unknown }[]>(locked, [budget]);
  return readLedger(made?.ledger);
}

/** A ledger of another form, as a newer or older release leaves it, is begun anew: the next answer fills it. */
function readLedger(stored: unknown): CallLedger {
  const read = StoredLedger.safeParse(stored);
  return read.success ? read.data : UNKNOWN_LEDGER;
}
