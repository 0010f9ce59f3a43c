import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FirmId } from '@counterpart/contracts';
import { startClioEmulator } from '@counterpart/emulator-clio';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { operatorDatabase } from './operator-database.js';
import { addDocument } from './probed-firm.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const REYES = FirmId.parse('reyes');

/** What the doctor says, as scripts read it. */
interface Diagnosis {
  readonly holds: boolean;
  readonly probes: readonly {
    readonly probe: string;
    readonly outcome: string;
    readonly finding: string;
    readonly remedy: string | null;
  }[];
}

let ground: Awaited<ReturnType<typeof openGround>>;
beforeAll(async () => void (ground = await openGround()));
afterAll(() => ground.close());

const HOOK = '/webhooks/clio/fake-token-of-a-hook';

/** Has Clio deliver to an address. */
async function makeHook(clioUrl: string, url: string): Promise<void> {
  const response = await fetch(`${clioUrl}/api/v4/webhooks.json`, {
    method: 'POST',
    headers: { authorization: 'Bearer fake-clio-access-token', 'content-type': 'application/json' },
    body: JSON.stringify({ data: { url, model: 'document', fields: 'id' } }),
  });
  expect(response.status).toBe(201);
}

/** Both clouds with a document and a webhook, a database, and an address that answers as ingest does. */
async function openGround() {
  const [clio, dropbox, database] = await Promise.all([
    startClioEmulator({ rateLimit: null, allowHttpWebhooks: true }),
    startDropboxEmulator(),
    operatorDatabase(),
  ]);
  const ingest: Server = createServer(
    ({ url }, response) => void response.writeHead(url === HOOK ? 401 : 404).end(),
  );
  await new Promise<void>((resolve) => ingest.listen(0, '127.0.0.1', resolve));
  const { port } = ingest.address() as AddressInfo;
  const webhookUrl = `http://127.0.0.1:${port}`;
  await Promise.all([makeHook(clio.url, `${webhookUrl}${HOOK}`), addDocument(clio.url, 'the bytes')]);
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  return {
    clio,
    dropbox,
    webhookUrl,
    firmsFile: join(folder, 'firms.json'),
    databaseUrl: database.operatorUrl,
    close: async () => {
      ingest.close();
      await Promise.all([clio.close(), dropbox.close(), database.drop()]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** What differs from a firm with which all is well. */
interface Ailment {
  readonly dropboxUrl?: string;
  readonly clioToken?: string;
  readonly webhookUrl?: string;
  readonly downloadOrigin?: string;
}

async function doctor({
  dropboxUrl = ground.dropbox.url,
  clioToken = 'fake-clio-access-token',
  webhookUrl = ground.webhookUrl,
  downloadOrigin = ground.clio.downloadUrl,
}: Ailment = {}): Promise<{ readonly code: number | null; readonly diagnosis: Diagnosis }> {
  const { clio } = ground;
  const firm = {
    firm: REYES,
    clio: {
      baseUrl: clio.url,
      downloadOrigins: [downloadOrigin],
      webhookUrl,
      grant: { accessToken: clioToken },
    },
    dropbox: {
      apiUrl: dropboxUrl,
      contentUrl: dropboxUrl,
      grant: { accessToken: 'fake-dropbox-access-token' },
    },
  };
  writeFileSync(ground.firmsFile, JSON.stringify({ firms: [firm] }));
  const child = spawn(process.execPath, [PROGRAM, '--json', 'doctor', '--firm', REYES], {
    env: { COUNTERPART_FIRMS_FILE: ground.firmsFile, COUNTERPART_DATABASE_URL: ground.databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, diagnosis: JSON.parse(out) as Diagnosis };
}

const failed = ({ probes }: Diagnosis): Diagnosis['probes'] =>
  probes.filter(({ outcome }) => outcome === 'failed');

describe('counterpart doctor', () => {
  it('finds a sound firm sound, and leaves nothing behind in its Dropbox', async () => {
    const { code, diagnosis } = await doctor();
    expect([code, failed(diagnosis)]).toEqual([0, []]);
    const fine = diagnosis.probes.filter(({ outcome }) => outcome === 'ok').map(({ probe }) => probe);
    expect(fine).toEqual(
      expect.arrayContaining([
        'Clio: read documents',
        'Clio: read bytes of a document',
        'Clio: deliver webhooks',
      ]),
    );
    const untried = diagnosis.probes.filter(({ outcome }) => outcome === 'untried');
    expect(untried.map(({ probe }) => probe)).toContain('Clio: write notes on matters');
    const tree = await (await fetch(`${ground.dropbox.url}/_emulator/tree`)).text();
    expect(tree).not.toContain('counterpart-doctor');
  });

  it('says of a refused connection that it must be made anew, and asks it nothing more', async () => {
    const { code, diagnosis } = await doctor({ clioToken: 'fake-unknown' });
    expect(code).toBe(1);
    const [first, ...others] = failed(diagnosis);
    expect(first).toMatchObject({ probe: 'Clio: who is connected' });
    expect(first?.remedy).toContain('connect Clio again');
    expect(others).toEqual([]);
    const outcomes = diagnosis.probes
      .filter(({ probe }) => probe.startsWith('Dropbox'))
      .map(({ outcome }) => outcome);
    expect(new Set(outcomes)).toEqual(new Set(['ok']));
  });

  it('names the scope that a Dropbox connection lacks', async () => {
    const scopes = ['account_info.read', 'files.metadata.read', 'team_info.read', 'team_data.member'];
    const narrow = await startDropboxEmulator({ scopes });
    onTestFinished(() => narrow.close());
    const { code, diagnosis } = await doctor({ dropboxUrl: narrow.url });
    expect(code).toBe(1);
    expect(failed(diagnosis).map(({ finding }) => finding)).toEqual([
      'the connection lacks the scope files.content.write',
      'the connection lacks the scope groups.read',
      'the connection lacks the scope sharing.read',
      'the connection lacks the scope sharing.write',
    ]);
    // Connecting again asks for a team’s scopes only where there is a member to act for.
    const remedies = failed(diagnosis).map(({ remedy }) => remedy?.includes('selectUser') ?? false);
    expect(remedies).toEqual([false, true, true, true]);
  });

  it.each([
    ['http://in.example', 'https'],
    ['https://127.0.0.1:1', 'does not answer'],
  ])('says that Clio cannot deliver to %s', async (webhookUrl, words) => {
    const { code, diagnosis } = await doctor({ webhookUrl });
    expect(code).toBe(1);
    expect(failed(diagnosis)).toMatchObject([
      { probe: 'Clio: deliver webhooks', finding: expect.stringContaining(words) as string },
    ]);
  });

  it('takes no proxy’s page for ingest', async () => {
    const proxy = createServer((_, response) => void response.writeHead(404).end('<h1>Not Found</h1>'));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const { port } = proxy.address() as AddressInfo;
    const { code, diagnosis } = await doctor({ webhookUrl: `http://127.0.0.1:${port}` });
    expect([code, failed(diagnosis)]).toMatchObject([1, [{ probe: 'Clio: deliver webhooks' }]]);
  });

  it('fails where documents come from an origin that the firms file does not allow, and names it', async () => {
    const { code, diagnosis } = await doctor({ downloadOrigin: 'https://files.example' });
    expect([code, failed(diagnosis)]).toMatchObject([
      1,
      [{ finding: expect.stringContaining(ground.clio.downloadUrl) as string }],
    ]);
  });
});
