import type { AccountPlace, Event, EventData, Placement } from '@counterpart/contracts';
import { isAtRest } from './at-rest.js';
import type { DocumentCourse } from './document-course.js';
import { lateVersions } from '../versions/late-course.js';
import { AT_HOME } from '../moves/relocation-course.js';
import { NOTHING_THINNED } from '../versions/thinning-course.js';
import { NOTHING_KEPT } from '../versions/version-course.js';

/** What lies of a document in an account that the firm had before. */
type LeftThere = Pick<DocumentCourse, 'counterpart' | 'shelf' | 'copies' | 'priors' | 'rolledUp' | 'unfit'>;

/**
 * A document that is mirrored anew, because the firm has another Dropbox, or because its file is gone from this one.
 *
 * - `restart`: told, while something of the document was on its way; it begins when that has ended. Bytes that come into place
 *   meanwhile lie in the account of now, and nothing begins anew.
 * - `left`: what lies in accounts of before, by account. Where the firm goes back to one, the document goes on there.
 * - `leftAt`: where counterparts lay that are none any more, the last one last, since a person let the document out. What was shut at one
 *   of them stays shut, also where the firm goes back to an account in which it lies open.
 */
export interface Restarting {
  readonly restart?: EventData<'MirroringRestarted'> | null;
  readonly left?: ReadonlyMap<string, LeftThere>;
  readonly leftAt?: readonly Placement[];
}

/** Folds after every event whether the document begins anew. */
export function restarted(course: DocumentCourse, event: Event): DocumentCourse {
  const told = event.name === 'MirroringRestarted' ? event.data : (course.restart ?? null);
  if (told === null) return course;
  if (event.name === 'DocumentMirrored') return { ...course, restart: null };
  return isAtRest(course) ? begunAnew(course, told) : { ...course, restart: told };
}

function begunAnew(
  course: DocumentCourse,
  { left: from, account }: EventData<'MirroringRestarted'>,
): DocumentCourse {
  const { counterpart } = course;
  const left = new Map(course.left);
  if (counterpart !== null) left.set(keyOf(from), leaving(course));
  const there = left.get(keyOf(account));
  // What came into place last is sent there again: nobody knows what became of it since.
  const settledUpTo = Math.max(0, (there?.counterpart?.versionNumber ?? 0) - 1);
  const { trashedAt } = course;
  return {
    ...course,
    ...AT_HOME,
    trashedAt,
    ...NOTHING_KEPT,
    ...NOTHING_THINNED,
    flight: null,
    routing: null,
    lostAttempts: 0,
    // What was said of it there is said of it here once more: whoever waits for its outcome hears of it.
    skips: new Map(),
    counterpart: null,
    blocked: false,
    stray: undefined,
    taken: [],
    // Those that were told late go out in their order, as all others.
    versions: [...lateVersions(course), ...course.versions],
    late: undefined,
    settledUpTo,
    finishedUpTo: settledUpTo,
    ...there,
    restart: null,
    left,
    ...leaves(course),
  };
}

/** The counterpart is none any more. Where a person let it out, that it lay shut counts no more. */
export function leaves({ counterpart, leftAt = [], released }: DocumentCourse): Pick<Restarting, 'leftAt'> {
  if (counterpart === null || released !== undefined) return { leftAt };
  const { folder, name } = counterpart.placement;
  const others = leftAt.filter((place) => place.folder !== folder || place.name !== name);
  return { leftAt: [...others, counterpart.placement] };
}

function leaving(course: DocumentCourse): LeftThere {
  const { counterpart, shelf, copies, priors, rolledUp, unfit } = course;
  return { counterpart, shelf, copies, priors, rolledUp, unfit };
}

const keyOf = ({ id, root }: AccountPlace): string => JSON.stringify([id, root]);
