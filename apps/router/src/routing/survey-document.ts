import type { UnsettledDocument } from '@counterpart/contracts';
import { isWithin } from '@counterpart/placement';
import { isGivenUp } from './discard-course.js';
import type { DocumentCourse } from './document-course.js';
import { isBringing } from './late-course.js';
import { isAtRest } from './next-move.js';
import { pathOf } from './relocation-course.js';

/** Where documents of a matter may lie: its own folder, and those that are or were the firm’s restricted one. */
export interface Grounds {
  readonly folder: string | null;
  readonly shut: readonly string[];
}

/** Why a document keeps its matter from being archived; null where it is settled. */
export function unsettledState(course: DocumentCourse, grounds: Grounds): UnsettledDocument['state'] | null {
  if (!isAtRest(course) || isOwedNow(course, grounds) || isStillBrought(course, grounds)) return 'on-its-way';
  if (course.blocked) return 'in-the-way';
  return (course.trashed ? null : waitingState(course)) ?? placeState(course, grounds);
}

/** What is locked away or deleted gets no copy for now. */
const isOwedNow = ({ owed, trashed, counterpart }: DocumentCourse, { shut }: Grounds): boolean =>
  owed.length > 0 &&
  !trashed &&
  !(counterpart !== null && shut.some((one) => isWithin(pathOf(counterpart.placement), one)));

/** Versions that were told late are archived, too; those that are given up, or wait until the restricted folder is mended, are not waited for. */
function isStillBrought(course: DocumentCourse, { shut }: Grounds): boolean {
  const { late, counterpart, trashed, blocked, refused, refusedProof } = course;
  if (isBringing(course)) return true;
  if (late === undefined || late.open.length === 0 || counterpart === null || trashed || blocked)
    return false;
  const isShut = shut.some((one) => isWithin(pathOf(counterpart.placement), one));
  return !isShut || (refusedProof === undefined && !refused);
}

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
