import {
  parseFaultPlan,
  type FaultEffect,
  type FaultMatch,
  type FaultRule,
  type Origin,
} from './fault-plan.js';
import type { Json } from './json.js';
import type { Random } from './random.js';

interface ActiveRule {
  readonly rule: FaultRule;
  readonly written: Json;
  matched: number;
  struck: number;
}

/** A request as rules see it. */
export interface FaultCandidate {
  readonly method: string;
  readonly path: string;
  readonly origin: Origin;
}

/** The fault plan in force. Each matching rule counts the request; those that strike apply together. */
export class Faults {
  readonly #random: Random;
  #rules: ActiveRule[] = [];
  #inForce = Promise.withResolvers<void>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Replaces the plan. Throws FaultPlanError, and keeps the old plan, when it cannot be understood. */
  replace(plan: unknown): void {
    const rules = parseFaultPlan(plan);
    const written = Array.isArray(plan) ? (plan as Json[]) : (plan as { rules: Json[] }).rules;
    this.#rules = rules.map((rule, index) => ({
      rule,
      written: written[index] ?? null,
      matched: 0,
      struck: 0,
    }));
    this.#letGo();
  }

  clear(): void {
    this.#rules = [];
    this.#letGo();
  }

  /** Until the plan in force is replaced or cleared. */
  held(): Promise<void> {
    return this.#inForce.promise;
  }

  #letGo(): void {
    this.#inForce.resolve();
    this.#inForce = Promise.withResolvers();
  }

  /** The rules as written, with how often each matched and struck. */
  report(): Json[] {
    return this.#rules.map(({ written, matched, struck }) => ({ rule: written, matched, struck }));
  }

  /** The effects that strike this request, in the order of the rules. */
  strike(candidate: FaultCandidate): FaultEffect[] {
    return this.#rules.filter((active) => this.#strikes(active, candidate)).map(({ rule }) => rule.effect);
  }

  /** A seeded position in a body of that length, for a bit flip. */
  position(length: number): number {
    return this.#random.below(Math.max(1, length));
  }

  #strikes(active: ActiveRule, candidate: FaultCandidate): boolean {
    const { rule } = active;
    if (!fits(rule.match, candidate)) return false;
    if (rule.times !== null && active.struck >= rule.times) return false;
    active.matched += 1;
    if (rule.every !== null && active.matched % rule.every !== 0) return false;
    if (rule.probability !== null && !this.#random.chance(rule.probability)) return false;
    active.struck += 1;
    return true;
  }
}

function fits(match: FaultMatch, { method, path, origin }: FaultCandidate): boolean {
  return (
    (match.method === undefined || match.method === method) &&
    (match.origin === undefined || match.origin === origin) &&
    (match.path === undefined || match.path.test(path))
  );
}
