import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TokenEndpoint } from '@counterpart/access-tokens';
import { FirmId, type ConsentedAccount } from '@counterpart/contracts';
import {
  EventStore,
  roleOf,
  runMigrations,
  storeDataSource,
  type DatabaseUser,
} from '@counterpart/event-store';
import { serviceAddresses, testDatabase } from '@counterpart/testing';
import { createKeyRing } from '@counterpart/vault';
import { onTestFinished } from 'vitest';
import { CREDENTIAL_MIGRATIONS, CredentialStore } from '../src/index.js';

export const CLIO = { firm: FirmId.parse('reyes'), vendor: 'clio' } as const;
/** The account that a firm connects. */
export const accountOf = (firm: string): ConsentedAccount => ({
  id: `app.clio.com/${firm}`,
  name: `${firm} LLP`,
  root: null,
});
export const CONSENTED = { account: accountOf('reyes') };
export const OLD_KEY = Buffer.alloc(32, 1);
export const NEW_KEY = Buffer.alloc(32, 2);
export const NOW = new Date('2026-11-25T09:00:00Z');
export const HOUR_MS = 3_600_000;

/** A clock that is set by hand. */
export function clock(): { readonly now: () => Date; readonly pass: (ms: number) => void } {
  let time = NOW.getTime();
  return { now: () => new Date(time), pass: (ms) => void (time += ms) };
}

/** Who works on a database: somebody as a role of its own, or whoever it is as the one that all may share. */
type ProgramUser = DatabaseUser | 'everybody';

/** A migrated database of the spec’s own, and programs that work on it. */
export async function credentialDatabase(user: ProgramUser = 'everybody') {
  const { ownerUrl, serviceUrl, drop } = await testDatabase();
  const url = user === 'everybody' ? serviceUrl : await addressAs(user, ownerUrl);
  await runMigrations({ url: ownerUrl, extra: CREDENTIAL_MIGRATIONS });
  const open: { destroy(): Promise<void> }[] = [];
  onTestFinished(async () => {
    for (const dataSource of open) await dataSource.destroy();
    await drop();
  });
  const connect = async (url: string) => {
    const dataSource = await storeDataSource({ url, applicationName: 'spec' }).initialize();
    open.push(dataSource);
    return dataSource;
  };
  return {
    owner: () => connect(ownerUrl),
    /** One pod of its own, with its own connections; in a service those of turns are kept apart. */
    program: async (now: () => Date, keys: readonly Buffer[] = [OLD_KEY], areTurnsApart = false) => {
      const [dataSource, stores] = [await connect(url), await connect(url)];
      const store = new EventStore(areTurnsApart ? stores : dataSource);
      const writer = { actor: 'service:uploader', source: '/counterpart/uploader' };
      const ring = createKeyRing(keys);
      /** The words with which the app was rejected. */
      const rejected: string[] = [];
      const onRejected = (_: unknown, word: string): void => void rejected.push(word);
      const credentials = new CredentialStore({ dataSource, store, ring, writer, now, onRejected });
      return { dataSource, stores, store, ring, credentials, rejected };
    },
  };
}

/** Before the migrations, which give a role its rights. */
const addressAs = async (user: DatabaseUser, ownerUrl: string): Promise<string> =>
  (await serviceAddresses(ownerUrl, [roleOf(user)])).get(roleOf(user)) ?? '';

/** What a token endpoint answers. */
export interface Answer {
  readonly status?: number;
  readonly body: object;
}

/**
 * A token endpoint that answers by a rule, told the refresh token and how many calls came before.
 * @param answering until then it answers nothing
 */
export async function tokenEndpoint(
  answer: (refreshToken: string, calls: number) => Answer,
  answering?: Promise<void>,
) {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    const reply = (): void => {
      const token = new URLSearchParams(Buffer.concat(chunks).toString()).get('refresh_token') ?? '';
      const { status = 200, body } = answer(token, calls.length);
      calls.push(token);
      response.writeHead(status).end(JSON.stringify(body));
    };
    request.on('end', () => {
      if (answering === undefined) reply();
      else void answering.then(reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const tokenUrl = `http://127.0.0.1:${port}/oauth/token`;
  const endpoint: TokenEndpoint = { tokenUrl, clientId: 'fake-client', clientSecret: 'fake-secret' };
  return { calls, endpoint };
}
