import {
  documentStream,
  matterStream,
  type DocumentId,
  type DocumentSnapshot,
  type Event,
  type FirmId,
  type MatterId,
  type MatterSnapshot,
  type Policy,
  type Reason,
  type StreamName,
} from '@counterpart/contracts';
import type { EventStore, RecordedEvent } from '@counterpart/event-store';
import { privilegedBy } from '@counterpart/placement';
import type { PolicyBook } from '@counterpart/policies';

/** A document that is about to be put into an open place. */
export interface Suspect {
  readonly document: DocumentId;
  /** The matter that it was decided under; the document may be in another by now, which counts. */
  readonly matter: MatterId;
}

/**
 * Whether documents are privileged by what the trail tells at this moment. Between a decision and its effect a paralegal
 * may mark a document: whoever is about to put its bytes into an open place asks again, right before.
 */
export class Marks {
  constructor(
    private readonly store: Pick<EventStore, 'readStreams'>,
    private readonly policies: Pick<PolicyBook, 'of'>,
  ) {}

  /** @returns for each document, at the same index, the rule that marks it; null where none does */
  async of(firm: FirmId, suspects: readonly Suspect[]): Promise<readonly (Reason | null)[]> {
    if (suspects.length === 0) return [];
    const { current } = await this.policies.of(firm);
    const streams = suspects.map(({ document }) => documentStream(firm, document));
    const stories = await this.store.readStreams([...new Set(streams)]);
    const known = streams.map((stream) => snapshotIn(stories.get(stream) ?? []));
    const matters = suspects.map(({ matter }, index) => matterStream(firm, known[index]?.matter ?? matter));
    const records = await this.store.readStreams([...new Set(matters)]);
    return matters.map((matter, index) => markOf(current, known[index], matterIn(records, matter)));
  }
}

/** What nothing is known of may be privileged. */
function markOf(
  policy: Policy,
  document: DocumentSnapshot | undefined,
  matter: MatterSnapshot | undefined,
): Reason | null {
  if (document === undefined || matter === undefined) return UNKNOWN;
  return privilegedBy(policy, matter, document);
}

const UNKNOWN: Reason = { rule: 'document.unknown', on: null, gives: 'privileged, as far as anybody knows' };

/** The document as it is by now. Versions may be told out of order: the newest says what it is, and every change does. */
function snapshotIn(story: readonly RecordedEvent[]): DocumentSnapshot | undefined {
  return story.reduce<DocumentSnapshot | undefined>((known, { event }) => {
    const told = documentIn(event);
    if (told === undefined) return known;
    const isOlder = known !== undefined && told.version.number < known.version.number;
    return isOlder && event.name !== 'DocumentChanged' ? known : told;
  }, undefined);
}

function documentIn(event: Event): DocumentSnapshot | undefined {
  switch (event.name) {
    case 'DocumentAdded':
    case 'DocumentVersionAdded':
    case 'DocumentChanged':
    case 'DocumentRestored':
      return event.data.document;
    default:
      return undefined;
  }
}

function matterIn(
  records: ReadonlyMap<StreamName, readonly RecordedEvent[]>,
  stream: StreamName,
): MatterSnapshot | undefined {
  const last = records.get(stream)?.findLast(({ event: { data } }) => {
    return 'matter' in data && typeof data.matter === 'object' && data.matter !== null;
  });
  if (last === undefined || !('matter' in last.event.data)) return undefined;
  const { matter } = last.event.data;
  return typeof matter === 'object' && matter !== null ? matter : undefined;
}
