import { randomUUID } from 'node:crypto';
import {
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  matterKey,
  MatterId,
  NamespaceId,
} from '@counterpart/contracts';
import type { EventStore, NewEvent, StreamWrite } from '@counterpart/event-store';

const FIRM = FirmId.parse('bench');
const WRITERS = 4;
const STREAMS_AN_APPEND = 100;
const EVENTS_A_STREAM = 5;
export const EVENTS_AN_APPEND = STREAMS_AN_APPEND * EVENTS_A_STREAM;

/** Appends so many events (a multiple of 500) by four writers, 500 in one statement, each document in its own stream. */
export async function appendSamples(store: EventStore, events: number): Promise<void> {
  let next = 0;
  const write = async (): Promise<void> => {
    for (let number = next++; number < events / EVENTS_AN_APPEND; number = next++) {
      await store.transact((tx) => store.append(tx, causeOf(), writesOf(number), new Date()), { firm: FIRM });
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}

const causeOf = () => ({
  eventId: randomUUID(),
  correlationId: randomUUID(),
  handler: 'bench',
  actor: 'service:uploader',
  source: '/counterpart/uploader',
});

const writesOf = (append: number): StreamWrite[] =>
  Array.from({ length: STREAMS_AN_APPEND }, (_, index) => {
    const document = DocumentId.parse(String(1 + append * STREAMS_AN_APPEND + index));
    const stream = documentStream(FIRM, document);
    const events = Array.from({ length: EVENTS_A_STREAM }, (_none, version) =>
      mirrored(document, version + 1),
    );
    return { stream, expected: 0, events };
  });

/** About 900 bytes, as most events of a document are. */
function mirrored(document: DocumentId, versionNumber: number): NewEvent<'DocumentMirrored'> {
  const matter = MatterId.parse(String(1 + (Number(document) % 500)));
  return {
    name: 'DocumentMirrored',
    stream: documentStream(FIRM, document),
    firm: FIRM,
    key: matterKey(FIRM, matter),
    data: {
      document,
      matter,
      routed: EventId.parse(randomUUID()),
      versionNumber,
      namespace: NamespaceId.parse('1234567890'),
      path: `/Matters/2026-${matter}-Reyes/Pleadings/Motion to Dismiss ${document}.pdf`,
      counterpart: 'id:aaaaaaaaaaaaaaaaaaaaaa',
      rev: '5f0c1d2e3f4a5b6c7d8e9',
      size: 183_204,
      contentHash: 'a'.repeat(64),
      sha256: 'b'.repeat(64),
      how: 'written',
    },
  };
}
