import type { UnsettledDocument } from '@counterpart/contracts';
import { isWithin } from '@counterpart/placement';
import type { DocumentCourse } from './document-course.js';
import { pathOf } from './relocation-course.js';

/** Where documents of a matter may lie: its own folder, and those that are or were the firm’s restricted one. */
export interface Grounds {
  readonly folder: string | null;
  readonly shut: readonly string[];
}

/** Why a document keeps its matter from being archived; null where it is settled. */
export function unsettledState(course: DocumentCourse, grounds: Grounds): UnsettledDocument['state'] | null {
  const { flight, move, keeping, copying, owed, blocked } = course;
  if (flight !== null || move !== null || keeping !== null) return 'on-its-way';
  if (copying.length > 0 || (owed.length > 0 && !course.trashed)) return 'on-its-way';
  if (blocked) return 'in-the-way';
  return (course.trashed ? null : waitingState(course)) ?? placeState(course, grounds);
}

function waitingState({ versions, settledUpTo, finishedUpTo, skips }: DocumentCourse) {
  const newest = versions.at(-1)?.version.number ?? 0;
  if (newest > settledUpTo) return 'waiting';
  return newest > finishedUpTo && skips.get(newest) === 'PRIVILEGED_HELD' ? 'held' : null;
}

function placeState({ counterpart }: DocumentCourse, { folder, shut }: Grounds) {
  if (counterpart === null) return null;
  const path = pathOf(counterpart.placement);
  const isHome = [...(folder === null ? [] : [folder]), ...shut].some((one) => isWithin(path, one));
  return isHome ? null : 'elsewhere';
}
