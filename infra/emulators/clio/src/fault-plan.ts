import { isJsonObject, type Json, type JsonObject } from './json.js';

/** Which of the two origins a request came to. */
export type Origin = 'api' | 'downloads';

/** Which requests a rule is for; a missing part fits all. */
export interface FaultMatch {
  readonly method?: string;
  /** Searched in the path (without the query). */
  readonly path?: RegExp;
  readonly origin?: Origin;
}

/** What a fault does. See the README for each. */
export type FaultEffect =
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'hold' }
  | { readonly kind: 'status'; readonly code: number; readonly body: Json }
  | { readonly kind: 'reset-before' }
  | { readonly kind: 'reset-after' }
  | { readonly kind: 'rate-limited'; readonly retryAfter: number }
  | { readonly kind: 'expired-token' }
  | { readonly kind: 'truncate-body'; readonly bytes: number }
  | { readonly kind: 'bit-flip' };

/** One rule of a fault plan. Without `every`, `probability` and `times` it strikes each time. */
export interface FaultRule {
  readonly match: FaultMatch;
  readonly every: number | null;
  readonly probability: number | null;
  readonly times: number | null;
  readonly effect: FaultEffect;
}

/** A fault plan that cannot be understood. */
export class FaultPlanError extends Error {
  readonly code = 'FAULT_PLAN_INVALID';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FaultPlanError';
  }
}

/** Reads a plan: a list of rules, or `{"rules": [...]}`. Throws FaultPlanError on anything it does not know. */
export function parseFaultPlan(plan: unknown): FaultRule[] {
  const rules = isJsonObject(plan) ? plan['rules'] : plan;
  if (!Array.isArray(rules)) throw new FaultPlanError('a fault plan is a list of rules');
  return rules.map(parseRule);
}

function parseRule(rule: unknown): FaultRule {
  if (!isJsonObject(rule)) throw new FaultPlanError('a rule is an object');
  onlyKeys(rule, ['match', 'every', 'probability', 'times', 'effect']);
  const probability = numberIn(rule, 'probability');
  if (probability !== null && probability > 1) throw new FaultPlanError('probability lies between 0 and 1');
  return {
    match: parseMatch(rule['match'] ?? {}),
    every: numberIn(rule, 'every'),
    probability,
    times: numberIn(rule, 'times'),
    effect: parseEffect(rule['effect']),
  };
}

function parseMatch(match: Json): FaultMatch {
  if (!isJsonObject(match)) throw new FaultPlanError('match is an object');
  onlyKeys(match, ['method', 'path', 'origin']);
  const { method, path, origin } = match;
  if (origin !== undefined && origin !== 'api' && origin !== 'downloads') {
    throw new FaultPlanError('origin is api or downloads');
  }
  return {
    ...(typeof method === 'string' ? { method: method.toUpperCase() } : {}),
    ...(typeof path === 'string' ? { path: pattern(path) } : {}),
    ...(origin === undefined ? {} : { origin }),
  };
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new FaultPlanError(`path is not a regular expression: ${text}`, { cause: error });
  }
}

const BARE_EFFECTS = ['hold', 'reset-before', 'reset-after', 'expired-token', 'bit-flip'] as const;

/** `"bit-flip"` and `{"bit-flip": {}}` mean the same; the others carry their numbers. */
function parseEffect(effect: Json | undefined): FaultEffect {
  const [kind, given] = effectParts(effect);
  const bare = BARE_EFFECTS.find((name) => name === kind);
  if (bare !== undefined) return { kind: bare };
  switch (kind) {
    case 'latency':
      return { kind, ms: required(given, 'ms') };
    case 'status':
      return { kind, code: required(given, 'code'), body: given['body'] ?? null };
    case 'rate-limited':
      return { kind, retryAfter: numberIn(given, 'retryAfter') ?? 1 };
    case 'truncate-body':
      return { kind, bytes: required(given, 'bytes') };
    default:
      throw new FaultPlanError(`unknown effect: ${kind}`);
  }
}

function effectParts(effect: Json | undefined): [string, JsonObject] {
  if (typeof effect === 'string') return [effect, {}];
  const [entry, ...more] = isJsonObject(effect) ? Object.entries(effect) : [];
  if (entry === undefined || more.length > 0)
    throw new FaultPlanError('effect is one name, with its numbers');
  const [kind, given] = entry;
  return [kind, isJsonObject(given) ? given : {}];
}

function numberIn(given: JsonObject, name: string): number | null {
  const value = given[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || value < 0)
    throw new FaultPlanError(`${name} is a number that is not negative`);
  return value;
}

function required(given: JsonObject, name: string): number {
  const value = numberIn(given, name);
  if (value === null) throw new FaultPlanError(`${name} is missing`);
  return value;
}

function onlyKeys(given: JsonObject, known: readonly string[]): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new FaultPlanError(`unknown key: ${unknown}`);
}
