import type { Event, EventData, EventId, PlacedCopy, Placement } from '@counterpart/contracts';
import { rebased, samePlace } from '@counterpart/placement';
import type { DocumentCourse } from './document-course.js';

/** A move of the counterpart that was decided and has no outcome yet. */
interface MoveUnderWay {
  readonly planned: EventId;
  readonly to: Placement;
  readonly purpose: 'follow' | 'set-aside';
  readonly policyVersion: number;
}

/**
 * What becomes of a counterpart besides its versions.
 *
 * - `move`: the one move that is under way; no version goes out meanwhile.
 * - `refused`: the last move met a conflict or was refused. It is tried again when something new is known.
 * - `setAside`: it lies in the folder of deleted documents.
 * - `trashedAt`: when its deletion was told; null while it is not deleted.
 * - `owed`: copies that the mirrored version shall get and that were not planned yet.
 * - `copying`: planned copies without an outcome; no version goes out meanwhile, so that the copy is the one as it came.
 */
export interface Whereabouts {
  readonly move: MoveUnderWay | null;
  readonly refused: boolean;
  readonly setAside: boolean;
  readonly trashedAt: string | null;
  readonly owed: readonly PlacedCopy[];
  readonly copying: readonly EventId[];
}

export const AT_HOME: Whereabouts = Object.freeze({
  move: null,
  refused: false,
  setAside: false,
  trashedAt: null,
  owed: [],
  copying: [],
});

/** Folds an event that tells of moves and copies; others leave the course as it is. */
export function evolveWhereabouts(course: DocumentCourse, event: Event): DocumentCourse {
  switch (event.name) {
    case 'RelocationPlanned':
      return isOfCounterpart(event.data) ? underWay(course, event, 'follow') : course;
    case 'SetAsidePlanned':
      return underWay(course, event, 'set-aside');
    case 'Relocated':
      return event.data.document === null ? carried(course, event.data) : arrived(course, event);
    case 'RelocationConflictFound':
      return event.data.document === null ? course : conflicted(course, event.data);
    case 'RelocationRefused':
      return course.move?.planned === event.data.planned ? { ...course, move: null, refused: true } : course;
    case 'CopyPlanned': {
      const owed = course.owed.filter(({ purpose }) => purpose !== event.data.copy.purpose);
      return { ...course, owed, copying: [...course.copying, event.id] };
    }
    case 'CopyPlaced':
    case 'CopyConflictFound':
      return { ...course, copying: course.copying.filter((planned) => planned !== event.data.planned) };
    default:
      return course;
  }
}

const isOfCounterpart = ({ document, along }: EventData<'RelocationPlanned'>): boolean =>
  document !== null && along !== true;

function underWay(
  course: DocumentCourse,
  { id, data: { to, policyVersion, access } }: Event<'RelocationPlanned' | 'SetAsidePlanned'>,
  purpose: MoveUnderWay['purpose'],
): DocumentCourse {
  // Whoever is locked away again needs another confirmation.
  const { released, ...kept } = course;
  const confirmation = released === undefined || access === 'into-restricted' ? {} : { released };
  return { ...kept, ...confirmation, move: { planned: id, to, purpose, policyVersion } };
}

function arrived(course: DocumentCourse, { data }: Event<'Relocated'>): DocumentCourse {
  const { move, counterpart, routing } = course;
  if (move?.planned !== data.planned || counterpart === null) return course;
  const { to: placement, policyVersion, purpose } = move;
  return {
    ...course,
    move: null,
    refused: false,
    setAside: purpose === 'set-aside',
    // The revision stays that of the version: what somebody made of the file by hand moves along, and is not it.
    counterpart: { ...counterpart, placement, policyVersion },
    // A version that is staged again goes where the counterpart lies by then.
    routing: routing === null ? null : { ...routing, placement },
  };
}

/** A folder above took the counterpart along. */
function carried(course: DocumentCourse, data: Event<'Relocated'>['data']): DocumentCourse {
  const { counterpart, routing } = course;
  return {
    ...course,
    counterpart: counterpart && { ...counterpart, placement: follow(counterpart.placement, data) },
    routing: routing && { ...routing, placement: follow(routing.placement, data) },
  };
}

const follow = (placement: Placement, folder: { readonly from: string; readonly to: string }): Placement => ({
  ...placement,
  folder: rebased(placement.folder, folder),
});

/** Where a folder took it along meanwhile, nobody moved it by hand: the move is decided anew. */
function conflicted(course: DocumentCourse, data: Event<'RelocationConflictFound'>['data']): DocumentCourse {
  if (course.move?.planned !== data.planned) return course;
  const known = course.counterpart === null ? null : pathOf(course.counterpart.placement);
  const wasCarried =
    data.found === 'elsewhere' && data.at !== null && known !== null && samePlace(known, data.at);
  return { ...course, move: null, refused: !wasCarried };
}

/** The absolute path of a placement. */
export const pathOf = ({ folder, name }: Pick<Placement, 'folder' | 'name'>): string => `${folder}/${name}`;
