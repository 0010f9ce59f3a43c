import { TokenUnavailable, type LastingRefusal, type VendorCall } from '@counterpart/access-tokens';
import { connectionStream, type EventName } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { CredentialStore, StoredToken } from '../src/index.js';
import { clock, CLIO, CONSENTED, credentialDatabase, HOUR_MS, NOW, tokenEndpoint } from './scene.js';

const MINUTE_MS = 60_000;
const SUSPENDED: LastingRefusal = { part: 'member', whole: true, word: 'user_suspended' };
const NO_SHARING: LastingRefusal = {
  part: 'sharing as admin',
  whole: false,
  word: 'missing_scope',
  lacks: 'sharing.write',
};
const GRANT = { refreshToken: 'fake-first', accessToken: 'fake-access', expiresAt: null };

/** A call; each is an object of its own. */
const call = (...parts: string[]): VendorCall => ({ parts: ['token', 'member', ...parts] });

/** Some programs on one database, each with a token provider of its own. */
async function scene(programs = 1) {
  const { program } = await credentialDatabase();
  const { now, pass } = clock();
  const { calls, endpoint } = await tokenEndpoint((_, n) => ({
    body: { access_token: `fake-access-${n + 1}`, expires_in: 3 * 3600 },
  }));
  const opened = await Promise.all(Array.from({ length: programs }, () => program(now)));
  const [first] = opened;
  if (first === undefined) throw new TypeError('a scene has a program');
  await first.credentials.connect(CLIO, GRANT, CONSENTED);
  const tokens = opened.map(({ credentials }) => new StoredToken(credentials, CLIO, endpoint, now));
  const told = async (): Promise<readonly (readonly [EventName, object])[]> =>
    (await first.store.readStream(connectionStream(CLIO.firm)))
      .slice(1)
      .map(({ event }) => [event.name, event.data] as const);
  return { ...first, endpoint, now, pass, calls, told, tokens, token: tokens[0]! };
}

const isLet = async (token: StoredToken, what: VendorCall): Promise<boolean> => {
  try {
    await token.token(what);
    return true;
  } catch (error) {
    if (error instanceof TokenUnavailable && error.kind === 'refused') return false;
    throw error;
  }
};

describe('calls that a vendor refuses for good though it accepts the grant', () => {
  it('are told once, however many programs meet it, and wait in all of them; others go on', async () => {
    const { tokens, told, pass } = await scene(3);
    const held = await Promise.all(tokens.map((token) => token.token(call())));
    await Promise.all(tokens.map((token, pod) => token.refused(held[pod] ?? '', SUSPENDED)));
    pass(1000);
    expect(await Promise.all(tokens.map((token) => isLet(token, call())))).toEqual([false, false, false]);
    expect(await Promise.all(tokens.map((token) => isLet(token, { parts: ['token', 'team'] })))).toEqual([
      true,
      true,
      true,
    ]);
    const data = { vendor: 'clio', serial: 1, word: 'user_suspended', whole: true, lacks: null };
    expect(await told()).toEqual([['AccessRefused', data]]);
  });

  it('are tried by one call every two minutes, over all programs', async () => {
    const { tokens, told, pass } = await scene(3);
    const held = await tokens[0]!.token();
    await tokens[0]!.refused(held, SUSPENDED);
    for (let round = 0; round < 3; round += 1) {
      pass(2 * MINUTE_MS);
      const admitted = await Promise.all([...tokens, ...tokens].map((token) => isLet(token, call())));
      expect(admitted.filter(Boolean)).toHaveLength(1);
    }
    for (const token of tokens) await token.refused(held, SUSPENDED);
    expect(await told()).toHaveLength(1);
  });

  it('go on everywhere once such a call is let through, and that is told once', async () => {
    const { tokens, told, pass } = await scene(2);
    await tokens[0]!.refused(await tokens[0]!.token(), SUSPENDED);
    pass(2 * MINUTE_MS);
    const probe = call();
    expect(await isLet(tokens[1]!, probe)).toBe(true);
    // It is repeated with a token, e.g. after a failure of the line, and stays the one that asks.
    expect(await isLet(tokens[1]!, probe)).toBe(true);
    await tokens[1]!.accepted(probe);
    await tokens[1]!.accepted(probe);
    pass(1000);
    expect(await Promise.all(tokens.map((token) => isLet(token, call())))).toEqual([true, true]);
    expect((await told()).map(([name]) => name)).toEqual(['AccessRefused', 'AccessRestored']);
    await tokens[0]!.refused(await tokens[0]!.token(), SUSPENDED);
    expect((await told()).map(([name]) => name)).toEqual([
      'AccessRefused',
      'AccessRestored',
      'AccessRefused',
    ]);
  });

  it('are not taken for good by a call that was on its way when they were refused', async () => {
    const { token, told } = await scene();
    const early = call();
    const held = await token.token(early);
    await token.refused(held, SUSPENDED);
    await token.accepted(early);
    expect(await isLet(token, call())).toBe(false);
    expect(await told()).toHaveLength(1);
  });

  it('wait until a person connects anew, and no late answer to the old grant makes the new one wait', async () => {
    const { token, credentials, told, pass } = await scene();
    const held = await token.token();
    await token.refused(held, SUSPENDED);
    await credentials.connect(CLIO, { ...GRANT, accessToken: 'fake-anew' }, CONSENTED);
    await token.refused(held, SUSPENDED);
    pass(1000);
    expect(await token.token(call())).toBe('fake-anew');
    await token.refused(held, SUSPENDED);
    expect((await told()).map(([name]) => name)).toEqual(['AccessRefused', 'VendorConnected']);
  });

  it('cost no renewal after renewal (issue 9): a renewed token that is refused, too, is not renewed at every try', async () => {
    const { tokens, calls, told, pass } = await scene(2);
    const refusal = { part: 'token', whole: true, word: 'invalid_token' };
    const ask = async (token: (typeof tokens)[number]): Promise<void> => {
      const first = await token.token(call());
      const isRenewed = await token.refresh(first);
      await token.refused(isRenewed ? await token.token(call()) : first, refusal);
    };
    for (const token of tokens) {
      for (let document = 0; document < 20; document += 1) {
        await ask(token).catch((error: unknown) => expect(error).toBeInstanceOf(TokenUnavailable));
      }
      pass(2 * MINUTE_MS);
    }
    expect(calls).toHaveLength(1);
    expect((await told()).map(([name]) => name)).toEqual(['CredentialRefreshed', 'AccessRefused']);
    // The token may have died meanwhile: one that is not new any more is worth it.
    pass(HOUR_MS / 2);
    expect(await tokens[0]!.refresh(await tokens[0]!.token(call()))).toBe(true);
    expect(calls).toHaveLength(2);
  });

  it('and that only some work needs make nothing wait, are told once, and are good again by any of them', async () => {
    const { token, told } = await scene();
    const sharing = call(NO_SHARING.part);
    await token.refused(await token.token(sharing), NO_SHARING);
    await token.refused(await token.token(call('files as member')), {
      ...NO_SHARING,
      part: 'files as member',
    });
    expect(await isLet(token, sharing)).toBe(true);
    await token.accepted(call());
    expect(await told()).toMatchObject([['AccessRefused', { whole: false, lacks: 'sharing.write' }]]);
    await token.accepted(sharing);
    expect((await told()).map(([name]) => name)).toEqual(['AccessRefused', 'AccessRestored']);
  });

  it('of all work are told though a part was refused before', async () => {
    const { token, told } = await scene();
    await token.refused(await token.token(), NO_SHARING);
    await token.refused(await token.token(), SUSPENDED);
    expect(await isLet(token, call())).toBe(false);
    expect(await told()).toMatchObject([
      ['AccessRefused', { whole: false }],
      ['AccessRefused', { whole: true }],
    ]);
  });

  it('are asked for at once where a person looks, who makes nothing wait', async () => {
    const { token, dataSource, store, ring, endpoint, now, told } = await scene();
    const writer = { actor: 'user:ada', source: '/counterpart/cli' };
    const looking = new CredentialStore({ dataSource, store, ring, writer, now, isLook: true });
    const look = new StoredToken(looking, CLIO, endpoint, now);
    await look.refused(await look.token(), SUSPENDED);
    expect(await told()).toEqual([]);
    await token.refused(await token.token(), SUSPENDED);
    const probe = call();
    expect(await isLet(new StoredToken(looking, CLIO, endpoint, now), probe)).toBe(true);
    expect(await isLet(look, call())).toBe(true);
    expect(await token.serial()).toBe(1);
    expect((await looking.find(CLIO))?.bar).toEqual({
      part: 'member',
      whole: true,
      probeAt: new Date(NOW.getTime() + 2 * MINUTE_MS),
    });
  });
});
