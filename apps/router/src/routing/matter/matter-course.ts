import type { Event, EventId, MatterSnapshot } from '@counterpart/contracts';
import { rebased } from '@counterpart/placement';
import { evolveClosing, packedAnew, type Closing } from '../closing/closing-course.js';
import { evolveDead, type DeadWork } from '../document/dead-course.js';

/**
 * A matter as the router knows it, folded from its stream.
 *
 * - `folder`: the matter’s folder, once it was planned.
 * - `move`: the one move of a folder that is under way; documents of the matter wait for its outcome.
 * - `refused`: the last move met a conflict, or a person gave it up. It is tried again when something new is known.
 * - `abandoned`: the move that a person gave up last; an archiver that was at it just then may tell its outcome all the same.
 * - `closing`: what becomes of it because it was closed; null for one that is open.
 * - `onHold`: a legal hold: nothing of it is moved, packed or deleted.
 */
export interface MatterCourse extends DeadWork {
  readonly snapshot: MatterSnapshot | null;
  readonly folder: string | null;
  readonly move: EventId | null;
  readonly refused: boolean;
  readonly abandoned?: EventId;
  readonly closing: Closing | null;
  readonly onHold: boolean;
}

/** The course of a matter that nobody has told of. */
export const UNKNOWN_MATTER: MatterCourse = Object.freeze({
  snapshot: null,
  folder: null,
  move: null,
  refused: false,
  closing: null,
  onHold: false,
});

/** Whether the archiver gave the move of the folder up: it stands still, in whatever place, until a person retries or discards it. */
export const isMoveDead = ({ move, dead }: MatterCourse): boolean =>
  move !== null && dead?.includes(move) === true;

/** Folds one event of the matter’s stream. */
export function evolveMatter(known: MatterCourse, event: Event): MatterCourse {
  const course = evolved(known, event);
  const { closing } = course;
  const isAnew = closing !== null && isTriedAgain(known, course, event) && liesUnmoved(course);
  return isAnew ? { ...course, closing: packedAnew(closing) } : course;
}

/** Whether a folder that could not move is to be tried again. While it could not, versions came into it. */
function isTriedAgain(known: MatterCourse, { closing, refused }: MatterCourse, event: Event): boolean {
  if (event.name === 'LegalHoldLifted') return true;
  if (event.name === 'ClosingRetryOrdered') return event.data.closing === closing?.id;
  return known.refused && !refused;
}

const liesUnmoved = ({ closing, folder, move }: MatterCourse): boolean =>
  move === null && folder !== null && folder === closing?.archiving?.from;

function evolved(known: MatterCourse, event: Event): MatterCourse {
  const course = { ...known, closing: evolveClosing(known.closing, event) };
  switch (event.name) {
    case 'MatterRegistered':
    case 'MatterChanged':
    case 'MatterClosed':
    case 'MatterReopened':
      return { ...course, snapshot: event.data.matter, refused: false };
    case 'ScaffoldPlanned':
      return { ...course, folder: course.folder ?? event.data.folders[0] ?? null };
    case 'PlacementReviewRequested':
      // The review after a refused move is no news of what stands in its way.
      return event.data.because === 'folder-relocated' ? course : { ...course, refused: false };
    case 'ClosingRetryOrdered':
      return { ...course, refused: false };
    case 'LegalHoldSet':
      return { ...course, onHold: true };
    case 'LegalHoldLifted':
      return { ...course, onHold: false, refused: false };
    case 'WorkDeadLettered':
    case 'RetryOrdered':
      return evolveDead(course, event);
    default:
      return evolveFolder(course, event);
  }
}

function evolveFolder(course: MatterCourse, event: Event): MatterCourse {
  switch (event.name) {
    case 'RelocationPlanned':
      return event.data.document === null ? { ...course, move: event.id } : course;
    case 'FolderReassigned':
      return settled(course, event.data);
    case 'Relocated':
      return [course.move, course.abandoned].includes(event.data.planned)
        ? settled(course, event.data)
        : course;
    case 'WorkDiscarded': {
      const { move } = course;
      return move !== null && event.data.eventId === move
        ? { ...course, move: null, refused: true, abandoned: move }
        : course;
    }
    case 'RelocationConflictFound': {
      if (course.move !== event.data.planned) return course;
      // A folder stands there already, or none is left to be moved: documents go there one by one.
      const goesOn = event.data.found === 'folder' || event.data.found === 'nothing';
      return goesOn ? settled(course, event.data) : { ...course, move: null, refused: true };
    }
    case 'RelocationRefused':
      return course.move === event.data.planned ? { ...course, move: null, refused: true } : course;
    default:
      return course;
  }
}

function settled(course: MatterCourse, moved: { readonly from: string; readonly to: string }): MatterCourse {
  const folder = course.folder === null ? null : rebased(course.folder, moved);
  return { ...course, folder, move: null, refused: false };
}
