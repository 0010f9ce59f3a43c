import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  connectionStream,
  DocumentId,
  documentStream,
  EventId,
  FirmId,
  firmStream,
  MatterId,
  matterStream,
  NamespaceId,
  type Event,
  type EventName,
} from '@counterpart/contracts';
import { EventStore, runMigrations, storeDataSource, type NewEvent } from '@counterpart/event-store';
import { done, type Delivery } from '@counterpart/eventing';
import { testDatabase, type TestDatabase } from '@counterpart/testing';
import { SendNotice } from '../src/send-notice/send-notice.handler.js';
import type { NoticeTurn } from '../src/send-notice/compose-notice.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const MATTER = MatterId.parse('5');
const DOCUMENT = DocumentId.parse('11');

let database: TestDatabase;
let source: ReturnType<typeof storeDataSource>;
let store: EventStore;
let firm: FirmId;
let sent: { readonly to: readonly string[]; readonly subject: string }[];
let notice: SendNotice;

beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({ url: database.ownerUrl });
  source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(source);
});
beforeEach(() => {
  firm = FirmId.parse(`firm-${randomUUID().slice(0, 8)}`);
  sent = [];
  const post = {
    send: (letter: { readonly subject: string }, to: readonly string[]) => {
      sent.push({ to, subject: letter.subject });
      return Promise.resolve();
    },
    verdictOf: done,
  };
  notice = new SendNotice(store, post, { alertsOf: () => ['it@hartwell.example'] }, () => NOW);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** Records what another service would, and gives the event back as Kafka would deliver it. */
async function tell(stream: Event['subject'], name: EventName, data: object): Promise<Event> {
  const id = randomUUID();
  const event = { name, stream, firm, key: `${firm}/-`, data } as unknown as NewEvent;
  const cause = {
    eventId: id,
    correlationId: id,
    handler: 'spec',
    actor: 'service:spec',
    source: '/counterpart/spec',
  };
  await store.transact((tx) => store.append(tx, cause, [{ stream, expected: 'any', events: [event] }], NOW));
  return (await store.readStream(stream)).at(-1)!.event;
}

const hear = (event: Event) =>
  notice.handle({
    event,
    tries: 1,
    signal: new AbortController().signal,
    fence: null,
  } as unknown as Delivery<NoticeTurn>);

async function knowMatter(email: string | null): Promise<void> {
  await tell(matterStream(firm, MATTER), 'MatterRegistered', {
    matter: {
      id: MATTER,
      etag: 'e',
      displayNumber: '2026-0001',
      description: null,
      status: 'Open',
      openDate: null,
      closeDate: null,
      client: null,
      responsibleAttorney: { id: '9', name: 'Marisol Reyes', email },
      practiceArea: null,
      updatedAt: NOW.toISOString(),
    },
  });
}

const locked = (versionNumber: number) =>
  tell(documentStream(firm, DOCUMENT), 'DocumentLockedAway', {
    document: DOCUMENT,
    matter: MATTER,
    routed: EventId.parse(randomUUID()),
    versionNumber,
    proof: EventId.parse(randomUUID()),
    path: '/Privileged/2026-0001/Memo.pdf',
    counterpart: 'id:a',
    revokedLinks: 0,
    removedMembers: 0,
  });

describe('a connection that is refused', () => {
  it('is told to the firm, once', async () => {
    const refused = await tell(connectionStream(firm), 'CredentialRefused', {
      vendor: 'clio',
      serial: 1,
      word: 'invalid_grant',
    });
    await hear(refused);
    await hear(refused);
    expect(sent).toEqual([
      { to: ['it@hartwell.example'], subject: 'Counterpart: Clio no longer lets Counterpart in' },
    ]);
  });
});

describe('a document that was locked away', () => {
  it('is told to the responsible attorney, once for all of its versions', async () => {
    await knowMatter('marisol@hartwell.example');
    const first = await locked(1);
    expect(await hear(first)).toEqual({ kind: 'done' });
    expect(await hear(first)).toMatchObject({ kind: 'skip' });
    expect(await hear(await locked(2))).toMatchObject({ kind: 'skip' });
    expect(sent).toMatchObject([{ to: ['marisol@hartwell.example'] }]);
  });

  it('is told to the firm’s alerts where the attorney has no address', async () => {
    await knowMatter(null);
    await hear(await locked(1));
    expect(sent).toMatchObject([{ to: ['it@hartwell.example'] }]);
  });

  it('is told again after it was let out', async () => {
    await knowMatter('marisol@hartwell.example');
    await hear(await locked(1));
    await tell(documentStream(firm, DOCUMENT), 'PrivilegeReleased', {
      document: DOCUMENT,
      matter: MATTER,
      reason: 'produced',
    });
    await hear(await locked(1));
    expect(sent).toHaveLength(2);
  });

  it('is told when it was moved there, and not when it was moved elsewhere', async () => {
    await knowMatter('marisol@hartwell.example');
    for (const access of ['unchanged', 'into-restricted'] as const) {
      const stream = documentStream(firm, DOCUMENT);
      const place = { folder: '/Privileged/2026-0001', name: 'Memo.pdf', disambiguated: false };
      const plan = await tell(stream, 'RelocationPlanned', {
        matter: MATTER,
        document: DOCUMENT,
        from: '/Matters/a/Memo.pdf',
        to: place,
        via: null,
        access,
        policyVersion: 1,
        why: [],
        counterpart: 'id:a',
      });
      const relocated = await tell(stream, 'Relocated', {
        matter: MATTER,
        document: DOCUMENT,
        planned: plan.id,
        from: '/Matters/a/Memo.pdf',
        to: '/Privileged/2026-0001/Memo.pdf',
        purpose: 'follow',
        counterpart: 'id:a',
        rev: 'aaaaaaaaa',
        how: 'moved',
      });
      expect((await hear(relocated)).kind).toBe(access === 'unchanged' ? 'skip' : 'done');
    }
    expect(sent).toHaveLength(1);
  });
});

it('a refused folder is told once for each reason, and again after it was proven', async () => {
  const wish = { folder: '/Privileged', groupName: 'Attorneys', policyVersion: 0 };
  const refused = (code: string) =>
    tell(firmStream(firm), 'RestrictedFolderRefused', { ...wish, code, deviations: [] });
  await hear(await refused('PRIVILEGED_GROUP_MISSING'));
  await hear(await refused('PRIVILEGED_GROUP_MISSING'));
  await hear(await refused('PRIVILEGED_FOLDER_OPEN'));
  expect(sent).toHaveLength(2);
  await tell(firmStream(firm), 'RestrictedFolderProven', {
    ...wish,
    namespace: NamespaceId.parse('77'),
    group: 'g:a',
    owner: 'dbid:o',
    how: 'made',
    revokedLinks: 0,
  });
  await hear(await refused('PRIVILEGED_GROUP_MISSING'));
  expect(sent).toHaveLength(3);
});

it('a stop of setting aside, and a file in the way of a copy, are told to the firm’s alerts, each once', async () => {
  await knowMatter('marisol@hartwell.example');
  const stopped = await tell(firmStream(firm), 'SetAsidesStopped', {
    documents: 400,
    moved: 21,
    policyVersion: 3,
  });
  const copy = {
    document: DOCUMENT,
    matter: MATTER,
    planned: stopped.id,
    versionNumber: 1,
    path: '/ClientUploads/a.pdf',
  };
  const inTheWay = await tell(documentStream(firm, DOCUMENT), 'CopyConflictFound', {
    ...copy,
    found: 'file',
  });
  for (const event of [stopped, inTheWay, stopped, inTheWay]) await hear(event);
  expect(sent.map(({ to, subject }) => [to, subject])).toEqual([
    [['it@hartwell.example'], 'Counterpart: Deleted documents are no longer set aside'],
    [['it@hartwell.example'], expect.stringContaining('could not be copied to the client uploads')],
  ]);
});

describe('a closing', () => {
  const closing = { matter: MATTER, closing: EventId.parse('018f3f6e-5b0a-7c4e-9d2a-000000000009') };

  it('is told when the archive stands and Clio bears its note, once', async () => {
    await knowMatter(null);
    const stream = matterStream(firm, MATTER);
    const archives = [{ path: '/Closed/2026/2026-0001', access: 'open' }];
    const archived = await tell(stream, 'MatterArchived', {
      ...closing,
      action: 'move',
      documents: 3,
      archives,
    });
    const noted = await tell(stream, 'ClosingNoted', {
      ...closing,
      archived: archived.id,
      note: '9',
      how: 'posted',
    });
    expect(await hear(noted)).toEqual({ kind: 'done' });
    expect(await hear(noted)).toMatchObject({ kind: 'skip' });
    expect(sent).toMatchObject([
      {
        to: ['it@hartwell.example'],
        subject: expect.stringContaining('A closed matter is archived (matter 2026-0001)'),
      },
    ]);
  });

  it('is told where it waits, and where there was nothing to archive; not where the matter was opened again', async () => {
    await knowMatter(null);
    const stream = matterStream(firm, MATTER);
    const waits = { ...closing, because: 'legal-hold', missing: [], unsettled: 0 };
    await hear(await tell(stream, 'ClosingHeldUp', waits));
    await hear(await tell(stream, 'ClosingEnded', { ...closing, how: 'nothing-to-archive' }));
    await hear(await tell(stream, 'ClosingEnded', { ...closing, how: 'reopened' }));
    expect(sent.map(({ subject }) => subject)).toEqual([
      expect.stringContaining('cannot be archived yet'),
      expect.stringContaining('has no documents'),
    ]);
  });
});
