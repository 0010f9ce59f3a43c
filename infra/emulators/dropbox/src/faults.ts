import { z } from 'zod';

const Effect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latency'), ms: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal('status'), code: z.int().min(500).max(599) }),
  z.strictObject({ kind: z.literal('reset-before') }),
  z.strictObject({ kind: z.literal('reset-after') }),
  z.strictObject({ kind: z.literal('rate-limited'), retryAfter: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal('write-contention'), retryAfter: z.int().nonnegative().default(0) }),
  z.strictObject({ kind: z.literal('expired-token') }),
  z.strictObject({ kind: z.literal('truncate-body'), bytes: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal('bit-flip') }),
]);
export type Effect = z.infer<typeof Effect>;

const Rule = z.strictObject({
  /** Regular expression over the route, e.g. `upload_session`. */
  route: z.string().default(''),
  /** Every n-th matching call; or with a probability; at most so many times. */
  every: z.int().positive().optional(),
  probability: z.number().min(0).max(1).optional(),
  times: z.int().positive().optional(),
  effect: Effect,
});
type Rule = z.infer<typeof Rule>;

/** A fault plan: rules in order; the first that strikes decides. */
export const FaultPlan = z.strictObject({ rules: z.array(Rule) });

/** Decides which calls go wrong, and how. */
export class Faults {
  #rules: { readonly rule: Rule; readonly route: RegExp; matched: number; struck: number }[] = [];

  constructor(private readonly random: () => number) {}

  replace(plan: z.infer<typeof FaultPlan>): void {
    this.#rules = plan.rules.map((rule) => ({ rule, route: new RegExp(rule.route), matched: 0, struck: 0 }));
  }

  strike(route: string): Effect | undefined {
    for (const one of this.#rules) {
      if (!one.route.test(route)) continue;
      one.matched += 1;
      const { every = 1, probability = 1, times = Infinity, effect } = one.rule;
      if (one.struck >= times || one.matched % every !== 0 || this.random() >= probability) continue;
      one.struck += 1;
      return effect;
    }
    return undefined;
  }

  report(): readonly object[] {
    return this.#rules.map(({ rule, matched, struck }) => ({ ...rule, matched, struck }));
  }
}
