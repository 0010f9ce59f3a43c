import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  connectionStream,
  DocumentId,
  documentStream,
  EventId,
  firmStream,
  MatterId,
  matterStream,
  NamespaceId,
} from '@counterpart/contracts';
import { openScene, type Scene } from './scene.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const MATTER = MatterId.parse('5');
const DOCUMENT = DocumentId.parse('11');

let scene: Scene;
let firm: Scene['firm'];
let sent: Scene['sent'];

const tell: Scene['tell'] = (...args) => scene.tell(...args);
const hear: Scene['hear'] = (event) => scene.hear(event);

beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => {
  scene.begin(NOW);
  ({ firm, sent } = scene);
});
afterAll(() => scene.close());

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
    expect(sent).toMatchObject([
      { to: ['it@hartwell.example'], subject: 'Counterpart: Clio no longer lets Counterpart in' },
    ]);
  });

  const refusal = { vendor: 'dropbox', serial: 1, word: 'user_suspended', whole: true, lacks: null };
  const [LOST, BACK] = [
    'Counterpart: Dropbox no longer lets Counterpart in',
    'Counterpart: Dropbox lets Counterpart in again',
  ];
  const connected = () =>
    tell(connectionStream(firm), 'VendorConnected', {
      vendor: 'dropbox',
      serial: 2,
      account: null,
      replaces: null,
    });
  const subjects = () => sent.map(({ subject }) => subject);

  it('of calls that no new token mends is told, and so is that it is over, once each (issue 9)', async () => {
    const refused = await tell(connectionStream(firm), 'AccessRefused', refusal);
    await hear(refused);
    const restored = await tell(connectionStream(firm), 'AccessRestored', { vendor: 'dropbox', serial: 1 });
    for (const event of [refused, restored, restored, await connected()]) await hear(event);
    expect(subjects()).toEqual([LOST, BACK]);
  });

  it('is told to be good again after a new consent, where its refusal was told (issue 9)', async () => {
    await hear(await connected());
    const refused = { vendor: 'dropbox', serial: 2, word: 'invalid_grant' };
    await hear(await tell(connectionStream(firm), 'CredentialRefused', refused));
    await hear(await connected());
    await hear(await connected());
    expect(subjects()).toEqual([LOST, BACK]);
  });

  it('is not told where it was over before it could be, nor is that it is over', async () => {
    const refused = await tell(connectionStream(firm), 'AccessRefused', refusal);
    const restored = await tell(connectionStream(firm), 'AccessRestored', { vendor: 'dropbox', serial: 1 });
    expect(await hear(refused)).toEqual({ kind: 'skip', reason: 'it is over' });
    expect(await hear(restored)).toMatchObject({ kind: 'skip' });
    expect(sent).toEqual([]);
  });

  it('is not told to be good again where it is refused again by then', async () => {
    await hear(await tell(connectionStream(firm), 'AccessRefused', refusal));
    const restored = await tell(connectionStream(firm), 'AccessRestored', { vendor: 'dropbox', serial: 1 });
    const again = await tell(connectionStream(firm), 'AccessRefused', refusal);
    expect(await hear(restored)).toEqual({ kind: 'skip', reason: 'it is refused again' });
    await hear(again);
    expect(subjects()).toEqual([LOST, LOST]);
  });
});

describe('a document that was locked away', () => {
  it('is told to the responsible attorney, once for all of its versions', async () => {
    await knowMatter('marisol@hartwell.example');
    const first = await locked(1);
    expect(await hear(first)).toMatchObject({ kind: 'done' });
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
    expect(await hear(noted)).toMatchObject({ kind: 'done' });
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

describe('a recipient that the mail server refuses for good', () => {
  const drift = () =>
    tell(documentStream(firm, DOCUMENT), 'DriftFound', {
      document: DOCUMENT,
      matter: MATTER,
      kind: 'deleted',
      mirrored: '/Matters/a/Brief.pdf',
      found: null,
      look: EventId.parse(randomUUID()),
      counterpart: 'id:a',
    });

  it('is told on the trail beside what was sent', async () => {
    scene.refusing = { accepted: 1, refused: [{ address: 'gone@hartwell.example', code: 550 }] };
    expect(await hear(await drift())).toMatchObject({ kind: 'done' });
    const story = await scene.store.readStream(documentStream(firm, DOCUMENT));
    expect(story.slice(1).map(({ event }) => [event.name, event.data])).toMatchObject([
      ['NoticeSent', { recipients: 1 }],
      ['NoticeRefused', { accepted: 1, refused: [{ recipient: 'g…@hartwell.example', code: 550 }] }],
    ]);
  });

  it('makes the notice wait for a person where it was the only one, and it is sent when that is mended', async () => {
    scene.refusing = { accepted: 0, refused: [{ address: 'it@hartwell.example', code: 550 }] };
    const found = await drift();
    expect(await hear(found)).toEqual({ kind: 'dead', code: 'SMTP_REFUSED' });
    expect(await hear(found)).toEqual({ kind: 'dead', code: 'SMTP_REFUSED' });
    scene.refusing = undefined;
    expect(await hear(found)).toMatchObject({ kind: 'done' });
    const story = await scene.store.readStream(documentStream(firm, DOCUMENT));
    expect(story.map(({ event }) => event.name)).toEqual(['DriftFound', 'NoticeRefused', 'NoticeSent']);
  });
});
