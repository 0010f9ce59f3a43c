import { TokenUnavailable } from '@counterpart/access-tokens';
import { FirmId } from '@counterpart/contracts';
import { expect, it } from 'vitest';
import { StoredToken, type CredentialStore } from '../src/index.js';
import { accountOf, clock, CLIO, credentialDatabase, HOUR_MS, NOW, OLD_KEY, tokenEndpoint } from './scene.js';

const MANY = 20;

/** A program that takes the turn and is frozen in it; given once it has it. */
async function freeze(credentials: CredentialStore) {
  const taken = Promise.withResolvers<void>();
  const thawed = Promise.withResolvers<void>();
  const turn = credentials.inTurn(CLIO, () => {
    taken.resolve();
    return thawed.promise;
  });
  await Promise.race([taken.promise, turn]);
  return async () => {
    thawed.resolve();
    await turn;
  };
}

/** Two programs on one database, and firms that are connected. */
async function scene(expiresAt: Date | null) {
  const database = await credentialDatabase();
  const { now, pass } = clock();
  const program = await database.program(now, [OLD_KEY], true);
  const other = await database.program(now, [OLD_KEY], true);
  const firms = Array.from({ length: MANY }, (_, index) => FirmId.parse(`firm${index}`));
  const secret = { refreshToken: 'fake-first', accessToken: 'fake-old', expiresAt };
  for (const firm of [CLIO.firm, ...firms])
    await program.credentials.connect({ firm, vendor: 'clio' }, secret, { account: accountOf(firm) });
  return { program, other, firms, now, pass };
}

it('gives many firms their tokens at once, though their locks and their questions share a few connections', async () => {
  const { program, firms, now, pass } = await scene(new Date(NOW.getTime() + HOUR_MS));
  const { endpoint, calls } = await tokenEndpoint(() => ({
    body: { access_token: 'new', expires_in: 3600 },
  }));
  const tokens = firms.map(
    (firm) => new StoredToken(program.credentials, { firm, vendor: 'clio' }, endpoint, now),
  );
  expect(new Set(await Promise.all(tokens.map((token) => token.token())))).toEqual(new Set(['fake-old']));
  expect(calls).toHaveLength(0);
  pass(2 * HOUR_MS);
  expect(new Set(await Promise.all(tokens.map((token) => token.token())))).toEqual(new Set(['new']));
  expect(calls).toHaveLength(MANY);
});

it('takes a fresh token without a turn, and waits 5 s for a turn that a frozen program holds', async () => {
  const { program, other, firms, now, pass } = await scene(new Date(NOW.getTime() + HOUR_MS));
  const { endpoint } = await tokenEndpoint(() => ({ body: { access_token: 'new', expires_in: 3600 } }));
  const thaw = await freeze(other.credentials);
  const token = new StoredToken(program.credentials, CLIO, endpoint, now);
  expect(await token.token()).toBe('fake-old');
  pass(2 * HOUR_MS);
  const stuck = token.token().catch((error: unknown) => error);
  const [free = CLIO.firm] = firms;
  const neighbour = new StoredToken(program.credentials, { firm: free, vendor: 'clio' }, endpoint, now);
  expect(await neighbour.token()).toBe('new');
  expect(await stuck).toBeInstanceOf(TokenUnavailable);
  expect(await stuck).toMatchObject({ kind: 'unreachable' });
  await thaw();
  expect(await token.token()).toBe('new');
});

it('serves by a token that is still good while its renewal takes long', async () => {
  const { program, now, pass } = await scene(new Date(NOW.getTime() + HOUR_MS));
  const answering = Promise.withResolvers<void>();
  const { endpoint, calls } = await tokenEndpoint(
    () => ({ body: { access_token: 'new', expires_in: 3600 } }),
    answering.promise,
  );
  // Nothing else ends the renewal while this test runs.
  const patient = { ...endpoint, timeoutMs: 600_000 };
  const token = new StoredToken(program.credentials, CLIO, patient, now);
  await token.token();
  pass(HOUR_MS - 60_000);
  expect(await token.token()).toBe('fake-old');
  answering.resolve();
  await expect.poll(() => token.token()).toBe('new');
  expect(calls).toEqual(['fake-first']);
});

it('renews tokens while sweeps and migrations that wait for them hold all but one of the store’s connections', async () => {
  const { program, firms, now, pass } = await scene(new Date(NOW.getTime() + HOUR_MS));
  const { endpoint } = await tokenEndpoint(() => ({ body: { access_token: 'new', expires_in: 3600 } }));
  pass(2 * HOUR_MS);
  const tokens = firms.map(
    (firm) => new StoredToken(program.credentials, { firm, vendor: 'clio' }, endpoint, now),
  );
  const waiting = tokens.map(async (token, index) => {
    const runner = index < 7 ? program.stores.createQueryRunner() : undefined;
    await runner?.connect();
    const given = await token.token();
    await runner?.release();
    return given;
  });
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['new']));
});
