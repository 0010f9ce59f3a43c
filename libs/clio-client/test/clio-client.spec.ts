import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { refreshingToken, type TokenProvider } from '@counterpart/access-tokens';
import { eventually, rejectsWithCode, untilStruck } from '@counterpart/testing';
import { ClioError, clioVerdict } from '../src/index.js';
import { startFirm, type Firm } from './firm.js';

const API = { origin: 'api' };
const STORE = { origin: 'downloads', method: 'GET' };

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}

async function bytesOf(
  { client }: Pick<Firm, 'client'>,
  document: string,
  signal?: AbortSignal,
): Promise<Buffer> {
  const { latest_document_version: version } = await client.getDocument(document);
  const options = signal === undefined ? {} : { signal };
  return Buffer.concat(await all(client.downloadVersion(document, version?.id ?? '', options)));
}

const refreshing = ({ url }: Firm, refreshToken = 'fake-clio-refresh-token') =>
  refreshingToken({
    tokenUrl: `${url}/oauth/token`,
    clientId: 'fake-clio-client-id',
    clientSecret: 'fake-clio-client-secret',
    refreshToken,
  });

describe('records', () => {
  it('with half a surrogate pair in a name are made whole: no event could hold them', async () => {
    const firm = await startFirm();
    const patched = await fetch(`${firm.url}/api/v4/matters/${firm.matter}.json`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer fake-clio-access-token', 'content-type': 'application/json' },
      body: JSON.stringify({ data: { description: 'Brief \ud83d' } }),
    });
    expect(patched.status).toBe(200);
    expect((await firm.client.getMatter(firm.matter)).description).toBe('Brief \ufffd');
  });

  it('are read with every field that mirroring needs', async () => {
    const firm = await startFirm();
    const id = await firm.add(Buffer.from('hello'));
    expect(await firm.client.getDocument(id)).toMatchObject({
      id,
      name: 'Brief.pdf',
      matter: { id: firm.matter },
      latest_document_version: { size: 5, fully_uploaded: true, version_number: 1 },
    });
    expect(await firm.client.getMatter(firm.matter)).toMatchObject({
      id: firm.matter,
      status: 'Open',
      client: { name: 'Northwind & Sons', type: 'Company' },
    });
  });

  it.each(['all', 'root'] as const)(
    'of a matter are listed each once, in folders too, where matter_id reaches %s',
    async (matterFilterDepth) => {
      const firm = await startFirm({ matterFilterDepth });
      const top = await firm.add(Buffer.from('top'));
      const folder = await firm.makeFolder('Motions');
      const deep = await firm.add(Buffer.from('deep'), {
        name: 'Motion.pdf',
        parent: { id: folder, type: 'Folder' },
      });
      const listed = await all(firm.client.listMatterDocuments(firm.matter));
      expect(listed.map(({ id }) => id).toSorted()).toEqual([top, deep].toSorted());
    },
  );

  it('ask Clio for nothing that it drops in silence', async () => {
    const firm = await startFirm();
    const id = await firm.add(Buffer.from('x'));
    const before = await firm.admin<{ calls: readonly { seq: number }[] }>('GET', 'calls');
    const after = before.calls.at(-1)?.seq ?? 0;
    await bytesOf(firm, id);
    await all(firm.client.listVersions(id));
    await all(firm.client.changedDocuments(new Date(0)));
    await all(firm.client.changedMatters(new Date(0)));
    await firm.client.getMatter(firm.matter);
    const { calls } = await firm.admin<{ calls: readonly { dropped: unknown[] }[] }>(
      'GET',
      `calls?after=${after}`,
    );
    expect(calls.length).toBeGreaterThan(4);
    expect(calls.flatMap(({ dropped }) => dropped ?? [])).toEqual([]);
  });

  it('come page after page, each once', async () => {
    const firm = await startFirm();
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) made.push(await firm.add(Buffer.from(String(count))));
    const listed = await all(firm.client.changedDocuments(new Date(0)));
    expect(listed.flatMap(({ records }) => records.map(({ id }) => id))).toEqual(made);
  });

  it('that cannot be seen whole or read are told apart, and hide no others', async () => {
    const firm = await startFirm();
    const id = await firm.add(Buffer.from('x'));
    const whole = await firm.client.getDocument(id);
    const hidden = { id: 7, redacted: true };
    const partly = { ...whole, id: 8, document_category: { redacted: true } };
    const strange = { id: 9, updated_at: '2026-05-01T10:00:00Z', name: 5 };
    const body = { data: [hidden, partly, strange, { ...whole, id: Number(id) }] };
    await firm.plan({ match: API, times: 1, effect: { status: { code: 200, body } } });
    const [page] = await all(firm.client.changedDocuments(new Date(0)));
    expect(page?.records.map((record) => record.id)).toEqual([id]);
    expect(page?.redacted).toEqual([
      { id: '7', changedAt: null },
      { id: '8', changedAt: whole.updated_at },
      { id: '9', changedAt: strange.updated_at },
    ]);
  });

  it('that are not there are told apart from those that may not be seen', async () => {
    const firm = await startFirm();
    expect(clioVerdict(await rejectsWithCode(firm.client.getDocument('1'), 'CLIO_NOT_FOUND'))).toEqual({
      kind: 'gone',
    });
    await firm.plan({ match: API, effect: { status: { code: 403, body: null } } });
    await rejectsWithCode(firm.client.getDocument('1'), 'CLIO_FORBIDDEN');
  });

  it('in another form than was agreed are refused, not guessed at', async () => {
    const firm = await startFirm();
    for (const body of [{ data: { id: 5 } }, { nothing: 1 }, [], 'text']) {
      await firm.plan({ match: API, times: 1, effect: { status: { code: 200, body } } });
      await rejectsWithCode(firm.client.getDocument('5'), 'CLIO_ANSWER_INVALID');
    }
    // 2^53 + 1 has been rounded by the time JSON is read.
    const rounded = { data: { id: 2 ** 53 } };
    await firm.plan({ match: API, times: 1, effect: { status: { code: 200, body: rounded } } });
    await rejectsWithCode(firm.client.getDocument('5'), 'CLIO_ANSWER_INVALID');
  });
});

describe('bad networks and limits', () => {
  it.each([
    ['503', { status: { code: 503, body: null } }],
    ['a reset before', 'reset-before'],
    ['a reset after', 'reset-after'],
    ['429 with Retry-After', { 'rate-limited': { retryAfter: 1 } }],
    ['a broken answer', { 'truncate-body': { bytes: 3 } }],
  ])('a read outlives %s', async (name, effect) => {
    const firm = await startFirm();
    const id = await firm.add(Buffer.from('x'));
    await firm.plan({ match: API, times: 1, effect });
    const reading = firm.client.getDocument(id);
    // A cut answer cannot be told from a malformed one: the work is tried again, not the call.
    if (name === 'a broken answer') await rejectsWithCode(reading, 'CLIO_ANSWER_INVALID');
    else expect((await reading).id).toBe(id);
  });

  it.each([
    [{ status: { code: 503, body: null } }, 'CLIO_SERVER_ERROR', 'CLIO_UNAVAILABLE'],
    ['reset-before', 'CLIO_UNREACHABLE', 'CLIO_UNAVAILABLE'],
  ] as const)('%o for good is an outage', async (effect, code, reason) => {
    const firm = await startFirm();
    await firm.plan({ match: API, effect });
    const error = await rejectsWithCode(firm.client.getDocument('5'), code);
    expect(clioVerdict(error)).toMatchObject({ kind: 'outage', code: reason });
  });

  it('a token that is refused for good stops its firm, not everybody', async () => {
    const firm = await startFirm();
    await firm.plan({ match: API, effect: 'expired-token' });
    const error = await rejectsWithCode(firm.client.getDocument('5'), 'CLIO_UNAUTHORISED');
    expect(clioVerdict(error)).toEqual({ kind: 'disconnected', code: 'CLIO_UNAUTHORISED' });
  });

  it('a long Retry-After goes back to the caller at once, with its length', async () => {
    const firm = await startFirm();
    await firm.plan({ match: API, effect: { 'rate-limited': { retryAfter: 300 } } });
    const error = await rejectsWithCode(firm.client.getDocument('5'), 'CLIO_RATE_LIMITED');
    expect(clioVerdict(error)).toMatchObject({ kind: 'outage', code: 'CLIO_RATE_LIMITED', afterMs: 300_000 });
    // The window stays closed: the second call does not even go out.
    const { calls } = await firm.admin<{ calls: readonly unknown[] }>('GET', 'calls');
    await rejectsWithCode(firm.client.getDocument('5'), 'CLIO_RATE_LIMITED');
    expect((await firm.admin<{ calls: readonly unknown[] }>('GET', 'calls')).calls).toHaveLength(
      calls.length,
    );
  });

  it('a limit that hides in a body is a limit', async () => {
    const firm = await startFirm();
    const body = 'RateLimited';
    await firm.plan({ match: API, effect: { status: { code: 400, body } } });
    await rejectsWithCode(firm.client.getDocument('5'), 'CLIO_RATE_LIMITED');
  });

  it('stays within the budget that Clio’s headers tell: what is beyond it waits', async () => {
    const firm = await startFirm({ rateLimit: 20 });
    const work = new AbortController();
    let answered = 0;
    const calls = Array.from({ length: 40 }, async () => {
      await firm.client.getMatter(firm.matter, { signal: work.signal });
      answered += 1;
    });
    const settled = Promise.allSettled(calls);
    // Two calls made the firm.
    await eventually(() => answered === 18);
    await wait(500);
    work.abort();
    await settled;
    expect(answered).toBe(18);
    const { rateLimited } = await firm.admin<{ rateLimited: number }>('GET', 'calls/summary');
    expect(rateLimited).toBe(0);
  });

  it('leaves a share of the budget to live work where a list can wait', async () => {
    const firm = await startFirm({ rateLimit: 20 });
    const unhurried = (signal?: AbortSignal): Promise<unknown> => {
      const given = signal === undefined ? {} : { signal };
      return all(firm.client.changedDocuments(new Date(0), { urgency: 'closing', ...given }));
    };
    for (let calls = 0; calls < 14; calls += 1) await unhurried();
    // Two calls made the firm, fourteen the lists: 4 of 20 are left to live work, and the list waits.
    await rejectsWithCode(unhurried(AbortSignal.timeout(1000)), 'CLIO_UNREACHABLE');
    expect((await firm.client.getMatter(firm.matter)).id).toBe(firm.matter);
  });

  it('an answer that does not come is given up', async () => {
    const firm = await startFirm();
    await firm.plan({ match: API, effect: { latency: { ms: 60_000 } } });
    const impatient = firm.clientWith({ timeoutMs: 500 });
    await rejectsWithCode(impatient.getDocument('5'), 'CLIO_UNREACHABLE');
  });

  it('gives a call up at once when its work is given up', async () => {
    const firm = await startFirm();
    await firm.plan({ match: API, effect: { latency: { ms: 60_000 } } });
    const work = new AbortController();
    const reading = rejectsWithCode(
      firm.client.getDocument('5', { signal: work.signal }),
      'CLIO_UNREACHABLE',
    );
    await untilStruck(firm.url);
    work.abort();
    await reading;
  });

  it('never repeats a write whose outcome is unknown', async () => {
    const firm = await startFirm();
    await firm.plan({ match: { ...API, method: 'POST' }, times: 1, effect: 'reset-after' });
    const hook = {
      url: 'http://127.0.0.1:9/hook',
      model: 'document' as const,
      events: ['created'],
      expiresAt: new Date(Date.now() + 86_400_000),
    };
    await rejectsWithCode(firm.client.createWebhook(hook), 'CLIO_UNREACHABLE');
    expect(await all(firm.client.listWebhooks())).toHaveLength(1);
  });
});

describe('tokens', () => {
  it('are renewed once for many calls, when they have expired', async () => {
    const firm = await startFirm();
    const client = firm.clientWith({ token: refreshing(firm) });
    await client.getMatter(firm.matter);
    await firm.admin('POST', 'tokens', { action: 'expire' });
    await Promise.all(Array.from({ length: 8 }, () => client.getMatter(firm.matter)));
    const { calls } = await firm.admin<{ calls: readonly { path: string }[] }>('GET', 'calls');
    expect(calls.filter(({ path }) => path === '/oauth/token')).toHaveLength(2);
  });

  it('whose grant is refused are an outage of authorization', async () => {
    const firm = await startFirm();
    const client = firm.clientWith({ token: refreshing(firm, 'wrong') });
    const error = await rejectsWithCode(client.getMatter(firm.matter), 'CLIO_UNAUTHORISED');
    expect(clioVerdict(error)).toEqual({ kind: 'disconnected', code: 'CLIO_UNAUTHORISED' });
  });

  it('that are refused right after they were renewed are told, with Clio’s word; what passes is not', async () => {
    const firm = await startFirm();
    const [refusals, passed]: [unknown[], unknown[]] = [[], []];
    const token: TokenProvider = {
      token: () => Promise.resolve('fake-clio-access-token'),
      refresh: () => Promise.resolve(true),
      refused: (...refused) => Promise.resolve(void refusals.push(refused)),
      accepted: (call) => Promise.resolve(void passed.push(call)),
    };
    const client = firm.clientWith({ token });
    await firm.plan({ match: API, effect: { status: { code: 503, body: null } } });
    await rejectsWithCode(client.getMatter(firm.matter), 'CLIO_SERVER_ERROR');
    expect([refusals, passed]).toEqual([[], []]);
    await firm.plan({ match: API, effect: 'expired-token' });
    await rejectsWithCode(client.getMatter(firm.matter), 'CLIO_UNAUTHORISED');
    const refusal = { part: 'token', whole: true, word: 'invalid_token' };
    expect(refusals).toEqual([['fake-clio-access-token', refusal]]);
    await firm.plan();
    await rejectsWithCode(client.getMatter('1'), 'CLIO_NOT_FOUND');
    await client.getMatter(firm.matter);
    expect(passed).toEqual([{ parts: ['token'] }, { parts: ['token'] }]);
  });

  it.each([
    ['is away', 'reset-before'],
    ['fails', { status: { code: 502, body: null } }],
    ['talks nonsense', { status: { code: 200, body: { hello: 1 } } }],
  ])('whose endpoint %s are an outage, not a bug', async (_, effect) => {
    const firm = await startFirm();
    const client = firm.clientWith({ token: refreshing(firm) });
    await firm.plan({ match: { path: '^/oauth/' }, effect });
    const error = await rejectsWithCode(client.getMatter(firm.matter), 'CLIO_UNREACHABLE');
    expect(clioVerdict(error)).toEqual({ kind: 'outage', code: 'CLIO_UNAVAILABLE' });
    await firm.plan();
    expect((await client.getMatter(firm.matter)).id).toBe(firm.matter);
  });

  it('never stand in an error', async () => {
    const firm = await startFirm();
    await firm.plan({ match: API, effect: 'expired-token' });
    const error = await rejectsWithCode(firm.client.getDocument('5'), 'CLIO_UNAUTHORISED');
    expect(`${error.message} ${JSON.stringify(error)} ${error.stack}`).not.toContain(
      'fake-clio-access-token',
    );
  });
});

describe('downloads', () => {
  const large = randomBytes(3_000_000);

  it('are byte for byte what was uploaded, also when empty', async () => {
    const firm = await startFirm();
    for (const bytes of [Buffer.alloc(0), Buffer.from('x'), large]) {
      expect((await bytesOf(firm, await firm.add(bytes))).equals(bytes)).toBe(true);
    }
  });

  it('carry no bearer to the second origin, which would refuse it', async () => {
    const firm = await startFirm();
    const id = await firm.add(Buffer.from('x'));
    await bytesOf(firm, id);
    const { calls } = await firm.admin<{
      calls: readonly { origin: string; status: number; tokenId: unknown }[];
    }>('GET', 'calls');
    const stored = calls.filter(({ origin, status }) => origin === 'downloads' && status === 200);
    expect(stored.at(-1)?.tokenId).toBeNull();
  });

  it.each([
    ['a cut body', { 'truncate-body': { bytes: 1_000_000 } }],
    ['a reset', 'reset-before'],
    ['503', { status: { code: 503, body: null } }],
  ])('go on after %s where they ended', async (_, effect) => {
    const firm = await startFirm();
    const id = await firm.add(large);
    await firm.plan({ match: STORE, times: 2, effect });
    expect((await bytesOf(firm, id)).equals(large)).toBe(true);
  });

  it('that break off go on by a renewed token where theirs expired meanwhile', async () => {
    const firm = await startFirm();
    const id = await firm.add(large);
    const client = firm.clientWith({ token: refreshing(firm) });
    await firm.plan(
      { match: STORE, times: 1, effect: { 'truncate-body': { bytes: 1_000_000 } } },
      { match: { ...API, path: '/download' }, every: 2, times: 1, effect: 'expired-token' },
    );
    expect((await bytesOf({ client }, id)).equals(large)).toBe(true);
    const { calls } = await firm.admin<{ calls: readonly { path: string }[] }>('GET', 'calls');
    expect(calls.filter(({ path }) => path === '/oauth/token')).toHaveLength(2);
  });

  it('that stay cut fail, and are never taken for whole', async () => {
    const firm = await startFirm();
    const id = await firm.add(large);
    await firm.plan(
      { match: STORE, times: 1, effect: { 'truncate-body': { bytes: 1_000_000 } } },
      { match: STORE, effect: { 'truncate-body': { bytes: 0 } } },
    );
    const error = await rejectsWithCode(bytesOf(firm, id), 'CLIO_BODY_TRUNCATED');
    expect(clioVerdict(error)).toEqual({ kind: 'retry', code: 'SOURCE_TRUNCATED' });
  });

  it('follow no address outside the allowed origins', async () => {
    const firm = await startFirm();
    const id = await firm.add(Buffer.from('x'));
    const client = firm.clientWith({ downloadOrigins: ['https://files.example'] });
    const { latest_document_version: version } = await client.getDocument(id);
    await rejectsWithCode(all(client.downloadVersion(id, version?.id ?? '')), 'CLIO_HOST_NOT_ALLOWED');
  });

  it('end at once when their work is given up, and leave nothing attached to its signal', async () => {
    const firm = await startFirm();
    const id = await firm.add(large);
    const work = new AbortController();
    let attached = 0;
    const counted = work.signal;
    const [add, remove] = [counted.addEventListener, counted.removeEventListener];
    counted.addEventListener = (...args: Parameters<typeof add>) => {
      attached += 1;
      add.apply(counted, args);
    };
    counted.removeEventListener = (...args: Parameters<typeof remove>) => {
      attached -= 1;
      remove.apply(counted, args);
    };
    await bytesOf(firm, id, counted);
    expect(attached).toBe(0);
    await firm.plan({ match: STORE, effect: { latency: { ms: 60_000 } } });
    const reading = Promise.allSettled([bytesOf(firm, id, counted)]);
    await untilStruck(firm.url);
    work.abort();
    expect(await reading).toMatchObject([{ reason: expect.any(ClioError) as ClioError }]);
  });
});

describe('webhooks', () => {
  it('are made, renewed, and removed, twice as well as once', async () => {
    const firm = await startFirm();
    const day = (days: number) => new Date(Date.now() + days * 86_400_000);
    const { id } = await firm.client.createWebhook({
      url: 'http://127.0.0.1:9/hook',
      model: 'document',
      events: ['created', 'updated', 'deleted'],
      expiresAt: day(2),
    });
    const renewed = await firm.client.renewWebhook(id, day(20));
    expect(Date.parse(renewed.expires_at ?? '')).toBeGreaterThan(day(19).getTime());
    await firm.client.deleteWebhook(id);
    await firm.client.deleteWebhook(id);
    expect(await all(firm.client.listWebhooks())).toEqual([]);
  });
});
