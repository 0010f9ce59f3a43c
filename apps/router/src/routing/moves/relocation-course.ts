import type { AccessChange, Event, EventData, EventId, PlacedCopy, Placement } from '@counterpart/contracts';
import { rebased, samePlace } from '@counterpart/placement';
import type { DocumentCourse } from '../document/document-course.js';

/** A move of the counterpart that was decided and has no outcome yet. */
interface MoveUnderWay {
  readonly planned: EventId;
  readonly to: Placement;
  readonly purpose: 'follow' | 'set-aside';
  readonly access: AccessChange;
  readonly policyVersion: number;
}

/** A file that belongs to a document beside its counterpart, and where it lies. */
export interface Companion {
  /** Dropbox file id. */
  readonly file: string;
  readonly path: string;
  /** It was told late, and may lie where its document lay before. */
  readonly late?: true;
}

/**
 * What becomes of a counterpart besides its versions.
 *
 * - `move`: the one move that is under way; no version goes out meanwhile.
 * - `refused`: the last move met a conflict or was refused. It is tried again when something new is known.
 * - `setAside`: it lies in the folder of deleted documents.
 * - `trashedAt`: when its deletion was told; null while it is not deleted.
 * - `owed`: copies that the mirrored version shall get and that were not planned yet.
 * - `copies`: copies that were placed; they follow their document, and are locked away with it.
 * - `trailing`: moves of what goes along with the document that have no outcome yet.
 * - `stranded`: files whose last move along met a conflict or was refused; tried again when something new is known.
 * - `copying`: planned copies without an outcome; no version goes out meanwhile, so that the copy is the one as it came.
 */
export interface Whereabouts {
  readonly move: MoveUnderWay | null;
  readonly refused: boolean;
  readonly setAside: boolean;
  readonly trashedAt: string | null;
  readonly owed: readonly PlacedCopy[];
  readonly copying: readonly EventId[];
  readonly copies: readonly Companion[];
  readonly trailing: ReadonlyMap<EventId, string>;
  readonly stranded: readonly string[];
}

export const AT_HOME: Whereabouts = Object.freeze({
  move: null,
  refused: false,
  setAside: false,
  trashedAt: null,
  owed: [],
  copying: [],
  copies: [],
  trailing: new Map(),
  stranded: [],
});

/** Something new is known: what could not be moved may be movable now. */
export const TRY_AGAIN = Object.freeze({ refused: false, stranded: [] as readonly string[] });

/** Folds an event that tells of moves and copies; others leave the course as it is. */
export function evolveWhereabouts(course: DocumentCourse, event: Event): DocumentCourse {
  switch (event.name) {
    case 'RelocationPlanned':
      if (isOfCounterpart(event.data)) return underWay(course, event, 'follow');
      return event.data.document === null ? course : trailing(course, event);
    case 'SetAsidePlanned':
      return underWay(course, event, 'set-aside');
    case 'Relocated':
      return event.data.document === null
        ? carried(course, event.data)
        : arrived(alongside(course, event), event);
    case 'RelocationConflictFound':
      return event.data.document === null ? course : conflicted(alongside(course, event), event.data);
    case 'RelocationRefused': {
      const told = alongside(course, event);
      // What was marked meanwhile is to go elsewhere, which is decided now.
      const refused = event.data.reason !== 'MARKED_PRIVILEGED';
      return told.move?.planned === event.data.planned ? { ...told, move: null, refused } : told;
    }
    case 'CopyPlanned': {
      const owed = course.owed.filter(({ purpose }) => purpose !== event.data.copy.purpose);
      return { ...course, owed, copying: [...course.copying, event.id] };
    }
    case 'CopyPlaced': {
      const { planned, file, path } = event.data;
      const copying = course.copying.filter((one) => one !== planned);
      const others = course.copies.filter((one) => one.file !== file);
      return { ...course, copying, copies: [...others, { file, path }] };
    }
    case 'CopyWithheld': {
      const copying = course.copying.filter((one) => one !== event.data.planned);
      return { ...course, copying, owed: [...course.owed, event.data.copy] };
    }
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
  return { ...kept, ...confirmation, move: { planned: id, to, purpose, access, policyVersion } };
}

function trailing(course: DocumentCourse, { id, data }: Event<'RelocationPlanned'>): DocumentCourse {
  const { counterpart } = data;
  if (counterpart === null) return course;
  // Where it goes now counts: an earlier move of it was given up.
  const others = [...course.trailing].filter(([, file]) => file !== counterpart);
  return { ...course, trailing: new Map([...others, [id, counterpart]]) };
}

/** Folds the outcome of a move of what goes along with the document. */
function alongside(
  course: DocumentCourse,
  event: Event<'Relocated' | 'RelocationConflictFound' | 'RelocationRefused'>,
): DocumentCourse {
  const { planned, to } = event.data;
  const file = course.trailing.get(planned);
  if (file === undefined) return course;
  const left = { ...course, trailing: new Map([...course.trailing].filter(([id]) => id !== planned)) };
  if (event.name === 'Relocated') return { ...left, copies: at(course.copies, file, to) };
  const isGone = event.name === 'RelocationConflictFound' && event.data.found === 'nothing';
  if (!isGone) return { ...left, stranded: [...left.stranded, file] };
  // Somebody deleted it: nothing is left that could go along.
  const others = (companions: readonly Companion[]) => companions.filter((one) => one.file !== file);
  return { ...left, copies: others(left.copies), shelf: others(left.shelf) };
}

const at = (companions: readonly Companion[], file: string, path: string): readonly Companion[] =>
  companions.map((one) => (one.file === file ? { file, path } : one));

function arrived(course: DocumentCourse, { data }: Event<'Relocated'>): DocumentCourse {
  const { move, counterpart, routing } = course;
  if (move?.planned !== data.planned || counterpart === null) return course;
  const { to: placement, policyVersion, purpose } = move;
  return {
    ...course,
    move: null,
    ...TRY_AGAIN,
    // Whoever moved it by hand before, it lies where we moved it.
    ...(course.stray === 'elsewhere' ? { blocked: false, stray: undefined } : {}),
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
    copies: course.copies.map(({ file, path }) => ({ file, path: rebased(path, data) })),
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
