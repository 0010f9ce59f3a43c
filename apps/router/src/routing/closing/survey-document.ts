import type { MatterSnapshot, Policy, RestrictedPlace, UnsettledDocument } from '@counterpart/contracts';
import { isWithin } from '@counterpart/placement';
import { isGivenUp } from '../document/discard-course.js';
import type { DocumentCourse } from '../document/document-course.js';
import { lateState } from '../versions/late-steps.js';
import { isAtRest } from '../document/at-rest.js';
import { pathOf } from '../moves/relocation-course.js';

/** By what documents of a matter are settled. */
export interface Grounds {
  readonly policy: Policy;
  readonly snapshot: MatterSnapshot | null;
  /** The matter’s own folder. */
  readonly folder: string | null;
  /** Folders that are or were the firm’s restricted one. */
  readonly shut: readonly string[];
  /** The proof of the one that the policy names; null where there is none. */
  readonly proof: RestrictedPlace | null;
}

/** Why a document keeps its matter from being archived; null where it is settled. */
export function unsettledState(course: DocumentCourse, grounds: Grounds): UnsettledDocument['state'] | null {
  if (!isAtRest(course) || isOwedNow(course, grounds)) return 'on-its-way';
  if (course.blocked) return 'in-the-way';
  const state = (course.trashed ? null : waitingState(course)) ?? placeState(course, grounds);
  // Versions that were told late are archived, too.
  return state ?? lateState({ ...grounds, course, restricted: grounds.shut });
}

/** What is locked away or deleted gets no copy for now. */
const isOwedNow = ({ owed, trashed, counterpart }: DocumentCourse, { shut }: Grounds): boolean =>
  owed.length > 0 &&
  !trashed &&
  !(counterpart !== null && shut.some((one) => isWithin(pathOf(counterpart.placement), one)));

function waitingState(course: DocumentCourse) {
  const { versions, settledUpTo, finishedUpTo, skips } = course;
  const newest = versions.findLast(({ version }) => !isGivenUp(course, version.number))?.version.number ?? 0;
  if (newest > settledUpTo) return 'waiting';
  return newest > finishedUpTo && skips.get(newest) === 'PRIVILEGED_HELD' ? 'held' : null;
}

/** What lies shut away is safe there. What could not go where it belongs may be privileged, and lie open: it is never archived. */
function placeState({ counterpart, refused }: DocumentCourse, { folder, shut }: Grounds) {
  if (counterpart === null) return null;
  const path = pathOf(counterpart.placement);
  if (shut.some((one) => isWithin(path, one))) return null;
  const isHome = folder !== null && isWithin(path, folder);
  return isHome && !refused ? null : 'elsewhere';
}
