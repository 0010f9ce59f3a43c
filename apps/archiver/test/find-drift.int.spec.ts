import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { DropboxConnections } from '@counterpart/connections';
import {
  DocumentId,
  documentStream,
  FirmId,
  matterKey,
  MatterId,
  NamespaceId,
  EventId,
  type Event,
} from '@counterpart/contracts';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import { MakePathClaims1764000001001 } from '@counterpart/path-claims';
import { pathKey } from '@counterpart/placement';
import { Firms } from '@counterpart/service-defaults';
import { testDatabase } from '@counterpart/testing';
import { DriftMarksStore } from '../src/adapters/drift-marks.store.js';
import { DropboxDrift } from '../src/adapters/dropbox-drift.js';
import { ClaimedPlaces } from '../src/adapters/given-places.js';
import { MakeDriftMarks1764000003001 } from '../src/adapters/migrations/0001-make-drift-marks.js';
import { FindDrift } from '../src/find-drift/find-drift.handler.js';

const [FIRM, MATTER] = [FirmId.parse('hartwell'), MatterId.parse('5')];
const FOLDER = '/Matters/Reyes';

interface RawFile {
  readonly id: string;
  readonly rev: string;
  readonly content_hash: string;
}

/** A firm whose documents are mirrored, on the real database and the emulated Dropbox. */
async function startFirm() {
  const database = await testDatabase();
  await runMigrations({
    url: database.ownerUrl,
    extra: [MakePathClaims1764000001001, MakeDriftMarks1764000003001],
    serviceSchemas: ['router', 'archiver'],
  });
  const source = storeDataSource({ url: database.serviceUrl, entities: [], applicationName: 'spec' });
  await source.initialize();
  const dropbox = await startDropboxEmulator();
  onTestFinished(async () => {
    await source.destroy();
    await dropbox.close();
    await database.drop();
  });
  const grant = { accessToken: 'fake-dropbox-access-token' };
  const firm = {
    firm: FIRM,
    clio: { baseUrl: 'http://127.0.0.1:1', downloadOrigins: [], grant, webhookUrl: 'http://127.0.0.1:1' },
    dropbox: { apiUrl: dropbox.url, contentUrl: dropbox.url, grant },
    alerts: [],
  };
  const connections = new DropboxConnections(new Firms([firm]));
  const store = new EventStore(source);
  const ground = new DropboxDrift(connections);
  const ports = { marks: new DriftMarksStore(source), ground, places: new ClaimedPlaces(store) };
  const drift = new FindDrift(store, ports, { now: () => new Date(), newLookId: () => randomUUID() });
  const admin = async (method: string, path: string, body?: string): Promise<unknown> => {
    const response = await fetch(`${dropbox.url}/_emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return text === '' ? null : (JSON.parse(text) as unknown);
  };
  const put = async (path: string, content: string): Promise<RawFile> =>
    (await admin('PUT', `file?path=${encodeURIComponent(path)}`, content)) as RawFile;
  const claim = (path: string, document: DocumentId): Promise<unknown> =>
    source.query('insert into router.path_claims (firm, path_key, owner) values ($1, $2, $3)', [
      FIRM,
      pathKey(path),
      documentStream(FIRM, document),
    ]);
  const mirror = async (id: string, name: string): Promise<DocumentId> => {
    const [document, path] = [DocumentId.parse(id), `${FOLDER}/${name}`];
    const file = await put(path, `content of ${id}`);
    await claim(path, document);
    const stream = documentStream(FIRM, document);
    const data = {
      document,
      matter: MATTER,
      routed: EventId.parse(randomUUID()),
      versionNumber: 1,
      namespace: NamespaceId.parse('3235641'),
      path,
      counterpart: file.id,
      rev: file.rev,
      size: 13,
      contentHash: file.content_hash,
      sha256: 'a'.repeat(64),
      how: 'written' as const,
    };
    const event = {
      name: 'DocumentMirrored' as const,
      stream,
      firm: FIRM,
      key: matterKey(FIRM, MATTER),
      data,
    };
    const cause = { eventId: randomUUID(), correlationId: randomUUID(), handler: 'uploader.commit-staged' };
    const by = { actor: 'service:uploader', source: '/counterpart/uploader' };
    await store.transact((tx) =>
      store.append(tx, { ...cause, ...by }, [{ stream, expected: 'any', events: [event] }], new Date()),
    );
    return document;
  };
  const told = async (document: DocumentId): Promise<readonly Event<'DriftFound'>['data'][]> =>
    (await store.readStream(documentStream(FIRM, document))).flatMap(({ event }) =>
      event.name === 'DriftFound' ? [event.data] : [],
    );
  const { client } = await connections.of(FIRM);
  return { drift, put, claim, mirror, told, client, admin };
}

/** Two looks: what is different at both is told. */
async function lookTwice(drift: FindDrift): Promise<number | undefined> {
  await drift.look(FIRM);
  return drift.look(FIRM);
}

it('an edit, a move and a deletion by hand are told once each, and nothing is changed back', async () => {
  const { drift, put, mirror, told, client, admin } = await startFirm();
  const [edited, moved, deleted, kept] = [
    await mirror('1', 'Brief.pdf'),
    await mirror('2', 'Motion.pdf'),
    await mirror('3', 'Müller.pdf'),
    await mirror('4', 'Kept.pdf'),
  ];
  expect(await lookTwice(drift)).toBe(0);
  await put(`${FOLDER}/Brief.pdf`, 'edited by hand');
  await client.relocate('move', `${FOLDER}/Motion.pdf`, '/Elsewhere/Motion.pdf');
  await admin('DELETE', `file?path=${encodeURIComponent(`${FOLDER}/Müller.pdf`)}`);
  expect(await lookTwice(drift)).toBe(3);
  expect(await told(edited)).toMatchObject([{ kind: 'edited', mirrored: `${FOLDER}/Brief.pdf` }]);
  expect(await told(moved)).toMatchObject([{ kind: 'moved', found: { path: '/Elsewhere/Motion.pdf' } }]);
  expect(await told(deleted)).toMatchObject([{ kind: 'deleted', found: null }]);
  expect(await told(kept)).toEqual([]);
  await put('/Elsewhere/other.txt', 'unrelated');
  expect(await lookTwice(drift)).toBe(0);
});

it('what we moved ourselves is no drift, and a whole folder that somebody moved is one for each document', async () => {
  const { drift, claim, mirror, told, client } = await startFirm();
  const [ours, theirs] = [await mirror('1', 'Brief.pdf'), await mirror('2', 'Motion.pdf')];
  expect(await lookTwice(drift)).toBe(0);
  await claim('/Matters/Reyes II/Brief.pdf', ours);
  await client.relocate('move', `${FOLDER}/Brief.pdf`, '/Matters/Reyes II/Brief.pdf');
  expect(await lookTwice(drift)).toBe(0);
  await client.relocate('move', FOLDER, '/Elsewhere');
  expect(await lookTwice(drift)).toBe(1);
  expect(await told(ours)).toEqual([]);
  expect(await told(theirs)).toMatchObject([{ kind: 'moved', found: { path: '/Elsewhere/Motion.pdf' } }]);
});

it('one look is no evidence: what is set right before the second is not told', async () => {
  const { drift, mirror, told, client } = await startFirm();
  const document = await mirror('1', 'Brief.pdf');
  await drift.look(FIRM);
  await client.relocate('move', `${FOLDER}/Brief.pdf`, '/Elsewhere/Brief.pdf');
  expect(await drift.look(FIRM)).toBe(0);
  await client.relocate('move', '/Elsewhere/Brief.pdf', `${FOLDER}/Brief.pdf`);
  expect(await lookTwice(drift)).toBe(0);
  expect(await told(document)).toEqual([]);
});

it('a look that breaks off is begun anew where it began', async () => {
  const { drift, mirror, told, client, admin } = await startFirm();
  const document = await mirror('1', 'Brief.pdf');
  await drift.look(FIRM);
  await client.relocate('move', `${FOLDER}/Brief.pdf`, '/Elsewhere/Brief.pdf');
  const broken = { route: 'list_folder/continue', effect: { kind: 'route-error', tags: ['other'] } };
  await admin('PUT', 'faults', JSON.stringify({ rules: [broken] }));
  await expect(drift.look(FIRM)).rejects.toMatchObject({ name: 'DropboxError' });
  await admin('DELETE', 'faults');
  expect(await lookTwice(drift)).toBe(1);
  expect(await told(document)).toMatchObject([{ kind: 'moved' }]);
});
