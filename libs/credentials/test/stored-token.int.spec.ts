import { TokenUnavailable } from '@counterpart/access-tokens';
import { connectionStream, type EventName } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { describe, expect, it } from 'vitest';
import { StoredToken } from '../src/index.js';
import { clock, CLIO, credentialDatabase, HOUR_MS, tokenEndpoint, type Answer, CONSENTED } from './scene.js';

const GRANT = { refreshToken: 'fake-first', accessToken: null, expiresAt: null };
const MINUTE_MS = 60_000;

/** Some programs on one database, each with a token provider of its own, and the endpoint that they ask. */
async function scene(answer: (refreshToken: string, calls: number) => Answer, programs = 1) {
  const { program } = await credentialDatabase();
  const { now, pass } = clock();
  const { calls, endpoint } = await tokenEndpoint(answer);
  const opened = await Promise.all(Array.from({ length: programs }, () => program(now)));
  const [first] = opened;
  if (first === undefined) throw new TypeError('a scene has a program');
  await first.credentials.connect(CLIO, GRANT, CONSENTED);
  const tokens = opened.map(({ credentials }) => new StoredToken(credentials, CLIO, endpoint, now));
  const [token] = tokens;
  if (token === undefined) throw new TypeError('a scene has a token');
  return { ...first, calls, pass, token, tokens };
}

const issued = (serial: number, more: object = {}): Answer => ({
  body: { access_token: `fake-access-${serial}`, expires_in: 3600, ...more },
});

const told = async (store: EventStore, name: EventName): Promise<number> =>
  (await store.readStream(connectionStream(CLIO.firm))).filter(({ event }) => event.name === name).length;

const refusalOf = async (asking: Promise<unknown>): Promise<TokenUnavailable> => {
  const error: unknown = await asking.catch((cause: unknown) => cause);
  if (error instanceof TokenUnavailable) return error;
  throw new Error('no TokenUnavailable came', { cause: error });
};

describe('the token of a stored grant', () => {
  it('is renewed once for many programs and callers', async () => {
    const { tokens, calls, store } = await scene((_, n) => issued(n + 1), 3);
    const got = await Promise.all([...tokens, ...tokens].map((token) => token.token()));
    expect(new Set(got)).toEqual(new Set(['fake-access-1']));
    expect(calls).toHaveLength(1);
    await Promise.all(tokens.map((token) => token.refresh('fake-access-1')));
    expect(new Set(await Promise.all(tokens.map((token) => token.token())))).toEqual(
      new Set(['fake-access-2']),
    );
    expect(calls).toHaveLength(2);
    expect(await told(store, 'CredentialRefreshed')).toBe(2);
  });

  it('is renewed before it ends, and a short-lived one not at every call', async () => {
    const { token, calls, pass } = await scene((_, n) => issued(n + 1, n === 0 ? {} : { expires_in: 60 }));
    await token.token();
    pass(54 * MINUTE_MS);
    expect(await token.token()).toBe('fake-access-1');
    pass(2 * MINUTE_MS);
    expect(await token.token()).toBe('fake-access-2');
    pass(40_000);
    expect(await token.token()).toBe('fake-access-2');
    expect(calls).toHaveLength(2);
  });

  it('stores a rotated refresh token, and uses it in every program', async () => {
    const rotated = (refreshToken: string, n: number): Answer =>
      issued(n + 1, { refresh_token: `${refreshToken}+` });
    const { tokens, calls } = await scene(rotated, 2);
    const [one, two] = tokens;
    const first = (await one?.token()) ?? '';
    await two?.refresh(first);
    const second = (await two?.token()) ?? '';
    await one?.refresh(first);
    await one?.refresh(second);
    expect(calls).toEqual(['fake-first', 'fake-first+', 'fake-first++']);
  });

  it('serves on while the endpoint is away, until it ends', async () => {
    const { token, pass } = await scene((_, n) => (n === 0 ? issued(1) : { status: 503, body: {} }));
    await token.token();
    pass(HOUR_MS - MINUTE_MS);
    expect(await token.token()).toBe('fake-access-1');
    pass(2 * MINUTE_MS);
    expect((await refusalOf(token.token())).kind).toBe('unreachable');
  });

  it.each<Answer>([
    { status: 401, body: { error: 'invalid_client' } },
    { status: 400, body: {} },
  ])(
    'outlives %j: a wrong app secret or a proxy ends no grant; the operator is told once',
    async (answer) => {
      const { token, calls, rejected, store, credentials, pass } = await scene((_, n) =>
        n < 3 ? answer : issued(n, { expires_in: 60 }),
      );
      for (let round = 0; round < 3; round += 1) {
        expect((await refusalOf(token.token())).kind).toBe('rejected');
      }
      expect(rejected).toHaveLength(1);
      expect((await credentials.find(CLIO))?.refusedAt).toBeNull();
      expect(await told(store, 'CredentialRefused')).toBe(0);
      expect(await token.token()).toBe('fake-access-3');
      pass(MINUTE_MS);
      expect(await token.token()).toBe('fake-access-4');
      expect(calls).toHaveLength(5);
    },
  );

  it('is refused for good once: told once, not asked for again, and good again when somebody connects', async () => {
    const refused: Answer = { status: 400, body: { error: 'invalid_grant' } };
    const { tokens, calls, credentials, store } = await scene(
      (refreshToken) => (refreshToken === 'fake-first' ? refused : issued(9)),
      3,
    );
    for (let round = 0; round < 3; round += 1) {
      const errors = await Promise.all(tokens.map((token) => refusalOf(token.token())));
      expect(errors.map(({ kind }) => kind)).toEqual(['refused', 'refused', 'refused']);
    }
    expect(calls).toEqual(['fake-first']);
    expect(await told(store, 'CredentialRefused')).toBe(1);
    await credentials.connect(CLIO, { ...GRANT, refreshToken: 'fake-second' }, CONSENTED);
    const got = await Promise.all(tokens.map((token) => token.token()));
    expect(new Set(got)).toEqual(new Set(['fake-access-9']));
    expect(calls).toEqual(['fake-first', 'fake-second']);
  });

  it('is another one within a second of a new consent, in programs that run', async () => {
    const { tokens, credentials, pass, calls } = await scene(() => ({ status: 500, body: {} }), 2);
    const longLived = (accessToken: string, refreshToken: string) => ({
      accessToken,
      refreshToken,
      expiresAt: null,
    });
    await credentials.connect(CLIO, longLived('fake-of-one-account', 'r1'), CONSENTED);
    const got = (): Promise<string[]> => Promise.all(tokens.map((token) => token.token()));
    expect(new Set(await got())).toEqual(new Set(['fake-of-one-account']));
    await credentials.connect(CLIO, longLived('fake-of-another-account', 'r2'), CONSENTED);
    pass(1000);
    expect(new Set(await got())).toEqual(new Set(['fake-of-another-account']));
    expect(calls).toEqual([]);
  });

  it('is not used any more within a second of its refusal in another program', async () => {
    const { tokens, credentials, pass } = await scene((_, n) => issued(n + 1), 2);
    const [one, two] = tokens;
    await Promise.all([one?.token(), two?.token()]);
    const grant = await credentials.find(CLIO);
    if (grant !== undefined) await credentials.refuse(CLIO, grant, 'invalid_grant');
    pass(1000);
    expect((await refusalOf(two?.token() ?? Promise.resolve())).kind).toBe('refused');
  });

  it('that was got by a grant while a person connected another is let go', async () => {
    let meanwhile = async (): Promise<void> => undefined;
    const { token, credentials, calls } = await scene((refreshToken) => {
      if (refreshToken === 'fake-first') void meanwhile();
      return issued(refreshToken === 'fake-first' ? 1 : 2);
    });
    const first = await credentials.find(CLIO);
    if (first === undefined) throw new TypeError('a scene has a grant');
    let stored = Promise.resolve(0);
    meanwhile = async () => {
      stored = credentials.connect(CLIO, { ...GRANT, refreshToken: 'fake-second' }, CONSENTED);
      await stored;
    };
    const renew = credentials.renew.bind(credentials);
    credentials.renew = async (...words) => (await stored, renew(...words));
    expect(await token.token()).toBe('fake-access-2');
    expect(calls).toEqual(['fake-first', 'fake-second']);
  });

  it('says that nobody has connected', async () => {
    const { credentials } = await scene((_, n) => issued(n + 1));
    const { endpoint } = await tokenEndpoint(() => issued(1));
    const token = new StoredToken(credentials, { ...CLIO, vendor: 'dropbox' }, endpoint, clock().now);
    expect(await refusalOf(token.token())).toMatchObject({
      kind: 'refused',
      message: 'reyes has not connected dropbox',
    });
  });
});
