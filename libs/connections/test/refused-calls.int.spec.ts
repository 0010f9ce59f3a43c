import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { connectionStream, FirmId } from '@counterpart/contracts';
import { CREDENTIAL_MIGRATIONS, CredentialStore } from '@counterpart/credentials';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import { Firms } from '@counterpart/service-defaults';
import { rejectsWithCode, testDatabase, type TestDatabase } from '@counterpart/testing';
import { createKeyRing } from '@counterpart/vault';
import { DropboxConnections, GrantTokens } from '../src/index.js';

const FIRM = FirmId.parse('hartwell');
const START = new Date('2026-11-25T09:00:00Z').getTime();
const MINUTE_MS = 60_000;
/** Who connected the application, as the emulator’s admin desk knows that person. */
const CONNECTED = {
  email: 'eleanor.hartwell@hartwell-reyes.example',
  givenName: 'Eleanor',
  surname: 'Hartwell',
  isAdmin: true,
};

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({ url: database.ownerUrl, extra: CREDENTIAL_MIGRATIONS });
});
afterAll(() => database.drop());

/** A firm whose Dropbox was connected with paths that began in a root, and pods that work with it. */
async function stage(root: string) {
  const { url, close } = await startDropboxEmulator();
  onTestFinished(close);
  const dataSource = await storeDataSource({
    url: database.serviceUrl,
    applicationName: 'spec',
  }).initialize();
  onTestFinished(() => dataSource.destroy());
  const store = new EventStore(dataSource);
  let time = START;
  const now = (): Date => new Date(time);
  const writer = { actor: 'service:uploader', source: '/counterpart/uploader' };
  const ring = createKeyRing([Buffer.alloc(32, 1)]);
  const credentials = new CredentialStore({ dataSource, store, ring, writer, now });
  const grant = {
    stored: true,
    clientId: 'fake-dropbox-app-key',
    clientSecret: 'fake-dropbox-app-secret',
    tokenUrl: `${url}/oauth2/token`,
    authorizeUrl: `${url}/oauth2/authorize`,
  } as const;
  const firms = new Firms([
    {
      firm: FIRM,
      clio: { baseUrl: url, downloadOrigins: [url], grant, webhookUrl: 'https://in.example' },
      dropbox: { apiUrl: url, contentUrl: url, grant },
      alerts: [],
      quotas: {},
    },
  ]);
  const connect = (begins: string) =>
    credentials.connect(
      { firm: FIRM, vendor: 'dropbox' },
      { refreshToken: 'fake-dropbox-refresh-token', accessToken: null, expiresAt: null },
      {
        account: {
          id: `${new URL(url).host}/dbtid:AAFdgehTzw7WlXhZJsbGCLePe8RvQGYDr-I`,
          name: 'Hartwell',
          root: begins,
        },
        isOther: true,
      },
    );
  await connect(root);
  const before = (await store.readStream(connectionStream(FIRM))).length;
  return {
    connect,
    pass: (ms: number) => void (time += ms),
    pod: () => new DropboxConnections(firms, undefined, new GrantTokens(credentials, now)),
    calls: async (): Promise<readonly string[]> => {
      const response = await fetch(`${url}/_emulator/calls`);
      return ((await response.json()) as { calls: { route: string }[] }).calls.map(({ route }) => route);
    },
    seat: (status: string) =>
      fetch(`${url}/_emulator/team`, {
        method: 'PUT',
        body: JSON.stringify({ members: [{ ...CONNECTED, status }] }),
      }),
    told: async (): Promise<readonly string[]> =>
      (await store.readStream(connectionStream(FIRM))).slice(before).map(({ event }) => event.name),
  };
}

it('a member who is suspended pauses the firm with one word and few calls, and it goes on by itself (issue 9)', async () => {
  const { pod, seat, told, calls, pass } = await stage('3235641');
  const pods = [pod(), pod(), pod()];
  for (const one of pods)
    expect(await (await one.of(FIRM)).client.look('/none')).toEqual({ kind: 'nothing' });
  await seat('suspended');
  const before = (await calls()).length;
  for (const one of pods) {
    for (let document = 0; document < 10; document += 1) {
      const looking = async () => (await one.of(FIRM)).client.look('/none');
      await rejectsWithCode(looking(), 'DROPBOX_UNAUTHORISED');
    }
    pass(1000);
  }
  expect(await told()).toEqual(['CredentialRefreshed', 'AccessRefused']);
  expect((await calls()).slice(before)).toEqual(['files/get_metadata']);
  await seat('active');
  pass(2 * MINUTE_MS);
  expect(await (await pods[2]!.of(FIRM)).client.look('/none')).toEqual({ kind: 'nothing' });
  pass(1000);
  for (const one of pods)
    expect(await (await one.of(FIRM)).client.look('/none')).toEqual({ kind: 'nothing' });
  expect(await told()).toEqual(['CredentialRefreshed', 'AccessRefused', 'AccessRestored']);
});

it('paths that begin elsewhere than when the firm connected are told, once, until a person connects', async () => {
  const { pod, told, connect } = await stage('7');
  for (const one of [pod(), pod()]) await rejectsWithCode(one.of(FIRM), 'DROPBOX_PATH_ROOT');
  expect(await told()).toEqual(['CredentialRefreshed', 'AccessRefused']);
  await connect('3235641');
  expect((await pod().of(FIRM)).rootNamespace).toBe('3235641');
  expect(await told()).toEqual([
    'CredentialRefreshed',
    'AccessRefused',
    'VendorConnected',
    'CredentialRefreshed',
  ]);
});
