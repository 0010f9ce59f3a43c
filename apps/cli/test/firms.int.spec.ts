import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FirmId, standingStream } from '@counterpart/contracts';
import { CREDENTIAL_MIGRATIONS, CredentialStore } from '@counterpart/credentials';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { createKeyRing } from '@counterpart/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorDatabase } from './operator-database.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const REYES = FirmId.parse('reyes');

let ground: Awaited<ReturnType<typeof openGround>>;
beforeAll(async () => void (ground = await openGround()));
afterAll(() => ground.close());

const entry = (firm: string) => ({
  firm,
  name: 'Reyes & Partners LLP',
  clio: {
    baseUrl: 'https://eu.app.clio.com',
    downloadOrigins: ['https://files.example'],
    grant: { accessToken: 'fake-clio-token' },
    webhookUrl: 'https://in.example',
  },
  dropbox: {
    apiUrl: 'https://api.dropboxapi.com',
    contentUrl: 'https://content.dropboxapi.com',
    grant: {
      stored: true,
      clientId: 'fake-app-key',
      clientSecret: 'fake-app-secret',
      tokenUrl: 'https://api.dropboxapi.com/oauth2/token',
      authorizeUrl: 'https://www.dropbox.com/oauth2/authorize',
    },
  },
  alerts: ['it@reyes.example'],
});

async function openGround() {
  const database = await operatorDatabase(CREDENTIAL_MIGRATIONS);
  const folder = mkdtempSync(join(tmpdir(), 'firms-'));
  const [firmsFile, entryFile] = [join(folder, 'firms.json'), join(folder, 'entry.json')];
  writeFileSync(entryFile, JSON.stringify(entry(REYES)));
  const source = await storeDataSource({
    url: database.serviceUrl,
    applicationName: 'spec',
  }).initialize();
  return {
    firmsFile,
    entryFile,
    databaseUrl: database.operatorUrl,
    dataSource: source,
    store: new EventStore(source),
    close: async () => {
      rmSync(folder, { recursive: true });
      await source.destroy();
      await database.drop();
    },
  };
}

/** Runs `counterpart firms …`. */
function firms(...words: readonly string[]): Promise<{ readonly code: number; readonly told: object }> {
  const env = { COUNTERPART_DATABASE_URL: ground.databaseUrl, COUNTERPART_FIRMS_FILE: ground.firmsFile };
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, '--json', 'firms', ...words], { env }, (error, out) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      resolve({ code, told: JSON.parse(out) as object });
    });
  });
}

const names = async (): Promise<readonly string[]> =>
  (await ground.store.readStream(standingStream(REYES))).map(({ event }) => event.name);

describe('counterpart firms', () => {
  it('knows no firm before one is added, and says what to do', async () => {
    expect((await firms('list')).told).toEqual({ firms: [] });
    const { code, told } = await firms('add', '--firm', REYES);
    expect(code).toBe(1);
    expect(told).toMatchObject({ error: { code: 'FIRM_UNKNOWN' } });
  });

  it('refuses the entry of another firm', async () => {
    const { told } = await firms('add', '--firm', 'hartwell', '--from', ground.entryFile);
    expect(told).toMatchObject({ error: { code: 'CONFIG_INVALID' } });
    expect((await firms('list')).told).toEqual({ firms: [] });
  });

  it('puts a firm into the firms file, for its owner alone, and on the trail; twice is once', async () => {
    expect((await firms('add', '--firm', REYES, '--from', ground.entryFile)).told).toEqual({
      firm: REYES,
      outcome: 'done',
    });
    expect((await firms('add', '--firm', REYES, '--from', ground.entryFile)).told).toMatchObject({
      outcome: 'no-change',
    });
    expect(JSON.parse(readFileSync(ground.firmsFile, 'utf8'))).toEqual({
      firms: [{ ...entry(REYES), quotas: {} }],
    });
    expect(statSync(ground.firmsFile).mode & 0o777).toBe(0o600);
    expect(await names()).toEqual(['FirmAdded']);
  });

  it('shows region, connections, policy and addresses, and never a secret', async () => {
    const { told } = await firms('show', '--firm', REYES);
    expect(told).toMatchObject({
      name: 'Reyes & Partners LLP',
      region: 'eu',
      standing: 'served',
      connections: [
        { vendor: 'clio', state: 'given' },
        { vendor: 'dropbox', state: 'not-connected' },
      ],
      policyVersion: 0,
      alerts: ['it@reyes.example'],
    });
    expect(JSON.stringify(told)).not.toContain('fake-');
  });

  it('shows that a vendor refuses calls though it accepts the grant (issue 9)', async () => {
    const { dataSource, store } = ground;
    const ring = createKeyRing([Buffer.alloc(32, 1)]);
    const writer = { actor: 'service:uploader', source: '/counterpart/uploader' };
    const credentials = new CredentialStore({ dataSource, store, ring, writer, now: () => new Date() });
    const connection = { firm: REYES, vendor: 'dropbox' } as const;
    const account = { id: 'api.dropboxapi.com/dbtid:reyes', name: 'Reyes', root: '7' };
    const secret = { refreshToken: 'fake-refresh', accessToken: 'fake-access', expiresAt: null };
    const serial = await credentials.connect(connection, secret, { account });
    const refusal = { part: 'member', whole: true, word: 'user_suspended' };
    await credentials.bars.refuse(connection, serial, refusal);
    const shown = async (): Promise<object> => (await firms('show', '--firm', REYES)).told;
    const stands = (state: string) => ({ connections: [{ vendor: 'clio' }, { vendor: 'dropbox', state }] });
    expect(await shown()).toMatchObject(stands('calls-refused'));
    await credentials.bars.lift(connection, refusal.part);
    expect(await shown()).toMatchObject(stands('connected'));
  });

  it('suspends and resumes, says who and why, and records nothing that stands already', async () => {
    const suspended = ['--firm', REYES, '--reason', 'unpaid', '--by', 'ada'];
    expect((await firms('suspend', ...suspended)).told).toMatchObject({ outcome: 'done' });
    expect((await firms('suspend', ...suspended)).told).toMatchObject({ outcome: 'no-change' });
    expect((await firms('list')).told).toMatchObject({
      firms: [{ firm: REYES, standing: 'suspended', by: 'user:ada', reason: 'unpaid' }],
    });
    const resumed = ['--firm', REYES, '--reason', 'paid', '--by', 'ada'];
    expect((await firms('resume', ...resumed)).told).toMatchObject({ outcome: 'done' });
    expect((await firms('resume', ...resumed)).told).toMatchObject({ outcome: 'no-change' });
    expect(await names()).toEqual(['FirmAdded', 'FirmSuspended', 'FirmResumed']);
  });
});
