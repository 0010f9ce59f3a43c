import {
  documentStream,
  type DocumentId,
  type Event,
  type FirmId,
  type StreamName,
} from '@counterpart/contracts';
import { mattersIn } from './legal-hold.js';

/** An event and its place among all. */
interface Placed {
  readonly event: Event;
  readonly position: bigint;
}

/** A document, and the stories that say where it belongs. */
export interface WholeStory {
  readonly story: readonly Event[];
  /** The same, each event with its place. */
  readonly own: readonly Placed[];
  readonly matters: readonly Event[];
  /** Document and matters, in the order of writing. */
  readonly all: readonly Event[];
}

/** Where stories are read. */
interface Stories {
  readStream(stream: StreamName): Promise<readonly Placed[]>;
  readStreams(streams: readonly StreamName[]): Promise<ReadonlyMap<StreamName, readonly Placed[]>>;
}

/** Reads the stream of a document and those of the matters that it was ever in. */
export async function wholeStory(store: Stories, firm: FirmId, document: DocumentId): Promise<WholeStory> {
  const own = await store.readStream(documentStream(firm, document));
  const story = own.map(({ event }) => event);
  const others = await store.readStreams(mattersIn(firm, story));
  const matters = [...others.values()].flat();
  const all = [...own, ...matters].toSorted((one, other) => (one.position < other.position ? -1 : 1));
  return {
    story,
    own,
    matters: matters.map(({ event }) => event),
    all: all.map(({ event }) => event),
  };
}
