import { isLateArchive, type Event } from '@counterpart/contracts';
import { pathKey, rebased } from '@counterpart/placement';
import type { KnownFile } from './known-file.js';

/** Decisions that something be done, which an outcome answers. */
const DECISIONS: ReadonlySet<Event['name']> = new Set([
  'RelocationPlanned',
  'SetAsidePlanned',
  'VersionArchivePlanned',
  'VersionThinningPlanned',
  'CopyPlanned',
]);

/**
 * Whether something is on its way of a document, or of a folder above it: then nothing else is to touch it. What was given up is on its
 * way again once a person has it tried again.
 */
export function isUnderWay(stories: readonly Event[]): boolean {
  const dead = deadIn(stories);
  return unansweredIn(stories).some(({ id }) => !dead.has(id));
}

/** Whether anything is on its way, or was given up and may be tried again. */
export const isUnsettled = (stories: readonly Event[]): boolean => unansweredIn(stories).length > 0;

/**
 * Whether a folder above one of these paths moves, or the document is being locked away: until that has an outcome nobody can tell where it
 * lies. Folders of matters that it left carry nothing of it.
 */
export const isBeingCarried = (stories: readonly Event[], paths: readonly string[]): boolean =>
  unansweredIn(stories).some(
    ({ name, data }) =>
      name === 'RelocationPlanned' &&
      (data.document === null
        ? paths.some((path) => liesIn(path, data.from))
        : data.access === 'into-restricted'),
  );

const liesIn = (path: string, folder: string): boolean =>
  `${pathKey(path)}/`.startsWith(`${pathKey(folder)}/`);

/**
 * What work that was given up may have done to a counterpart before its outcome was told: that is ours, and no hand’s. When it is tried
 * again it goes on from there.
 */
export interface DeadTraces {
  /** Where it may have taken the file, as path keys. */
  readonly places: ReadonlySet<string>;
  /** Bytes that it may have put there, as Dropbox content hashes. */
  readonly contents: ReadonlySet<string>;
  /** Folders that were to move, as they were called before. */
  readonly folders: readonly string[];
}

/** @param known the counterpart; without one there are no places */
export function deadTracesIn(stories: readonly Event[], known: KnownFile | undefined): DeadTraces {
  const dead = deadIn(stories);
  const given = unansweredIn(stories).filter(({ id }) => dead.has(id));
  const ids = new Set(given.map(({ id }) => id));
  const sent = stories.flatMap((event) =>
    event.name === 'DocumentStaged' && ids.has(event.data.routed) ? [event.data.contentHash] : [],
  );
  return {
    places: new Set(known === undefined ? [] : given.flatMap((event) => placesOf(event, known)).map(pathKey)),
    contents: new Set(sent),
    folders: given.flatMap((event) =>
      event.name === 'RelocationPlanned' && event.data.document === null ? [event.data.from] : [],
    ),
  };
}

/** Where a move takes a file: to its new place, by the name between. */
function placesOf({ name, data }: Event, { counterpart, place }: KnownFile): readonly string[] {
  if (name !== 'RelocationPlanned' && name !== 'SetAsidePlanned') return [];
  const { from, to, via } = data;
  const targets = [`${to.folder}/${to.name}`, ...(via === null ? [] : [via])];
  if (data.document === null) return targets.map((target) => rebased(place, { from, to: target }));
  return data.counterpart === counterpart ? targets : [];
}

/** Decisions that no outcome answers, and no person gave up for good. */
function unansweredIn(stories: readonly Event[]): readonly Event[] {
  const answered = new Set([...stories.flatMap(answeredBy), ...discardedIn(stories)]);
  // What was routed before the newest was given up.
  const routed = stories.findLast(({ name }) => name === 'DocumentRouted');
  return stories.filter((event) => (isDecision(event) || event === routed) && !answered.has(event.id));
}

/** What is brought late changes nothing of the counterpart, whenever it comes. */
const isDecision = (event: Event): boolean =>
  DECISIONS.has(event.name) && !(event.name === 'VersionArchivePlanned' && isLateArchive(event.data));

/** Decisions whose work was given up after its last try, and not ordered to be tried again since. */
function deadIn(stories: readonly Event[]): ReadonlySet<string> {
  const decisionOf = decisionsOf(stories);
  const dead = new Set<string>();
  for (const event of stories) {
    if (event.name !== 'WorkDeadLettered' && event.name !== 'RetryOrdered') continue;
    for (const decision of decisionOf(event.data)) {
      if (event.name === 'WorkDeadLettered') dead.add(decision);
      else dead.delete(decision);
    }
  }
  return dead;
}

/** Decisions whose work a person gave up for good. */
function discardedIn(stories: readonly Event[]): readonly string[] {
  const decisionOf = decisionsOf(stories);
  return stories.flatMap((event) => (event.name === 'WorkDiscarded' ? decisionOf(event.data) : []));
}

/** The decision that failed work was to carry out; none of another service’s. An upload may fail when its bytes are committed. */
function decisionsOf(stories: readonly Event[]) {
  const routedOf = new Map<string, string>();
  for (const event of stories) if (event.name === 'DocumentStaged') routedOf.set(event.id, event.data.routed);
  return ({ consumer, eventId }: { readonly consumer: string; readonly eventId: string | null }) => {
    const isOurs = consumer.startsWith('uploader') || consumer.startsWith('archiver');
    return isOurs && eventId !== null ? [routedOf.get(eventId) ?? eventId] : [];
  };
}

function answeredBy({ name, data }: Event): readonly string[] {
  // A folder that moves in parts is still on its way, and a staged document, too.
  if (name === 'RelocationSplit' || name === 'DocumentStaged') return [];
  if ('planned' in data && typeof data.planned === 'string') return [data.planned];
  return 'routed' in data && typeof data.routed === 'string' ? [data.routed] : [];
}
