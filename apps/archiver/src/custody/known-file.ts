import type { DocumentId, Event, MatterId } from '@counterpart/contracts';
import { rebased } from '@counterpart/placement';

/** A counterpart as the trail tells it: where it belongs, and which bytes it has. */
export interface KnownFile {
  readonly document: DocumentId;
  readonly matter: MatterId | null;
  /** Dropbox file id. */
  readonly counterpart: string;
  /** Absolute path. */
  readonly place: string;
  /** Bytes. */
  readonly size: number;
  /** Dropbox content hash, lower-case hex. */
  readonly contentHash: string;
}

/** What was found so far, and the places that versions were routed to. */
interface Fold {
  readonly known: KnownFile | undefined;
  readonly places: ReadonlyMap<string, string>;
}

/**
 * The counterpart of a document, wherever our own moves took it. Its place is the one that was decided, letter by letter:
 * Dropbox may show the folders above in another case.
 * @param stories the document’s stream and those of its matters, in the order of writing
 * @returns undefined before the first version is mirrored
 */
export function knownFileIn(stories: readonly Event[], document: DocumentId): KnownFile | undefined {
  const empty: Fold = { known: undefined, places: new Map() };
  return stories.reduce((fold, event) => evolve(fold, event, document), empty).known;
}

function evolve(fold: Fold, event: Event, document: DocumentId): Fold {
  const { known, places } = fold;
  switch (event.name) {
    case 'DocumentRouted': {
      const { folder, name } = event.data.placement;
      return { known, places: new Map([...places, [event.id, `${folder}/${name}`]]) };
    }
    case 'DocumentMirrored': {
      if (event.data.document !== document) return fold;
      const { matter, counterpart, path, size, contentHash, routed } = event.data;
      const place = places.get(routed) ?? path;
      return { known: { document, matter, counterpart, place, size, contentHash }, places };
    }
    case 'DriftHealed':
      return known === undefined
        ? fold
        : { known: { ...known, counterpart: event.data.counterpart }, places };
    case 'Relocated':
      return known === undefined ? fold : { known: moved(known, event.data), places };
    default:
      return fold;
  }
}

/** It moves by itself, or with a folder above it. */
function moved(known: KnownFile, move: Event<'Relocated'>['data']): KnownFile {
  if (move.document === null) return { ...known, place: rebased(known.place, move) };
  return move.counterpart === known.counterpart ? { ...known, place: move.to } : known;
}

/** Decisions that something be done, which an outcome answers. */
const DECISIONS: ReadonlySet<Event['name']> = new Set([
  'RelocationPlanned',
  'SetAsidePlanned',
  'VersionArchivePlanned',
  'VersionThinningPlanned',
  'CopyPlanned',
]);

/** Whether something is on its way of a document, or of a folder above it: then nothing else is to touch it. */
export function isUnderWay(stories: readonly Event[]): boolean {
  // What was routed before the newest was given up.
  const routed = stories.findLast(({ name }) => name === 'DocumentRouted');
  return isOneOpen(stories, (event) => isDecision(event) || event === routed);
}

/** Whether a folder above it moves, or it is being locked away: until that has an outcome nobody can tell where it lies. */
export const isBeingCarried = (stories: readonly Event[]): boolean =>
  isOneOpen(
    stories,
    ({ name, data }) =>
      name === 'RelocationPlanned' && (data.document === null || data.access === 'into-restricted'),
  );

/** Whether one of these decisions has no outcome. */
function isOneOpen(stories: readonly Event[], which: (event: Event) => boolean): boolean {
  const answered = new Set([...stories.flatMap(answeredBy), ...discardedIn(stories)]);
  return stories.some((event) => which(event) && !answered.has(event.id));
}

/** What is brought late changes nothing of the counterpart, whenever it comes. */
const isDecision = (event: Event): boolean =>
  DECISIONS.has(event.name) && !(event.name === 'VersionArchivePlanned' && event.data.contentHash === null);

/** Decisions whose work a person gave up for good; an upload may have failed when its bytes were committed. */
function discardedIn(stories: readonly Event[]): readonly string[] {
  const routedOf = new Map<string, string>();
  for (const event of stories) if (event.name === 'DocumentStaged') routedOf.set(event.id, event.data.routed);
  return stories.flatMap((event) => {
    if (event.name !== 'WorkDiscarded' || event.data.eventId === null) return [];
    const { consumer, eventId } = event.data;
    const isOurs = consumer.startsWith('uploader') || consumer.startsWith('archiver');
    return isOurs ? [routedOf.get(eventId) ?? eventId] : [];
  });
}

function answeredBy({ name, data }: Event): readonly string[] {
  // A folder that moves in parts is still on its way, and a staged document, too.
  if (name === 'RelocationSplit' || name === 'DocumentStaged') return [];
  if ('planned' in data && typeof data.planned === 'string') return [data.planned];
  return 'routed' in data && typeof data.routed === 'string' ? [data.routed] : [];
}
