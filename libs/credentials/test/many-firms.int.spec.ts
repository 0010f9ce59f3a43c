import { setTimeout as wait } from 'node:timers/promises';
import { TokenUnavailable } from '@counterpart/access-tokens';
import { FirmId } from '@counterpart/contracts';
import { expect, it } from 'vitest';
import { StoredToken } from '../src/index.js';
import { accountOf, clock, CLIO, credentialDatabase, HOUR_MS, NOW, OLD_KEY, tokenEndpoint } from './scene.js';

const MANY = 20;

/** Programs on one database, and firms that are connected. */
async function scene(expiresAt: Date | null, programs = 1) {
  const database = await credentialDatabase();
  const { now, pass } = clock();
  const opened = await Promise.all(
    Array.from({ length: programs }, () => database.program(now, [OLD_KEY], true)),
  );
  const [program, other] = opened;
  if (program === undefined) throw new TypeError('a scene has a program');
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
  const { program, other, firms, now, pass } = await scene(new Date(NOW.getTime() + HOUR_MS), 2);
  const { endpoint } = await tokenEndpoint(() => ({ body: { access_token: 'new', expires_in: 3600 } }));
  const thawed = Promise.withResolvers<void>();
  const frozen = other?.credentials.inTurn(CLIO, () => thawed.promise);
  const token = new StoredToken(program.credentials, CLIO, endpoint, now);
  expect(await token.token()).toBe('fake-old');
  pass(2 * HOUR_MS);
  const stuck = token.token().catch((error: unknown) => error);
  const [free = CLIO.firm] = firms;
  const neighbour = new StoredToken(program.credentials, { firm: free, vendor: 'clio' }, endpoint, now);
  expect(await neighbour.token()).toBe('new');
  expect(await stuck).toBeInstanceOf(TokenUnavailable);
  expect(await stuck).toMatchObject({ kind: 'unreachable' });
  thawed.resolve();
  await frozen;
  expect(await token.token()).toBe('new');
});

it('serves by a token that is still good while its renewal takes long', async () => {
  const { program, other, now, pass } = await scene(new Date(NOW.getTime() + HOUR_MS), 2);
  const { endpoint } = await tokenEndpoint(() => ({ body: { access_token: 'new', expires_in: 3600 } }));
  const token = new StoredToken(program.credentials, CLIO, endpoint, now);
  await token.token();
  pass(HOUR_MS - 60_000);
  const thawed = Promise.withResolvers<void>();
  const frozen = other?.credentials.inTurn(CLIO, () => thawed.promise);
  await wait(100);
  const began = performance.now();
  expect(await token.token()).toBe('fake-old');
  expect(performance.now() - began).toBeLessThan(4000);
  thawed.resolve();
  await frozen;
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
