import type { MigrationPicture } from './migrate-history.ports.js';

/** What is still to come, as far as it can be said honestly. */
export interface Estimate {
  /** Clio calls that the run has used. */
  readonly callsUsed: number;
  /** Calls of copying for a document that is over; measured, or what is assumed until enough are over. */
  readonly callsPerDocument: number;
  readonly basis: 'measured' | 'assumed';
  /** Null until everything is listed: how much there is, is not known before. */
  readonly callsLeft: number | null;
  /** At the calls a minute that are left to a migration; null where Clio has told no limit, too. */
  readonly hoursLeft: number | null;
}

/** Documents that must be over before their calls are taken for those of the rest. */
const ENOUGH = 200;
/** Until then: what the archives of a wave cost, and some single downloads. */
const ASSUMED = 0.08;

/** Pure: reckons from what is measured. @param share of the limit that a migration can count on */
export function estimate({ progress, callsTaken, limit }: MigrationPicture, share: number): Estimate {
  // A ledger that was begun anew has forgotten what was taken before.
  const since = (mark: number): number => Math.max(0, callsTaken - mark);
  const callsUsed = progress === null ? 0 : since(progress.callsBegun);
  if (progress === null || progress.callsListed === null) {
    return { callsUsed, callsPerDocument: ASSUMED, basis: 'assumed', callsLeft: null, hoursLeft: null };
  }
  const { found, onTheirWay, registered, left, unseen, unfinished } = progress.documents;
  const over = registered - onTheirWay;
  const isMeasured = over >= ENOUGH;
  const callsPerDocument = isMeasured ? since(progress.callsListed) / over : ASSUMED;
  const callsLeft = Math.ceil((found - left - unseen - unfinished - over) * callsPerDocument);
  const hoursLeft = limit === null ? null : callsLeft / (limit * share * 60);
  return { callsUsed, callsPerDocument, basis: isMeasured ? 'measured' : 'assumed', callsLeft, hoursLeft };
}
