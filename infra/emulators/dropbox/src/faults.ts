import { AsyncLocalStorage } from 'node:async_hooks';
import { z } from 'zod';

const refusal = {
  /** Tags of the error union from the outside in, e.g. `["path", "insufficient_space"]`. */
  tags: z.array(z.string()).min(1),
  /** For `incorrect_offset`. */
  correctOffset: z.int().nonnegative().optional(),
};

const Effect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latency'), ms: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal('status'), code: z.int().min(400).max(599) }),
  z.strictObject({ kind: z.literal('reset-before') }),
  z.strictObject({ kind: z.literal('reset-after') }),
  z.strictObject({ kind: z.literal('rate-limited'), retryAfter: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal('write-contention'), retryAfter: z.int().nonnegative().default(0) }),
  z.strictObject({ kind: z.literal('expired-token') }),
  z.strictObject({ kind: z.literal('truncate-body'), bytes: z.int().nonnegative() }),
  /** Bytes change on the way: of a download’s answer, of an upload’s body before its hash is compared. */
  z.strictObject({ kind: z.literal('bit-flip') }),
  /** Bytes change at rest: an upload’s body after its hash was compared. */
  z.strictObject({ kind: z.literal('rot') }),
  /** Of an append the first bytes are kept, then the connection breaks. */
  z.strictObject({ kind: z.literal('partial-append'), bytes: z.int().nonnegative() }),
  /** The route’s own error (409), without any effect. */
  z.strictObject({ kind: z.literal('route-error'), ...refusal }),
  /** The first entries of a batch fail, without any effect; all of them unless said. */
  z.strictObject({ kind: z.literal('entry-error'), ...refusal, entries: z.int().positive().optional() }),
]);
export type Effect = z.infer<typeof Effect>;

const Rule = z.strictObject({
  /** Regular expression over the route, e.g. `upload_session`. */
  route: z.string().default(''),
  /** Every n-th matching call; or with a probability; at most so many times. */
  every: z.int().positive().optional(),
  probability: z.number().min(0).max(1).optional(),
  times: z.int().positive().optional(),
  /** Only calls beyond so many in so many milliseconds: a limit of rate. Refused calls count too. */
  above: z.strictObject({ calls: z.int().positive(), perMs: z.int().positive() }).optional(),
  effect: Effect,
});
type Rule = z.infer<typeof Rule>;

/** A rule, and what it has seen. */
interface LiveRule {
  readonly rule: Rule;
  readonly route: RegExp;
  matched: number;
  struck: number;
  /** When the latest calls came, oldest first. */
  recent: number[];
}

function isAboveRate(live: LiveRule): boolean {
  const { above } = live.rule;
  if (above === undefined) return true;
  const now = performance.now();
  live.recent = live.recent.filter((at) => at > now - above.perMs);
  live.recent.push(now);
  return live.recent.length > above.calls;
}

/** A fault plan: rules in order; the first that strikes decides. */
export const FaultPlan = z.strictObject({ rules: z.array(Rule) });

/** Decides which calls go wrong, and how. */
export class Faults {
  #rules: LiveRule[] = [];

  constructor(private readonly random: () => number) {}

  replace(plan: z.infer<typeof FaultPlan>): void {
    this.#rules = plan.rules.map((rule) => ({
      rule,
      route: new RegExp(rule.route),
      matched: 0,
      struck: 0,
      recent: [],
    }));
  }

  strike(route: string): Effect | undefined {
    for (const one of this.#rules) {
      if (!one.route.test(route)) continue;
      one.matched += 1;
      const { every = 1, probability = 1, times = Infinity, effect } = one.rule;
      const isAbove = isAboveRate(one);
      if (one.struck >= times || one.matched % every !== 0 || this.random() >= probability) continue;
      if (!isAbove) continue;
      one.struck += 1;
      return effect;
    }
    return undefined;
  }

  report(): readonly object[] {
    return this.#rules.map(({ rule, matched, struck }) => ({ ...rule, matched, struck }));
  }
}

const current = new AsyncLocalStorage<Effect | undefined>();

/** Does work that a fault may strike from within. */
export const underFault = <T>(fault: Effect | undefined, work: () => T): T => current.run(fault, work);

/** The fault of the call at work, where it is of this kind. */
export function currentFault<Kind extends Effect['kind']>(
  kind: Kind,
): Extract<Effect, { kind: Kind }> | undefined {
  const fault = current.getStore();
  return isOf(fault, kind) ? fault : undefined;
}

const isOf = <Kind extends Effect['kind']>(
  fault: Effect | undefined,
  kind: Kind,
): fault is Extract<Effect, { kind: Kind }> => fault?.kind === kind;
