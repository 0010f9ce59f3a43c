import { randomUUID } from 'node:crypto';
import {
  documentStream,
  EventId,
  MatterId,
  matterKey,
  matterStream,
  TOPICS,
  VersionId,
  type DocumentId,
  type DocumentSnapshot,
  type Event,
  type FirmId,
  type MatterSnapshot,
} from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';

/** The matter of every document. */
export const MATTER = MatterId.parse('1675900001');

/** What ingest tells of a document, and what it calls its category. */
export async function tellDocument(
  store: EventStore,
  firm: FirmId,
  { document, category }: { readonly document: DocumentId; readonly category: string | null },
): Promise<void> {
  const matter = { name: 'MatterRegistered', data: { matter: matterSnapshot() } } as const;
  const added = { name: 'DocumentAdded', data: { document: snapshot(document, category) } } as const;
  const key = matterKey(firm, MATTER);
  const ofMatter: NewEvent = { ...matter, stream: matterStream(firm, MATTER), firm, key };
  const ofDocument: NewEvent = { ...added, stream: documentStream(firm, document), firm, key };
  await append(store, [ofMatter, ofDocument]);
}

/** Somebody gives the document another category in Clio. */
export async function tellCategory(
  store: EventStore,
  firm: FirmId,
  { document, category }: { readonly document: DocumentId; readonly category: string | null },
): Promise<void> {
  const data = { document: snapshot(document, category), changed: ['category' as const] };
  const stream = documentStream(firm, document);
  await append(store, [{ name: 'DocumentChanged', stream, firm, key: matterKey(firm, MATTER), data }]);
}

/** Somebody gives the document a later version in Clio. */
export async function tellVersion(
  store: EventStore,
  firm: FirmId,
  { document, number }: { readonly document: DocumentId; readonly number: number },
): Promise<void> {
  const told = snapshot(document, null);
  const version = { ...told.version, id: VersionId.parse(String(number)), number };
  const data = { document: { ...told, version } };
  const stream = documentStream(firm, document);
  await append(store, [{ name: 'DocumentVersionAdded', stream, firm, key: matterKey(firm, MATTER), data }]);
}

/** A counterpart that somebody had deleted was put back. */
export async function tellPutBack(
  store: EventStore,
  firm: FirmId,
  file: { readonly document: DocumentId; readonly path: string; readonly counterpart: string },
): Promise<void> {
  const drift = EventId.parse(randomUUID());
  const how = { kind: 'deleted', how: 'restored', handEdit: null } as const;
  const data = { ...file, ...how, matter: MATTER, drift, rev: '0155' };
  const stream = documentStream(firm, file.document);
  await append(store, [{ name: 'DriftHealed', stream, firm, key: matterKey(firm, MATTER), data }]);
}

/** A person has what the uploader gave up tried again at once. */
export async function tellRetry(
  store: EventStore,
  { id, firm, data }: Event<'DocumentRouted'>,
): Promise<void> {
  const { document, matter } = data;
  const source = { topic: TOPICS.decisions.name, partition: 0, offset: '0', key: matterKey(firm, matter) };
  const work = { consumer: 'uploader.stage', source, eventType: 'DocumentRouted', eventId: id };
  const stood = { state: 'dead', code: 'DROPBOX_UNAVAILABLE', tries: 4 } as const;
  const told = { ...work, ...stood, document, matter, why: null };
  const stream = documentStream(firm, document);
  await append(store, [{ name: 'RetryOrdered', stream, firm, key: matterKey(firm, matter), data: told }]);
}

async function append(store: EventStore, events: readonly NewEvent[]): Promise<void> {
  const id = randomUUID();
  const origin = { handler: 'spec', actor: 'service:ingest', source: '/counterpart/ingest' };
  const cause = { eventId: id, correlationId: id, ...origin };
  const writes = events.map((event) => ({
    stream: event.stream,
    expected: 'any' as const,
    events: [event],
  }));
  await store.transact((tx) => store.append(tx, cause, writes, new Date()), {
    firm: events.map(({ firm }) => firm),
  });
}

const snapshot = (id: DocumentId, category: string | null): DocumentSnapshot => ({
  id,
  etag: '"1"',
  name: `${id}.bin`,
  filename: `${id}.bin`,
  matter: MATTER,
  category: category === null ? null : { id: '7', name: category },
  folder: null,
  creator: 'firm',
  version: {
    id: VersionId.parse('1'),
    number: 1,
    size: 1,
    contentType: null,
    receivedAt: '2026-05-01T10:00:00Z',
  },
  createdAt: '2026-05-01T10:00:00Z',
  updatedAt: '2026-05-01T10:00:00Z',
});

const matterSnapshot = (): MatterSnapshot => ({
  id: MATTER,
  etag: '"1"',
  displayNumber: '2026-0001',
  description: null,
  status: 'Open',
  openDate: '2026-01-05',
  closeDate: null,
  client: { id: '5', name: 'Reyes', firstName: null, lastName: null, type: 'Company' },
  responsibleAttorney: null,
  practiceArea: { id: '3', name: 'Litigation' },
  updatedAt: '2026-05-01T10:00:00Z',
});
