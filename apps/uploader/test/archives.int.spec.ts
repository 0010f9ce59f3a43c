import { expect, it, onTestFinished } from 'vitest';
import { ClioConnections } from '@counterpart/connections';
import { DocumentId, FirmId, VersionId } from '@counterpart/contracts';
import { startClioEmulator, type EmulatorOptions } from '@counterpart/emulator-clio';
import { Firms } from '@counterpart/service-defaults';
import { faultPlan, untilStruck, type FaultPlan } from '@counterpart/testing';
import { ClioArchives } from '../src/adapters/clio-archives.js';
import { ClioContent } from '../src/adapters/clio-content.js';
import { ArchivedContent } from '../src/stage-document/archived-content.js';
import type { HeldContent, WantedContent } from '../src/stage-document/stage-document.ports.js';

/* Bytes of a migration’s documents, through archives of the emulated Clio. */

const FIRM = FirmId.parse('hartwell');
const TOKEN = 'fake-clio-access-token';
const never = new AbortController().signal;

interface Stored {
  readonly id: number;
  readonly latest_document_version: {
    readonly id: number;
    readonly uuid: string;
    readonly put_url: string;
    readonly put_headers: readonly { readonly name: string; readonly value: string }[];
  };
}

interface Scene {
  readonly url: string;
  readonly source: ArchivedContent;
  readonly came: { readonly asked: number; readonly given: number }[];
  add(name: string, bytes: string, parent?: object): Promise<WantedContent>;
  call(method: string, path: string, data?: object): Promise<unknown>;
  admin(method: string, path: string, body: unknown): Promise<unknown>;
  readonly plan: FaultPlan;
  /** Calls that Clio counts, by route, since the last time. */
  calls(): Promise<Readonly<Record<string, number>>>;
}

async function startScene(options: Partial<EmulatorOptions> = {}): Promise<Scene> {
  const clio = await startClioEmulator({ rateLimit: null, allowHttpWebhooks: true, ...options });
  onTestFinished(() => clio.close());
  const connection = {
    baseUrl: clio.url,
    downloadOrigins: [clio.downloadUrl],
    grant: { accessToken: TOKEN },
    webhookUrl: clio.url,
  };
  const dropbox = { apiUrl: clio.url, contentUrl: clio.url, grant: { accessToken: 'fake' } };
  const connections = new ClioConnections(
    new Firms([{ firm: FIRM, clio: connection, dropbox, alerts: [], quotas: {} }]),
  );
  const came: { asked: number; given: number }[] = [];
  const archives = new ClioArchives(connections, {
    itemType: 'Document',
    firstLookMs: 20,
    patienceMs: 2_000,
    mostBytes: 1_000_000,
    onArchive: (_firm, one) => came.push(one),
  });
  const rule = { documents: 50, bytes: 500_000, documentBytes: 100_000, atLeast: 2, lingerMs: 50 };
  const call: Scene['call'] = async (method, path, data) => {
    const response = await fetch(`${clio.url}/api/v4${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : ((await response.json()) as { data: unknown }).data;
  };
  const admin: Scene['admin'] = async (method, path, body) => {
    const given = body === undefined ? {} : { body: JSON.stringify(body) };
    return (await fetch(`${clio.url}/_emulator/${path}`, { method, ...given })).json();
  };
  const company = (await call('POST', '/contacts.json', { type: 'Company', name: 'Reyes' })) as Stored;
  const matter = (await call('POST', '/matters.json', {
    client: { id: company.id },
    description: 'Reyes',
  })) as Stored;
  let mark = 0;
  return {
    source: new ArchivedContent(new ClioContent(connections), archives, rule),
    came,
    call,
    admin,
    url: clio.url,
    plan: faultPlan(clio.url, onTestFinished),
    add: async (name, text, parent = { id: matter.id, type: 'Matter' }) => {
      const fields = 'id,latest_document_version{id,uuid,put_url,put_headers}';
      const made = (await call('POST', `/documents.json?fields=${fields}`, { name, parent })) as Stored;
      const { id, uuid, put_url: url, put_headers: headers } = made.latest_document_version;
      const given = Object.fromEntries(headers.map((header) => [header.name, header.value]));
      await fetch(url, { method: 'PUT', headers: given, body: Buffer.from(text) });
      await call('PATCH', `/documents/${made.id}.json`, { uuid, fully_uploaded: true });
      const document = DocumentId.parse(String(made.id));
      const version = VersionId.parse(String(id));
      return { firm: FIRM, document, version, size: text.length, isMigration: true, isReplaced: false };
    },
    calls: async () => {
      const told = (await admin('GET', `calls?after=${mark}`, undefined)) as {
        calls: { seq: number; origin: string; method: string; route: string }[];
      };
      mark = told.calls.at(-1)?.seq ?? mark;
      const routes = told.calls
        .filter(({ origin }) => origin === 'api')
        .map((one) => `${one.method} ${one.route}`);
      return Object.fromEntries(
        [...Map.groupBy(routes, (route) => route)].map(([name, all]) => [name, all.length]),
      );
    },
  };
}

const DOWNLOAD = 'GET /documents/{id}/download';

/** What was put into Clio a while ago is older than any archive. */
const later = (scene: Scene) => scene.admin('POST', 'clock', { advanceMs: 60_000 });

async function textOf(held: HeldContent): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of held.open()) pieces.push(piece);
  held.release();
  return Buffer.concat(pieces).toString();
}

async function textsOf(scene: Scene, wanted: readonly WantedContent[]): Promise<readonly string[]> {
  return Promise.all(wanted.map(async (one) => textOf(await scene.source.hold(one, never))));
}

/** Has the next look at an archive last until the plan is another one. */
const slowly = (scene: Scene): Promise<void> =>
  scene.plan({ match: { method: 'GET', path: 'document_archives' }, times: 1, effect: 'hold' });

async function fill(scene: Scene, documents: number): Promise<readonly WantedContent[]> {
  const wanted: WantedContent[] = [];
  for (let n = 0; n < documents; n += 1) wanted.push(await scene.add(`Brief ${n}.pdf`, `content of ${n}`));
  await later(scene);
  await scene.calls();
  return wanted;
}

it('documents that come together cost an archive’s calls, and none of their own', async () => {
  const scene = await startScene();
  const wanted = await fill(scene, 12);
  expect(await textsOf(scene, wanted)).toEqual(wanted.map((_, n) => `content of ${n}`));
  const calls = await scene.calls();
  expect(calls[DOWNLOAD]).toBeUndefined();
  expect(calls).toMatchObject({ 'POST /document_archives': 1, 'GET /documents': 1 });
  expect(scene.came).toEqual([{ asked: 12, given: 12 }]);
});

it('live documents, large ones and few of them are fetched by themselves at once', async () => {
  const scene = await startScene();
  const [one, other, large] = await fill(scene, 3);
  const wanted = [{ ...one!, isMigration: false }, other!, { ...large!, size: 200_000 }];
  expect(await textsOf(scene, wanted)).toEqual(['content of 0', 'content of 1', 'content of 2']);
  expect(await scene.calls()).toEqual({ [DOWNLOAD]: 3 });
});

it('a version that was replaced is fetched by itself: an archive would hold the newest one', async () => {
  const scene = await startScene();
  const wanted = await fill(scene, 3);
  const document = { id: Number(wanted[0]!.document), type: 'Document' };
  const newest = await scene.add('Brief 0.pdf', 'newest of 0', document);
  await later(scene);
  await scene.calls();
  const all = [{ ...wanted[0]!, isReplaced: true }, ...wanted.slice(1)];
  expect(await textsOf(scene, all)).toEqual(wanted.map((_, n) => `content of ${n}`));
  expect(await scene.calls()).toMatchObject({ [DOWNLOAD]: 1, 'POST /document_archives': 1 });
  expect(await textsOf(scene, [newest, ...wanted.slice(1)])).toContain('newest of 0');
  expect(scene.came).toEqual([
    { asked: 2, given: 2 },
    { asked: 3, given: 3 },
  ]);
});

it('an archive that fails is made up for document by document', async () => {
  const scene = await startScene();
  const wanted = await fill(scene, 3);
  await scene.admin('PUT', 'archives', { fail: 1 });
  expect(await textsOf(scene, wanted)).toEqual(wanted.map((_, n) => `content of ${n}`));
  expect((await scene.calls())[DOWNLOAD]).toBe(3);
});

it('a refused, or never finished, archive is made up for, too', async () => {
  const scene = await startScene();
  const wanted = await fill(scene, 3);
  const refusal = { status: { code: 422, body: { error: { type: 'ArgumentError', message: '' } } } };
  await scene.plan({ match: { method: 'POST', path: 'document_archives' }, effect: refusal });
  expect(await textsOf(scene, wanted)).toEqual(wanted.map((_, n) => `content of ${n}`));
  const data = { id: 1, state: 'in_progress', created_at: '2026-11-28T09:00:00Z' };
  const unfinished = { status: { code: 200, body: { data } } };
  await scene.plan({ match: { method: 'GET', path: 'document_archives' }, effect: unfinished });
  expect(await textsOf(scene, wanted)).toEqual(wanted.map((_, n) => `content of ${n}`));
});

it('a document that is missing in the archive is fetched by itself', async () => {
  const scene = await startScene();
  const wanted = await fill(scene, 4);
  await scene.admin('PUT', 'archives', { omit: 1 });
  expect(await textsOf(scene, wanted)).toEqual(wanted.map((_, n) => `content of ${n}`));
  expect((await scene.calls())[DOWNLOAD]).toBe(1);
});

it.each(['numbered', 'plain'] as const)(
  'names that repeat give nobody another’s bytes (%s)',
  async (archiveNames) => {
    const scene = await startScene({ archiveNames });
    const wanted: WantedContent[] = [];
    for (const text of ['alpha', 'beta!', 'gamma', 'a longer one'])
      wanted.push(await scene.add('Letter.pdf', text));
    await later(scene);
    await scene.calls();
    expect(await textsOf(scene, wanted)).toEqual(['alpha', 'beta!', 'gamma', 'a longer one']);
    expect((await scene.calls())[DOWNLOAD]).toBe(3);
  },
);

it('a document that changed while the archive was made is fetched in the version that is wanted', async () => {
  const scene = await startScene();
  const wanted = await fill(scene, 3);
  await slowly(scene);
  const texts = textsOf(scene, wanted);
  await untilStruck(scene.url);
  await scene.add('Brief 0.pdf', 'newer text 0', { id: Number(wanted[0]!.document), type: 'Document' });
  await scene.plan();
  expect(await texts).toEqual(wanted.map((_, n) => `content of ${n}`));
  expect((await scene.calls())[DOWNLOAD]).toBe(1);
});

it('a damaged entry is fetched by itself', async () => {
  const scene = await startScene();
  const wanted = await fill(scene, 3);
  await scene.plan({ match: { path: '^/archives/', origin: 'downloads' }, effect: 'bit-flip' });
  expect(await textsOf(scene, wanted)).toEqual(wanted.map((_, n) => `content of ${n}`));
});

it('a document that is gone from Clio does not spoil the archive of the others', async () => {
  const scene = await startScene();
  const wanted = await fill(scene, 4);
  await scene.call('DELETE', `/documents/${wanted[3]!.document}.json`);
  await later(scene);
  await scene.calls();
  expect(await textsOf(scene, wanted.slice(0, 3))).toEqual(
    wanted.slice(0, 3).map((_, n) => `content of ${n}`),
  );
  const together = await Promise.allSettled(wanted.map((one) => textsOf(scene, [one])));
  expect(together.map(({ status }) => status).slice(0, 3)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  expect(scene.came.at(-1)).toEqual({ asked: 4, given: 3 });
});

it('what is given up while it waits holds up nobody', async () => {
  const scene = await startScene();
  const wanted = await fill(scene, 3);
  const over = new AbortController();
  await slowly(scene);
  const impatient = scene.source.hold(wanted[0]!, over.signal);
  const others = textsOf(scene, wanted.slice(1));
  await untilStruck(scene.url);
  over.abort(new Error('the partition went elsewhere'));
  await expect(impatient).rejects.toMatchObject({ code: 'CLIO_UNREACHABLE' });
  await scene.plan();
  expect(await others).toEqual(['content of 1', 'content of 2']);
  expect(await textsOf(scene, wanted)).toEqual(wanted.map((_, n) => `content of ${n}`));
});

it('a migration’s document has had its turn with Clio before it is opened, a live one has its turn then', async () => {
  const scene = await startScene();
  const [one] = await fill(scene, 1);
  const held = await scene.source.hold(one!, never);
  expect(await scene.calls()).toEqual({ [DOWNLOAD]: 1 });
  expect(await textOf(held)).toBe('content of 0');
  expect(await scene.calls()).toEqual({});
  const live = await scene.source.hold({ ...one!, isMigration: false }, never);
  expect(await scene.calls()).toEqual({});
  expect(await textOf(live)).toBe('content of 0');
  expect(await scene.calls()).toEqual({ [DOWNLOAD]: 1 });
});

it('a migration’s document whose address has grown old is asked for once more', async () => {
  const scene = await startScene();
  const [one] = await fill(scene, 1);
  const held = await scene.source.hold(one!, never);
  await scene.admin('POST', 'clock', { advanceMs: 3_600_000 });
  await scene.calls();
  expect(await textOf(held)).toBe('content of 0');
  expect(await scene.calls()).toEqual({ [DOWNLOAD]: 1 });
});
