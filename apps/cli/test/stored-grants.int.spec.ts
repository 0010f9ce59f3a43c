import { FirmId } from '@counterpart/contracts';
import { CREDENTIAL_MIGRATIONS, CredentialStore } from '@counterpart/credentials';
import { startDropboxEmulator } from '@counterpart/emulator-dropbox';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { Firms, type Firm } from '@counterpart/service-defaults';
import { rejectsWithCode } from '@counterpart/testing';
import { createKeyRing } from '@counterpart/vault';
import { expect, it, onTestFinished } from 'vitest';
import { consentingAccount, DropboxConnections, GrantTokens } from '@counterpart/connections';
import { operatorDatabase } from './operator-database.js';

const REYES = FirmId.parse('reyes');
const DROPBOX = { firm: REYES, vendor: 'dropbox' } as const;
const TOKEN = 'fake-dropbox-access-token';

/** A service that runs, and the store that a person’s consent goes into. */
async function stage() {
  const [dropbox, database] = await Promise.all([
    startDropboxEmulator(),
    operatorDatabase(CREDENTIAL_MIGRATIONS),
  ]);
  const open = (url: string) => storeDataSource({ url, applicationName: 'spec' }).initialize();
  const [ofOperator, ofService] = await Promise.all([open(database.operatorUrl), open(database.serviceUrl)]);
  onTestFinished(async () => {
    await Promise.all([ofOperator.destroy(), ofService.destroy()]);
    await Promise.all([dropbox.close(), database.drop()]);
  });
  const app = { clientId: 'fake', clientSecret: 'fake', tokenUrl: dropbox.url, authorizeUrl: dropbox.url };
  const firm: Firm = {
    firm: REYES,
    clio: {
      baseUrl: dropbox.url,
      downloadOrigins: [dropbox.url],
      grant: { accessToken: 'fake' },
      webhookUrl: 'https://in.example',
    },
    dropbox: { apiUrl: dropbox.url, contentUrl: dropbox.url, grant: { stored: true, ...app } },
    alerts: [],
    quotas: {},
  };
  let now = Date.parse('2026-11-29T09:00:00Z');
  const credentialsIn = (dataSource: typeof ofService) =>
    new CredentialStore({
      dataSource,
      store: new EventStore(dataSource),
      ring: createKeyRing([Buffer.alloc(32, 1)]),
      writer: { actor: 'service:spec', source: '/counterpart/spec' },
      now: () => new Date(now),
    });
  const tokens = new GrantTokens(credentialsIn(ofService), () => new Date(now));
  const secret = { refreshToken: 'fake', accessToken: TOKEN, expiresAt: null };
  return {
    url: dropbox.url,
    credentials: credentialsIn(ofOperator),
    secret,
    account: await consentingAccount(firm, 'dropbox', TOKEN),
    connections: new DropboxConnections(new Firms([firm]), undefined, tokens),
    passSecond: () => void (now += 1000),
  };
}

it('a connection is opened anew when a person consented anew, and kept until then', async () => {
  const { credentials, connections, account, secret, passSecond } = await stage();
  await credentials.connect(DROPBOX, secret, { account });
  const first = await connections.of(REYES);
  passSecond();
  expect(await connections.of(REYES)).toBe(first);
  await credentials.connect(DROPBOX, secret, { account });
  passSecond();
  const second = await connections.of(REYES);
  expect(second).not.toBe(first);
  expect(second.rootNamespace).toBe(account.root);
});

it.each([
  ['paths begin elsewhere', { root: '9' }],
  ['it is another team', { id: '127.0.0.1/dbtid:other' }],
])('nothing is done where %s than when the firm connected', async (_, other) => {
  const { credentials, connections, account, secret, passSecond } = await stage();
  await credentials.connect(DROPBOX, secret, { account });
  await connections.of(REYES);
  await credentials.connect(DROPBOX, secret, { account: { ...account, ...other }, isOther: true });
  passSecond();
  await rejectsWithCode(connections.of(REYES), 'DROPBOX_PATH_ROOT');
  await credentials.connect(DROPBOX, secret, { account, isOther: true });
  passSecond();
  expect((await connections.of(REYES)).rootNamespace).toBe(account.root);
});

it('what a connection of before is asked for fails as in an outage where paths begin elsewhere by a new consent', async () => {
  const { url, credentials, connections, account, secret, passSecond } = await stage();
  await credentials.connect(DROPBOX, secret, { account });
  const { client } = await connections.of(REYES);
  const moveRoot = (namespace: string): Promise<Response> =>
    fetch(`${url}/_emulator/root`, { method: 'PUT', body: JSON.stringify({ namespace }) });
  const download = (): Promise<unknown> => client.download('/Brief.pdf').next();
  await moveRoot('9900001');
  await rejectsWithCode(client.look('/Brief.pdf'), 'DROPBOX_PATH_ROOT');
  await credentials.connect(DROPBOX, secret, { account: { ...account, root: '9900001' }, isOther: true });
  passSecond();
  await rejectsWithCode(client.look('/Brief.pdf'), 'DROPBOX_UNREACHABLE');
  await rejectsWithCode(download(), 'DROPBOX_UNREACHABLE');
  expect((await connections.of(REYES)).rootNamespace).toBe('9900001');
});
