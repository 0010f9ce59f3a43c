import { CONNECTION_REFUSED, type FailureCode } from '@counterpart/contracts';
import type { ParkedRecord } from '../parking/parking-lot.js';

const CONNECTION_CODES: ReadonlySet<FailureCode> = new Set(Object.values(CONNECTION_REFUSED));

/** Whether a record waits for a person to connect its firm anew, or to make room in its Dropbox: with all that needs the same. */
export const awaitsPerson = (parked: Pick<ParkedRecord, 'code' | 'tries'>): boolean =>
  awaitsSpace(parked) || (parked.code !== null && CONNECTION_CODES.has(parked.code));

/** Whether a record waits until its firm’s Dropbox has space. What does not fit by itself has its tries counted. */
export const awaitsSpace = ({ code, tries }: Pick<ParkedRecord, 'code' | 'tries'>): boolean =>
  code === 'DROPBOX_FULL' && tries === 0;

/**
 * What may go together with the head of a lane: what follows right behind it and was never tried, up to the first that is of another
 * sub-lane, failed itself, or was given up. Where the head awaited a person, what was refused with it counts as untried.
 * @param behind what waits behind the head, or holds what waits there, nearest first
 */
export function untriedBehind(head: ParkedRecord, behind: readonly ParkedRecord[]): readonly ParkedRecord[] {
  const end = behind.findIndex((parked) => !goesWith(head, parked));
  return end === -1 ? behind : behind.slice(0, end);
}

function goesWith(head: ParkedRecord, { lane, state, tries, code, firstFailedAt }: ParkedRecord): boolean {
  if (lane.sub !== head.lane.sub || state !== 'waiting') return false;
  return firstFailedAt === null || (tries === 0 && code === head.code && awaitsPerson(head));
}
