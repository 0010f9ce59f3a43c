import type { Event, EventData } from '@counterpart/contracts';
import { pathKey, samePlace } from '@counterpart/placement';
import type { DocumentCourse } from './document-course.js';
import { pathOf, TRY_AGAIN } from '../moves/relocation-course.js';

/** A counterpart that somebody moved by hand while no version knew of it. */
export interface Straying {
  /**
   * `sought`: nothing lay at its place; as its version is kept again it shows whether somebody deleted it. `elsewhere`:
   * somebody moved it by hand. No version goes out until it is back, is gone for good, or something new is known.
   */
  readonly stray?: 'sought' | 'elsewhere' | undefined;
}

/** Something new is known: what lay in the way may be gone, and what went wrong before counts as one try. */
export const wayFree = ({ lostAttempts }: DocumentCourse) => ({
  ...TRY_AGAIN,
  blocked: false,
  stray: undefined,
  // One, not none: a version that is staged again keeps its place.
  lostAttempts: Math.min(lostAttempts, 1),
});

/**
 * Only a person can decide about what lies in the way. Where nothing lies at the place because a folder took the
 * counterpart along after this version was routed, the version is routed anew.
 */
export function conflicted(
  course: DocumentCourse,
  data: EventData<'PlacementConflictFound'>,
): DocumentCourse {
  const grounded = { ...course, flight: null };
  const again = { ...grounded, lostAttempts: course.lostAttempts + 1, lostTo: undefined };
  // Somebody edited, deleted or moved the file after its version was kept: it is looked for, and what they made of it is kept.
  if (course.kept !== null && isChanged(data))
    return { ...again, kept: null, ...(isMissed(course, data) ? { stray: 'sought' } : {}) };
  if ((data.found === 'nothing' && hasMoved(course)) || isOurs(course, data)) return again;
  return { ...grounded, blocked: true, taken: takenBy(course, data) };
}

const isChanged = ({ found }: EventData<'PlacementConflictFound'>): boolean =>
  found === 'other-revision' || found === 'nothing';

/** The version in place was found when it was kept, and yet nothing lay at its place. */
const isMissed = (course: DocumentCourse, { found }: EventData<'PlacementConflictFound'>): boolean =>
  found === 'nothing' && (course.kept?.rev ?? null) !== null && !hasMoved(course);

/** Something else came first to the place of a document that has no counterpart. */
function takenBy(
  { flight, counterpart, taken }: DocumentCourse,
  { found }: EventData<'PlacementConflictFound'>,
): readonly string[] {
  const isTaken = counterpart === null && (found === 'file' || found === 'folder');
  return flight !== null && isTaken ? [...taken, pathKey(pathOf(flight.placement))] : taken;
}

/** It lies elsewhere by our own doing, or is about to: what is locked away moves while a version is on its way. */
const hasMoved = ({ flight, counterpart, move }: DocumentCourse): boolean =>
  flight !== null &&
  counterpart !== null &&
  (move !== null || pathOf(flight.placement) !== pathOf(counterpart.placement));

/** What lies there is the document’s own, and came there, or back, after this version was routed. */
const isOurs = (
  { counterpart }: DocumentCourse,
  { found, foundRev }: EventData<'PlacementConflictFound'>,
): boolean => found === 'other-revision' && foundRev !== null && foundRev === counterpart?.rev;

/** It was found by its id as its version was kept, though not at its place: it waits without being sent again and again. */
export function foundAstray(
  course: DocumentCourse,
  { current }: Pick<EventData<'VersionArchived'>, 'current'>,
): Partial<DocumentCourse> {
  if (course.stray !== 'sought') return {};
  return current === null ? { stray: undefined } : { stray: 'elsewhere', blocked: true };
}

/** A file that was moved by hand came back, edited too, or is gone for good: it is looked at again. */
export function foundAgain(course: DocumentCourse, { data }: Event<'DriftFound'>): DocumentCourse {
  const { stray, counterpart } = course;
  if (stray !== 'elsewhere' || counterpart === null) return course;
  const isBack = data.found !== null && samePlace(data.found.path, pathOf(counterpart.placement));
  return data.found === null || isBack ? { ...course, ...wayFree(course), kept: null } : course;
}

/** A person had what the router gave up tried again. */
export const triedAgain = (course: DocumentCourse, { data }: Event<'RetryOrdered'>): DocumentCourse =>
  data.consumer.startsWith('router') ? { ...course, ...wayFree(course) } : course;
