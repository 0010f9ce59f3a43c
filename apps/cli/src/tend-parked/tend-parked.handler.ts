import {
  placeOf,
  workReference,
  type FailureCode,
  type FirmId,
  type WorkPlace,
} from '@counterpart/contracts';
import { wrongWords } from '../rendering/failure.js';
import type { FailedWorkDesk, FailedWorkLine } from './tend-parked.ports.js';

/** A firm’s failed work. */
export interface FailedWorkList {
  readonly firm: FirmId;
  readonly parked: readonly FailedWorkLine[];
  /** There is more than was asked for. */
  readonly more: boolean;
}

export async function listFailed(desk: FailedWorkDesk, firm: FirmId, limit: number): Promise<FailedWorkList> {
  const parked = await desk.list(firm, limit + 1);
  return { firm, parked: parked.slice(0, limit), more: parked.length > limit };
}

/** Who decides, and for which firm. */
export interface Decider {
  readonly firm: FirmId;
  readonly by: string;
}

/** What became of each reference. `absent`: the firm has no such failed work; it may have been done meanwhile. */
export interface Ruled {
  readonly firm: FirmId;
  readonly done: readonly string[];
  readonly absent: readonly string[];
}

/** Has failed work tried again, in the order of the references. @throws an error of the code WORDS_WRONG */
export function retryFailed(
  desk: FailedWorkDesk,
  references: readonly string[],
  { firm, by, why }: Decider & { readonly why: string | null },
): Promise<Ruled> {
  return ruleOn(firm, references, (place) => desk.retry({ firm, place, actor: `user:${by}`, why }));
}

/** Has all failed work tried again, or all that failed for one reason. */
export async function retryAllFailed(
  desk: FailedWorkDesk,
  code: FailureCode | null,
  { firm, by, why }: Decider & { readonly why: string | null },
): Promise<Ruled> {
  const [done, absent]: [string[], string[]] = [[], []];
  for await (const place of desk.places(firm, code)) {
    const isThere = await desk.retry({ firm, place, actor: `user:${by}`, why });
    (isThere ? done : absent).push(workReference(place));
  }
  return { firm, done, absent };
}

/** Gives failed work up for good. @throws an error of the code WORDS_WRONG */
export function discardFailed(
  desk: FailedWorkDesk,
  references: readonly string[],
  { firm, by, why }: Decider & { readonly why: string },
): Promise<Ruled> {
  return ruleOn(firm, references, (place) => desk.discard({ firm, place, actor: `user:${by}`, why }));
}

/** Nothing is decided before every reference is understood. */
async function ruleOn(
  firm: FirmId,
  references: readonly string[],
  rule: (place: WorkPlace) => Promise<boolean>,
): Promise<Ruled> {
  const places = references.map((reference) => ({ reference, place: understood(reference) }));
  const [done, absent]: [string[], string[]] = [[], []];
  for (const { reference, place } of places) ((await rule(place)) ? done : absent).push(reference);
  return { firm, done, absent };
}

function understood(reference: string): WorkPlace {
  const place = placeOf(reference);
  if (place === undefined) {
    throw wrongWords(`${JSON.stringify(reference)} is no reference; \`counterpart parked list\` shows them`);
  }
  return place;
}
