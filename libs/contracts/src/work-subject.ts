import { DocumentId, documentStream, MatterId, matterStream, StreamName, type FirmId } from './ids.js';
import type { Event } from './registry.js';

/** The document and matter that work was about, as far as its event names them. */
export interface WorkSubject {
  readonly document: DocumentId | null;
  readonly matter: MatterId | null;
}

/** The record that a consumer works on: its place on a topic names it for ever, also after a rebuild. */
export interface WorkPlace {
  /** Consumer group. */
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  /** Decimal text. */
  readonly offset: string;
}

/** How people name failed work: `uploader.stage/router.decisions.v1/3/42`. */
export const workReference = ({ consumer, topic, partition, offset }: WorkPlace): string =>
  `${consumer}/${topic}/${partition}/${offset}`;

/** @returns undefined where the text is no such reference */
export function placeOf(reference: string): WorkPlace | undefined {
  const [, consumer, topic, partition, offset] =
    /^([^/\s]+)\/([^/\s]+)\/(\d{1,9})\/(\d{1,18})$/.exec(reference) ?? [];
  if (consumer === undefined || topic === undefined || offset === undefined) return undefined;
  return { consumer, topic, partition: Number(partition), offset: String(BigInt(offset)) };
}

/** What an event is about. Null stands for a record that is no event. */
export function subjectOf(event: Event | null): WorkSubject {
  if (event === null) return { document: null, matter: null };
  if (event.name === 'DeliveryReceived') return subjectOfDelivery(event);
  const { document, matter } = { document: null, matter: null, ...event.data };
  // A fact carries the whole record, an outcome only its id.
  if (document !== null && typeof document === 'object') {
    return { document: document.id, matter: document.matter };
  }
  return { document, matter: matter !== null && typeof matter === 'object' ? matter.id : matter };
}

function subjectOfDelivery({ data }: Event<'DeliveryReceived'>): WorkSubject {
  if (data.model === 'document') return { document: DocumentId.parse(data.object), matter: data.matter };
  return { document: null, matter: data.model === 'matter' ? MatterId.parse(data.object) : data.matter };
}

/** The stream that tells what becomes of work: its document’s, its matter’s, or one of its own. */
export function workStream(firm: FirmId, { document, matter }: WorkSubject, place: WorkPlace): StreamName {
  if (document !== null) return documentStream(firm, document);
  if (matter !== null) return matterStream(firm, matter);
  const { consumer, topic, partition, offset } = place;
  return StreamName.parse(`dead-${firm}-${consumer}-${topic}-${partition}-${offset}`);
}
