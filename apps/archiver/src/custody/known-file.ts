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
