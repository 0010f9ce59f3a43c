import type { Event, EventData, EventId } from '@counterpart/contracts';
import type { DocumentCourse } from './document-course.js';
import { lateDiscarded } from '../versions/late-course.js';

/** What a person gave up while it was on its way. */
type Abandoned =
  | { readonly kind: 'flight'; readonly was: Pick<DocumentCourse, 'flight'> }
  | { readonly kind: 'move'; readonly was: Pick<DocumentCourse, 'move'> }
  | { readonly kind: 'keeping'; readonly was: Pick<DocumentCourse, 'keeping'> }
  | { readonly kind: 'thinning'; readonly was: Pick<DocumentCourse, 'thinning'> }
  | { readonly kind: 'trailing'; readonly file: string };

/**
 * What a person gave up for good.
 *
 * - `abandoned`: by the id of its decision. A service that was at it just then may tell an outcome all the same.
 * - `givenUp`: numbers of versions that are not routed any more.
 */
export interface Discards {
  readonly abandoned?: ReadonlyMap<EventId, Abandoned>;
  readonly givenUp?: readonly number[];
}

/** A staging that is lost this often is not bad luck any more (sessions live 7 days). */
export const MAX_ATTEMPTS = 5;

export const isGivenUp = ({ givenUp }: DocumentCourse, versionNumber: number): boolean =>
  givenUp?.includes(versionNumber) === true;

/**
 * Folds that a person discarded failed work: what was on its way is no more, and stands in nobody’s way. A version that was
 * to be uploaded is given up, and so is one before which the version in place could not be kept; a move, and what could not
 * go along, waits until something new is known; versions that could not be rolled up stay files of their own.
 */
export function discarded(course: DocumentCourse, { data }: Event<'WorkDiscarded'>): DocumentCourse {
  if (data.consumer.startsWith('router')) return uploadGivenUp(course, data);
  if (!data.consumer.startsWith('uploader') && !data.consumer.startsWith('archiver')) return course;
  const { flight, keeping } = course;
  // An upload fails while its bytes are fetched or when they are committed.
  if (flight !== null && [flight.routed, flight.staged].includes(idOf(data))) {
    const left = abandon(course, flight.routed, { kind: 'flight', was: { flight } });
    return giveUp({ ...left, flight: null }, flight.versionNumber);
  }
  if (keeping !== null && keeping === data.eventId) {
    return keepingGivenUp(abandon(course, keeping, { kind: 'keeping', was: { keeping } }));
  }
  return lateDiscarded(course, data.eventId) ?? discardedBeside(course, idOf(data));
}

function keepingGivenUp(course: DocumentCourse): DocumentCourse {
  const given = { ...course, keeping: null };
  const next = course.versions.find(({ version }) => version.number > course.settledUpTo);
  return next === undefined ? given : giveUp(given, next.version.number);
}

function discardedBeside(course: DocumentCourse, id: EventId | undefined): DocumentCourse {
  const { move, thinning, trailing } = course;
  if (id === undefined) return course;
  if (move?.planned === id)
    return { ...abandon(course, id, { kind: 'move', was: { move } }), move: null, refused: true };
  if (thinning?.planned === id) {
    const files = thinning.versions.map(({ file }) => file);
    const left = abandon(course, id, { kind: 'thinning', was: { thinning } });
    return { ...left, thinning: null, unfit: [...course.unfit, ...files] };
  }
  const file = trailing.get(id);
  if (file !== undefined) {
    const left = abandon(course, id, { kind: 'trailing', file });
    const others = new Map([...trailing].filter(([planned]) => planned !== id));
    return { ...left, trailing: others, stranded: [...course.stranded, file] };
  }
  return { ...course, copying: course.copying.filter((planned) => planned !== id) };
}

/** The router itself gave the version up: it was tried too often. */
function uploadGivenUp(course: DocumentCourse, { code }: EventData<'WorkDiscarded'>): DocumentCourse {
  const { flight, routing, lostAttempts } = course;
  const isWaiting = flight === null && routing !== null && lostAttempts >= MAX_ATTEMPTS;
  // Before it told what the last one was lost to, it was this for all of them.
  const isOurs = code === 'STAGING_LOST' || code === course.lostTo;
  return isOurs && isWaiting ? giveUp(course, routing.versionNumber) : course;
}

const giveUp = (course: DocumentCourse, versionNumber: number): DocumentCourse => ({
  ...course,
  settledUpTo: Math.max(course.settledUpTo, versionNumber),
  finishedUpTo: Math.max(course.finishedUpTo, versionNumber),
  lostAttempts: 0,
  givenUp: [...(course.givenUp ?? []), versionNumber],
});

const abandon = (course: DocumentCourse, id: EventId, what: Abandoned): DocumentCourse => ({
  ...course,
  abandoned: new Map([...(course.abandoned ?? []), [id, what]]),
});

// Ids are compared as text alone.
const idOf = ({ eventId }: EventData<'WorkDiscarded'>): EventId | undefined =>
  (eventId ?? undefined) as EventId;

/** Steps on the way, after which an outcome is still to come. */
const UNDER_WAY: ReadonlySet<Event['name']> = new Set(['DocumentStaged', 'RelocationSplit']);

/**
 * Folds the outcome of what was given up just then: where a file lies by it is true nevertheless. What is on its way since
 * stays so.
 * @returns undefined where the event is no such outcome
 */
export function resumed(
  course: DocumentCourse,
  event: Event,
  fold: (course: DocumentCourse, event: Event) => DocumentCourse,
): DocumentCourse | undefined {
  const id = decisionOf(event);
  const what = id === undefined ? undefined : course.abandoned?.get(id);
  if (id === undefined || what === undefined) return undefined;
  const told = fold({ ...course, ...asItWas(course, id, what) }, event);
  const abandoned = new Map([...(course.abandoned ?? [])].filter(([one]) => one !== id));
  return withdrawn({ ...told, ...since(course, what), abandoned }, event);
}

function decisionOf({ name, data }: Event): EventId | undefined {
  if (UNDER_WAY.has(name)) return undefined;
  if ('routed' in data) return data.routed;
  return 'planned' in data && typeof data.planned === 'string' ? data.planned : undefined;
}

const asItWas = (course: DocumentCourse, id: EventId, what: Abandoned): Partial<DocumentCourse> =>
  what.kind === 'trailing' ? { trailing: new Map([...course.trailing, [id, what.file]]) } : what.was;

function since(course: DocumentCourse, { kind }: Abandoned): Partial<DocumentCourse> {
  switch (kind) {
    case 'flight': {
      // What lay in the way of that version is looked for anew by the next.
      const { flight, keeping, lostAttempts, lostTo, blocked } = course;
      return { flight, keeping, lostAttempts, lostTo, blocked };
    }
    case 'move':
      return { move: course.move };
    case 'keeping':
      return { keeping: course.keeping };
    case 'thinning':
      return { thinning: course.thinning };
    case 'trailing':
      return {};
  }
}

/** What came into place after all is the document’s version like any other. */
function withdrawn(course: DocumentCourse, event: Event): DocumentCourse {
  if (event.name !== 'DocumentMirrored') return course;
  const givenUp = course.givenUp?.filter((number) => number !== event.data.versionNumber);
  return { ...course, ...(givenUp === undefined ? {} : { givenUp }) };
}
