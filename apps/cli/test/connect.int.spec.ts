import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClioConnections, DropboxConnections, GrantTokens } from '@counterpart/connections';
import { connectionStream, FirmId } from '@counterpart/contracts';
import { CREDENTIAL_MIGRATIONS, CredentialStore } from '@counterpart/credentials';
import { startClioEmulator } from '@counterpart/emulator-clio';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { loadFirms } from '@counterpart/service-defaults';
import { faultPlan, rejectsWithCode } from '@counterpart/testing';
import { createKeyRing, parseMasterKey } from '@counterpart/vault';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { operatorDatabase } from './operator-database.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const [REYES, HARTWELL, MOREAU] = ['reyes', 'hartwell', 'moreau'].map((one) => FirmId.parse(one)) as [
  FirmId,
  FirmId,
  FirmId,
];
const key = (fill: number): string => Buffer.alloc(32, fill).toString('base64');

let ground: Awaited<ReturnType<typeof openGround>>;
beforeAll(async () => void (ground = await openGround()));
afterAll(() => ground.close());

/** Both clouds, a database, and a firms file whose first and last firm connect by consent. */
async function openGround() {
  const clio = await startClioEmulator({ rateLimit: null });
  const dropbox = await startDropboxEmulator();
  const database = await operatorDatabase(CREDENTIAL_MIGRATIONS);
  const folder = mkdtempSync(join(tmpdir(), 'connect-'));
  const firmsFile = join(folder, 'firms.json');
  const app = (vendor: 'clio' | 'dropbox', url: string, oauth: string) => ({
    stored: true,
    clientId: `fake-${vendor}-${vendor === 'clio' ? 'client-id' : 'app-key'}`,
    clientSecret: `fake-${vendor}-${vendor === 'clio' ? 'client' : 'app'}-secret`,
    tokenUrl: `${url}${oauth}/token`,
    authorizeUrl: `${url}${oauth}/authorize`,
  });
  const firm = (id: FirmId, clioGrant: object, dropboxGrant: object, at = { clio, dropbox }) => ({
    firm: id,
    clio: {
      baseUrl: at.clio.url,
      downloadOrigins: [at.clio.downloadUrl],
      webhookUrl: 'https://in.example',
      grant: clioGrant,
    },
    dropbox: { apiUrl: at.dropbox.url, contentUrl: at.dropbox.url, grant: dropboxGrant },
  });
  const firms = [
    firm(REYES, app('clio', clio.url, '/oauth'), app('dropbox', dropbox.url, '/oauth2')),
    firm(HARTWELL, { accessToken: 'fake-clio' }, { accessToken: 'fake-dropbox' }),
    firm(MOREAU, app('clio', clio.url, '/oauth'), app('dropbox', dropbox.url, '/oauth2')),
  ];
  const write = (all: readonly object[]): void => writeFileSync(firmsFile, JSON.stringify({ firms: all }));
  write(firms);
  const dataSource = await storeDataSource({
    url: database.serviceUrl,
    applicationName: 'spec',
  }).initialize();
  return {
    firmsFile,
    /** The first firm’s people are at other clouds until the test has ended. */
    moveTo: (other: Partial<{ readonly clio: typeof clio; readonly dropbox: typeof dropbox }>) => {
      const at = { clio, dropbox, ...other };
      const grants = [app('clio', at.clio.url, '/oauth'), app('dropbox', at.dropbox.url, '/oauth2')] as const;
      write([firm(REYES, ...grants, at)]);
      onTestFinished(async () => {
        write(firms);
        await Promise.all(Object.values(other).map((cloud) => cloud.close()));
      });
    },
    dataSource,
    store: new EventStore(dataSource),
    env: {
      COUNTERPART_FIRMS_FILE: firmsFile,
      COUNTERPART_DATABASE_URL: database.operatorUrl,
      COUNTERPART_MASTER_KEY: key(1),
    },
    close: async () => {
      await dataSource.destroy();
      await Promise.all([clio.close(), dropbox.close(), database.drop()]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** What a person does at the vendor’s page, given its address. */
type Person = (address: URL) => Promise<void>;

/** Runs the command line; a person acts as soon as it shows a page. */
async function run(words: readonly string[], person: Person = () => Promise.resolve(), masterKey = key(1)) {
  const child = spawn(process.execPath, [PROGRAM, '--json', ...words], {
    env: { ...ground.env, COUNTERPART_MASTER_KEY: masterKey },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, said] = ['', ''];
  let acting: Promise<void> | undefined;
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    const address = /^(http\S+)$/m.exec(said)?.[1];
    if (address !== undefined) acting ??= person(new URL(address));
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  await acting;
  return { code, said, result: JSON.parse(out) as Readonly<Record<string, unknown>> };
}

/** Answers the vendor’s form and follows the way back. */
const decide =
  (decision: 'allow' | 'deny' | 'decline'): Person =>
  async (address) => {
    const form = new URLSearchParams(address.searchParams);
    form.set('decision', decision);
    const page = new URL(address.pathname, address);
    const query = address.pathname.startsWith('/oauth2') ? `?${form.toString()}` : '';
    const answer = await fetch(`${page.href}${query}`, { method: 'POST', body: form, redirect: 'manual' });
    const back = new URL(answer.headers.get('location') ?? '');
    expect((await fetch(back)).status).toBe(200);
  };

const connect = (vendor: string, person: Person, firm: FirmId = REYES, ...more: readonly string[]) =>
  run(['connect', vendor, '--firm', firm, '--no-browser', '--port', '0', ...more], person);

const tokensNow = () => {
  const ring = createKeyRing([parseMasterKey(key(1))]);
  const writer = { actor: 'service:spec', source: '/counterpart/spec' };
  const { dataSource, store } = ground;
  return new GrantTokens(new CredentialStore({ dataSource, store, ring, writer, now: () => new Date() }));
};

describe('counterpart connect', () => {
  it.each([
    ['clio', 'decline'],
    ['dropbox', 'deny'],
  ] as const)('stores nothing where the person declines: %s', async (vendor, decision) => {
    const { code, result } = await connect(vendor, decide(decision));
    expect([code, result['error']]).toEqual([1, expect.objectContaining({ code: 'CONSENT_DECLINED' })]);
    expect(await ground.store.readStream(connectionStream(REYES))).toEqual([]);
  });

  it('waits on after an answer that is not the one that was asked for, and stores nothing of it', async () => {
    const { result } = await connect('clio', async (address) => {
      const forged = new URL(address.searchParams.get('redirect_uri') ?? '');
      forged.search = '?code=fake-stolen&state=forged';
      expect((await fetch(forged)).status).toBe(400);
      await decide('decline')(address);
    });
    expect(result['error']).toMatchObject({ code: 'CONSENT_DECLINED' });
    expect(await ground.store.readStream(connectionStream(REYES))).toEqual([]);
  });

  it('bug: a request that is no address ended it', async () => {
    const { result } = await connect('clio', async (address) => {
      const back = new URL(address.searchParams.get('redirect_uri') ?? '');
      // As a page in the person’s browser can have it sent: `<img src="http://127.0.0.1:8477//">`.
      expect((await fetch(`${back.origin}//`)).status).toBe(404);
      await decide('decline')(address);
    });
    expect(result['error']).toMatchObject({ code: 'CONSENT_DECLINED' });
  });

  it('takes no answer that was sent to another name of this machine', async () => {
    const { code } = await connect('clio', async (address) => {
      const back = new URL(address.searchParams.get('redirect_uri') ?? '');
      const elsewhere = new URL(back);
      elsewhere.hostname = 'localhost';
      expect((await fetch(elsewhere)).status).toBe(404);
      await decide('decline')(address);
    });
    expect(code).toBe(1);
  });

  it('does not ask for what the firms file gives', async () => {
    const { code, result } = await connect('clio', decide('allow'), HARTWELL);
    expect([code, result['error']]).toEqual([1, expect.objectContaining({ code: 'CONSENT_NOT_WANTED' })]);
  });

  it('takes no consent without a scope that nothing can be mirrored without, and names it', async () => {
    const scopes = ['account_info.read', 'files.metadata.read', 'files.content.read'];
    ground.moveTo({ dropbox: await startDropboxEmulator({ scopes }) });
    const { code, result } = await connect('dropbox', decide('allow'), REYES, '--app-scopes');
    expect([code, result['error']]).toEqual([
      1,
      {
        code: 'CONSENT_TOO_NARROW',
        message: expect.stringContaining('the scope files.content.write, which is needed to write') as string,
      },
    ]);
    expect(await ground.store.readStream(connectionStream(REYES))).toEqual([]);
  });

  it('connects both clouds, which a service then reaches by the stored grants', async () => {
    const firms = await loadFirms(ground.firmsFile);
    const before = new DropboxConnections(firms, undefined, tokensNow());
    await rejectsWithCode(before.of(REYES), 'DROPBOX_UNAUTHORISED');
    for (const vendor of ['clio', 'dropbox']) {
      const { code, result, said } = await connect(vendor, decide('allow'));
      expect([code, result]).toEqual([0, expect.objectContaining({ firm: REYES, vendor, serial: 1 })]);
      expect(result['account']).toMatchObject(
        vendor === 'clio'
          ? { root: null }
          : { root: '3235641', id: expect.stringMatching(/dbtid:/) as string },
      );
      expect(said).not.toMatch(/secret|refresh|Bearer/);
      // Clio tells no permissions: what was tried is shown, and nothing is claimed of the rest.
      expect(result).toMatchObject(
        vendor === 'clio'
          ? { granted: expect.arrayContaining(['Clio: read documents']) as string[], surplus: null }
          : { granted: expect.arrayContaining(['files.content.write']) as string[], surplus: [] },
      );
    }
    const clio = new ClioConnections(firms, undefined, tokensNow());
    await rejectsWithCode(clio.of(REYES).getDocument('1'), 'CLIO_NOT_FOUND');
    // The same connections as before: no restart is needed.
    expect((await before.of(REYES)).rootNamespace).toMatch(/^[0-9]+$/);
  });

  it.each(['clio', 'dropbox'])('gives no firm the account of another firm: %s', async (vendor) => {
    const { code, result } = await connect(vendor, decide('allow'), MOREAU, '--other-account');
    expect([code, result['error']]).toEqual([
      1,
      expect.objectContaining({ code: 'ACCOUNT_OF_ANOTHER_FIRM' }),
    ]);
    expect(await ground.store.readStream(connectionStream(MOREAU))).toEqual([]);
  });

  it('asks for no more than is needed, whatever the app has ticked', async () => {
    ground.moveTo({ dropbox: await startDropboxEmulator() });
    let asked: string | null = null;
    const { result } = await connect(
      'dropbox',
      async (address) => {
        asked = address.searchParams.get('scope');
        await decide('allow')(address);
      },
      REYES,
      '--other-account',
    );
    const least = ['account_info.read', 'files.metadata.read', 'files.content.read', 'files.content.write'];
    expect(asked).toBe(least.join(' '));
    expect(result).toMatchObject({ granted: least, surplus: [] });
    // Documents that are locked away need a team’s grant, which acts for the member that the firms file names.
    expect(JSON.stringify(result['lacks'])).toContain('`dropbox.selectUser`');
  });

  it('shows what was granted and nobody needs, where the app decides', async () => {
    ground.moveTo({ dropbox: await startDropboxEmulator() });
    let isNamed = true;
    const { result } = await connect(
      'dropbox',
      async (address) => {
        isNamed = address.searchParams.has('scope');
        await decide('allow')(address);
      },
      REYES,
      '--other-account',
      '--app-scopes',
    );
    expect(isNamed).toBe(false);
    expect(result['surplus']).toEqual(expect.arrayContaining(['groups.write', 'members.read']));
    expect(result['granted']).toEqual(expect.arrayContaining(['files.content.write', 'groups.write']));
    expect(result['surplus']).not.toContain('files.content.write');
  });

  it('takes another account than before only where the person says that it changes', async () => {
    ground.moveTo({ clio: await startClioEmulator({ rateLimit: null }) });
    const { result } = await connect('clio', decide('allow'));
    expect(result['error']).toMatchObject({ code: 'ACCOUNT_CHANGED' });
    expect((await connect('clio', decide('allow'), REYES, '--other-account')).result).toMatchObject({
      serial: 2,
    });
  });

  it.each([
    ['documents', 'CONSENT_TOO_NARROW'],
    ['contacts', undefined],
  ])('names the permission that Clio’s app lacks: %s', async (list, refusal) => {
    const clio = await startClioEmulator({ rateLimit: null });
    ground.moveTo({ clio });
    const effect = { status: { code: 403, body: { error: { type: 'ForbiddenError', message: 'no' } } } };
    await faultPlan(clio.url, onTestFinished)({ match: { path: `/${list}` }, effect });
    const { result } = await connect('clio', decide('allow'), REYES, '--other-account');
    expect((result['error'] as { code?: string } | undefined)?.code).toBe(refusal);
    const words = JSON.stringify(refusal === undefined ? result['lacks'] : result['error']);
    expect(words).toContain(`Clio: read ${list}`);
  });

  it('moves the grants to a new master key', async () => {
    const first = await run(['keys', 'rotate'], undefined, `${key(2)} ${key(1)}`);
    expect(first.result).toEqual({ moved: 2, kept: 0 });
    const second = await run(['keys', 'rotate'], undefined, key(2));
    expect(second.result).toEqual({ moved: 0, kept: 2 });
    const without = await run(['keys', 'rotate'], undefined, key(3));
    expect(without.result['error']).toMatchObject({ code: 'VAULT_KEY_UNKNOWN' });
  });
});
