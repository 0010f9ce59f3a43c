import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClioEmulator } from '@counterpart/emulator-clio';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const TOKENS = { clio: 'fake-clio-access-token', dropbox: 'fake-dropbox-access-token' };

let clio: Awaited<ReturnType<typeof startClioEmulator>>;
let dropbox: Awaited<ReturnType<typeof startDropboxEmulator>>;
let folder: string;
let matter: number;

beforeAll(async () => {
  [clio, dropbox] = await Promise.all([startClioEmulator({ rateLimit: null }), startDropboxEmulator()]);
  folder = mkdtempSync(join(tmpdir(), 'test-sync-'));
  writeFileSync(join(folder, 'policy.yaml'), 'unmapped: Unsorted\n');
  const connections = {
    firm: 'hartwell',
    clio: {
      baseUrl: clio.url,
      downloadOrigins: [clio.downloadUrl],
      grant: { accessToken: TOKENS.clio },
      webhookUrl: 'https://in.example',
    },
    dropbox: { apiUrl: dropbox.url, contentUrl: dropbox.url, grant: { accessToken: TOKENS.dropbox } },
  };
  writeFileSync(join(folder, 'firms.json'), JSON.stringify({ firms: [connections] }));
  matter = await fillClio();
});
afterAll(async () => {
  await Promise.all([clio.close(), dropbox.close()]);
  rmSync(folder, { recursive: true });
});

async function create(path: string, data: object): Promise<{ id: number; latest_document_version?: Upload }> {
  const fields =
    path === '/documents.json' ? '?fields=id,latest_document_version{uuid,put_url,put_headers}' : '';
  const response = await fetch(`${clio.url}/api/v4${path}${fields}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKENS.clio}`, 'content-type': 'application/json' },
    body: JSON.stringify({ data }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { data: { id: number } }).data;
}

interface Upload {
  readonly uuid: string;
  readonly put_url: string;
  readonly put_headers: readonly { readonly name: string; readonly value: string }[];
}

async function addDocument(name: string, bytes: Buffer, details: object): Promise<void> {
  const { id, latest_document_version: version } = await create('/documents.json', { name, ...details });
  if (version === undefined) throw new Error('no version came');
  const headers = Object.fromEntries(version.put_headers.map((header) => [header.name, header.value]));
  await fetch(version.put_url, { method: 'PUT', headers, body: Buffer.from(bytes) });
  await fetch(`${clio.url}/api/v4/documents/${id}.json`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${TOKENS.clio}`, 'content-type': 'application/json' },
    body: JSON.stringify({ data: { uuid: version.uuid, fully_uploaded: true } }),
  });
}

const LARGE = Buffer.alloc(9 * 1_048_576, 'discovery ');

/** Two documents of one name, one in a folder, a large one, a privileged one, an empty one, one not yet uploaded. */
async function fillClio(): Promise<number> {
  const client = await create('/contacts.json', { type: 'Company', name: 'Northwind & Sons' });
  const area = await create('/practice_areas.json', { name: 'Litigation' });
  const { id } = await create('/matters.json', {
    client: { id: client.id },
    practice_area: { id: area.id },
    description: 'Sale of the mill',
  });
  const category = await create('/document_categories.json', { name: 'Privileged' });
  const parent = { id, type: 'Matter' };
  const inner = await create('/folders.json', { name: 'Drafts', parent });
  await addDocument('Brief.pdf', Buffer.from('one'), { parent });
  await addDocument('Brief.pdf', Buffer.from('other'), { parent: { id: inner.id, type: 'Folder' } });
  await addDocument('Film.bin', LARGE, { parent });
  await addDocument('Advice.pdf', Buffer.from('privileged'), {
    parent,
    document_category: { id: category.id },
  });
  await addDocument('Empty.pdf', Buffer.alloc(0), { parent });
  await create('/documents.json', { name: 'Unfinished.pdf', parent });
  return id;
}

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program as a user does. */
function counterpart(...words: readonly string[]): Promise<Run> {
  const env = { COUNTERPART_FIRMS_FILE: join(folder, 'firms.json'), COUNTERPART_FIRM: 'hartwell' };
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...words], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err });
    });
  });
}

const testSync = (...words: readonly string[]): Promise<Run> =>
  counterpart(
    '--json',
    'test-sync',
    '--matter',
    String(matter),
    '--policy',
    join(folder, 'policy.yaml'),
    ...words,
  );

interface Report {
  readonly holds: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly documents: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly path: string | null;
    readonly reason: string | null;
  }[];
}

const reportOf = ({ out }: Run): Report => JSON.parse(out) as Report;

const admin = (method: string, path: string, body?: string): Promise<Response> =>
  fetch(`${dropbox.url}/_emulator/${path}`, { method, ...(body === undefined ? {} : { body }) });

interface TreeLine {
  readonly type: 'file' | 'folder';
  readonly id: string;
  readonly path_display: string;
  readonly sha256: string;
}

async function lying(): Promise<readonly TreeLine[]> {
  const lines = (await (await admin('GET', 'tree')).text()).trim().split('\n').filter(Boolean);
  return lines
    .map((line) => JSON.parse(line) as TreeLine)
    .filter(({ type }) => type === 'file')
    .toSorted((one, other) => (one.path_display < other.path_display ? -1 : 1));
}

const pathsOf = (files: readonly TreeLine[]): readonly string[] =>
  files.map(({ path_display: path }) => path);

describe('counterpart test-sync', () => {
  it('mirrors one matter below the sandbox, verifies every file and says what was left out', async () => {
    const run = await testSync();
    expect(run.err).toBe('');
    const report = reportOf(run);
    expect(report).toMatchObject({
      holds: true,
      counts: { documents: 6, verified: 3, conflict: 0, failed: 0, 'left-out': 3 },
    });
    expect(run.code).toBe(0);
    const leftOut = report.documents.filter(({ outcome }) => outcome === 'left-out');
    expect(Object.fromEntries(leftOut.map(({ name, reason }) => [name, reason]))).toEqual({
      'Advice.pdf': 'PRIVILEGED',
      'Empty.pdf': 'EMPTY_PLACEHOLDER',
      'Unfinished.pdf': 'NOT_YET_UPLOADED',
    });
    const verified = report.documents.filter(({ outcome }) => outcome === 'verified');
    const files = await lying();
    expect(new Set(pathsOf(files))).toEqual(new Set(verified.map(({ path }) => path)));
    expect(files.map(({ sha256 }) => sha256).toSorted()).toEqual(
      [Buffer.from('one'), Buffer.from('other'), LARGE].map((bytes) => hash('sha256', bytes)).toSorted(),
    );
  });

  it('run again finds what lies there and writes nothing twice', async () => {
    const before = await lying();
    const run = await testSync();
    expect(reportOf(run)).toMatchObject({ holds: true, counts: { verified: 3 } });
    expect(await lying()).toEqual(before);
  });

  it('overwrites nothing: another file at a place is a conflict, and the command fails', async () => {
    const film = (await lying()).find(({ path_display: path }) => path.endsWith('/Film.bin'));
    const byHand = await admin(
      'PUT',
      `file?path=${encodeURIComponent(film?.path_display ?? '')}`,
      'made by hand',
    );
    expect(byHand.ok).toBe(true);
    const run = await testSync();
    expect(run.code).toBe(1);
    const found = reportOf(run).documents.find(({ name }) => name === 'Film.bin');
    expect(found).toMatchObject({ outcome: 'conflict', reason: 'PLACE_TAKEN' });
    expect(await (await admin('GET', `content?id=${film?.id ?? ''}`)).text()).toBe('made by hand');
  });

  it('refuses a sandbox among live documents, and a matter that Clio does not show', async () => {
    const among = await testSync('--sandbox', '/Matters/test');
    expect([among.code, among.err]).toEqual([2, expect.stringContaining('beside live documents')]);
    const policy = join(folder, 'policy.yaml');
    const unknown = await counterpart('test-sync', '--matter', '999999', '--policy', policy);
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('MATTER_UNKNOWN')]);
  });
});
