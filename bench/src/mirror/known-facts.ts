import {
  documentStream,
  matterKey,
  matterStream,
  VersionId,
  type DocumentId,
  type FirmId,
  type MatterId,
} from '@counterpart/contracts';
import { EventStore, storeDataSource, type NewEvent, type StreamWrite } from '@counterpart/event-store';
import { sampleMatter } from '../routing/sample-firm.js';
import type { ClioDocument } from './clio-corpus.js';

const TOLD_AT = '2026-05-01T10:00:00Z';
const APPEND_AT_ONCE = 500;

/** Whose documents they are. */
export interface Belonging {
  readonly firm: FirmId;
  readonly matter: MatterId;
}

/**
 * Puts onto the trail what ingest would have told of documents. Without it nobody knows that they are not privileged,
 * and the uploader commits nothing of which that is not known.
 */
export async function knownFacts(
  database: string,
  { firm, matter }: Belonging,
  documents: ReadonlyMap<DocumentId, ClioDocument>,
): Promise<void> {
  const source = await storeDataSource({ url: database, applicationName: 'bench-facts' }).initialize();
  try {
    const store = new EventStore(source);
    const known = await store.readStreams([matterStream(firm, matter)]);
    const writes = [...documents].map(([id, document]) => added({ firm, matter }, id, document));
    if ((known.get(matterStream(firm, matter)) ?? []).length === 0) writes.unshift(registered(firm, matter));
    for (let from = 0; from < writes.length; from += APPEND_AT_ONCE) {
      const some = writes.slice(from, from + APPEND_AT_ONCE);
      await store.transact((tx) => store.append(tx, causeOf(some), some, new Date(TOLD_AT)), { firm });
    }
  } finally {
    await source.destroy();
  }
}

const causeOf = (writes: readonly StreamWrite[]) => ({
  eventId: writes[0]?.stream ?? '',
  correlationId: writes[0]?.stream ?? '',
  handler: 'bench',
  actor: 'service:ingest',
  source: '/counterpart/ingest',
});

function registered(firm: FirmId, matter: MatterId): StreamWrite {
  const stream = matterStream(firm, matter);
  const event: NewEvent<'MatterRegistered'> = {
    name: 'MatterRegistered',
    stream,
    firm,
    key: matterKey(firm, matter),
    data: { matter: { ...sampleMatter(0), id: matter } },
  };
  return { stream, expected: 0, events: [event] };
}

function added(
  { firm, matter }: Belonging,
  id: DocumentId,
  { etag, file, version }: ClioDocument,
): StreamWrite {
  const stream = documentStream(firm, id);
  const event: NewEvent<'DocumentAdded'> = {
    name: 'DocumentAdded',
    stream,
    firm,
    key: matterKey(firm, matter),
    data: {
      document: {
        id,
        etag,
        name: file.name,
        filename: file.name,
        matter,
        category: null,
        folder: null,
        creator: 'firm',
        version: {
          id: VersionId.parse(String(version)),
          number: 1,
          size: file.bytes,
          contentType: 'application/octet-stream',
          receivedAt: TOLD_AT,
        },
        createdAt: TOLD_AT,
        updatedAt: TOLD_AT,
      },
    },
  };
  return { stream, expected: 0, events: [event] };
}
