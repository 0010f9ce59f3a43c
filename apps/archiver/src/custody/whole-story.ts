import {
  documentStream,
  mattersIn,
  type DocumentId,
  type Event,
  type FirmId,
  type StreamName,
} from '@counterpart/contracts';

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

/** A document and what was told of it. */
export interface ToldDocument {
  readonly document: DocumentId;
  readonly read: WholeStory;
}

/** Where stories are read. */
interface Stories {
  readStreams(streams: readonly StreamName[]): Promise<ReadonlyMap<StreamName, readonly Placed[]>>;
}

/** Reads the stream of a document and those of the matters that it was ever in. */
export async function wholeStory(store: Stories, firm: FirmId, document: DocumentId): Promise<WholeStory> {
  const [told] = await wholeStories(store, firm, [document]);
  if (told === undefined) throw new TypeError('every document has a story, and be it an empty one');
  return told.read;
}

/** The same of many documents by two queries, in their order. All of them are in memory at once. */
export async function wholeStories(
  store: Stories,
  firm: FirmId,
  documents: readonly DocumentId[],
): Promise<readonly ToldDocument[]> {
  const found = await store.readStreams(documents.map((document) => documentStream(firm, document)));
  const owns = documents.map((document) => {
    const own = found.get(documentStream(firm, document)) ?? [];
    const story = eventsOf(own);
    return { document, own, story, among: mattersIn(firm, story) };
  });
  const others = await store.readStreams([...new Set(owns.flatMap(({ among }) => among))]);
  return owns.map(({ document, own, story, among }) => {
    const matters = among.flatMap((stream) => others.get(stream) ?? []);
    const all = [...own, ...matters].toSorted((one, other) => (one.position < other.position ? -1 : 1));
    const read = { story, own, matters: eventsOf(matters), all: eventsOf(all) };
    return { document, read };
  });
}

const eventsOf = (placed: readonly Placed[]): readonly Event[] => placed.map(({ event }) => event);
