import { Pool } from 'pg';
import { z } from 'zod';
import { getJson } from './get-json.js';

/** Calls of Clio that were taken from the budget, by what they were made for. */
export type TakenCalls = Readonly<Record<string, number>>;

const Taken = z.record(z.string(), z.number());
const Calls = z.object({
  calls: z.array(z.object({ status: z.number().nullable(), tokenId: z.number().nullable() })),
});
/** The services’ token is the emulator’s first. */
const SERVICES_TOKEN = 1;

/** The budget of Clio calls that the services of one firm share: as their ledger counts it, and as Clio does. */
export class CallBudget {
  readonly #pool: Pool;

  constructor(
    database: string,
    private readonly clio: string,
  ) {
    this.#pool = new Pool({ connectionString: database, max: 1 });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async taken(): Promise<TakenCalls> {
    const { rows } = await this.#pool.query<{ taken: unknown }>(
      `select ledger -> 'taken' as taken from budgets.call_ledgers`,
    );
    const sums: Record<string, number> = {};
    for (const { taken } of rows)
      for (const [urgency, calls] of Object.entries(Taken.parse(taken ?? {})))
        sums[urgency] = (sums[urgency] ?? 0) + calls;
    return sums;
  }

  /** Calls of the services that Clio refused for their rate (429). */
  async refused(): Promise<number> {
    const { calls } = await getJson(`${this.clio}/_emulator/calls`, Calls);
    return calls.filter(({ status, tokenId }) => status === 429 && tokenId === SERVICES_TOKEN).length;
  }
}

/** What was taken between two looks. */
export const takenBetween = (before: TakenCalls, after: TakenCalls): TakenCalls =>
  Object.fromEntries(
    Object.entries(after).map(([urgency, calls]) => [urgency, calls - (before[urgency] ?? 0)]),
  );
