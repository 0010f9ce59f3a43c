import { describe, expect, it } from 'vitest';

import { at } from './conformance/api-client.js';
import { addDocument, openMatter, startFirm, type TestFirm } from './firm.spec-data.js';
import type { Json } from './json.js';

const plan = (firm: TestFirm, ...rules: Json[]): Promise<Json> => firm.admin('PUT', 'faults', rules);

async function downloadUrl(firm: TestFirm, bytes: string): Promise<string> {
  const id = await addDocument(firm.client, await openMatter(firm.client), {}, bytes);
  return (await firm.client.get(`/documents/${id}/download.json`)).headers.get('location') ?? '';
}

const categories = async (firm: TestFirm): Promise<number> =>
  (at((await firm.client.get('/document_categories.json')).body, 'data') as Json[]).length;

describe('a fault plan', () => {
  it('answers in place of the call', async () => {
    const firm = await startFirm();
    await plan(firm, {
      match: { method: 'GET', path: '/matters' },
      effect: { status: { code: 503, body: { down: true } } },
    });
    const answer = await firm.client.get('/matters.json');
    expect([answer.status, answer.body]).toEqual([503, { down: true }]);
    expect((await firm.client.get('/contacts.json')).status).toBe(200);
  });

  it('strikes every n-th match, or a number of times, and reports how often', async () => {
    const firm = await startFirm();
    await plan(
      firm,
      { match: { path: '/matters' }, every: 3, effect: { status: { code: 500 } } },
      { match: { path: '/contacts' }, times: 2, effect: { status: { code: 502 } } },
    );
    const statuses = async (path: string): Promise<number[]> => {
      const seen: number[] = [];
      for (let call = 0; call < 6; call += 1) seen.push((await firm.client.get(path)).status);
      return seen;
    };
    expect(await statuses('/matters.json')).toEqual([200, 200, 500, 200, 200, 500]);
    expect(await statuses('/contacts.json')).toEqual([502, 502, 200, 200, 200, 200]);
    expect(at(await firm.admin('GET', 'faults'), 'rules', 0)).toMatchObject({ matched: 6, struck: 2 });
  });

  it('strikes by seeded probability: the same seed gives the same run', async () => {
    const run = async (seed: number): Promise<string> => {
      const firm = await startFirm({ seed });
      await plan(firm, { match: {}, probability: 0.5, effect: { status: { code: 500 } } });
      const seen: number[] = [];
      for (let call = 0; call < 20; call += 1) seen.push((await firm.client.get('/matters.json')).status);
      return seen.join();
    };
    const first = await run(5);
    expect(await run(5)).toBe(first);
    expect(await run(6)).not.toBe(first);
    expect(first).toMatch(/500/);
    expect(first).toMatch(/200/);
  });

  it('cuts the connection before or after the effect', async () => {
    const firm = await startFirm();
    const post = () => firm.client.post('/document_categories.json', { name: 'x' });
    await plan(firm, { match: { method: 'POST' }, effect: 'reset-before' });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(await categories(firm)).toBe(0);
    await plan(firm, { match: { method: 'POST' }, effect: 'reset-after' });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(await categories(firm)).toBe(1);
  });

  it('plays a rate limit and an expired token', async () => {
    const firm = await startFirm();
    await plan(firm, { match: {}, times: 1, effect: { 'rate-limited': { retryAfter: 7 } } });
    const limited = await firm.client.get('/matters.json');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    await plan(firm, { match: {}, times: 1, effect: 'expired-token' });
    const expired = await firm.client.get('/matters.json');
    expect([expired.status, at(expired.body, 'error')]).toEqual([401, 'invalid_token']);
  });

  it('breaks a download off, or flips one bit of it', async () => {
    const firm = await startFirm();
    const text = 'x'.repeat(300_000);
    const url = await downloadUrl(firm, text);
    await plan(firm, { match: { origin: 'downloads' }, effect: { 'truncate-body': { bytes: 200_000 } } });
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow('terminated');
    await plan(firm, { match: { origin: 'downloads' }, effect: 'bit-flip' });
    const flipped = await (await fetch(url)).text();
    expect(flipped).toHaveLength(text.length);
    expect(flipped.replaceAll('x', '')).toHaveLength(1);
    await firm.admin('DELETE', 'faults');
    expect(await (await fetch(url)).text()).toBe(text);
  });

  it('delays', async () => {
    const firm = await startFirm();
    await plan(firm, { match: {}, effect: { latency: { ms: 60 } } });
    const started = performance.now();
    await firm.client.get('/matters.json');
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
  });

  it('holds a call until the plan is replaced', async () => {
    const firm = await startFirm();
    await plan(firm, { match: { path: 'matters' }, effect: 'hold' });
    let isAnswered = false;
    const held = firm.client.get('/matters.json').finally(() => (isAnswered = true));
    await expect.poll(async () => at(await firm.admin('GET', 'faults'), 'rules', 0, 'struck')).toBe(1);
    expect((await firm.client.get('/contacts.json')).status).toBe(200);
    expect(isAnswered).toBe(false);
    await firm.admin('DELETE', 'faults');
    expect((await held).status).toBe(200);
  });

  it('is refused whole when a part of it is not understood', async () => {
    const firm = await startFirm();
    await plan(firm, { match: {}, effect: { status: { code: 500 } } });
    const wrong: Json[] = [
      { match: {}, effect: 'earthquake' },
      { match: { path: '(' }, effect: 'bit-flip' },
      { match: { verb: 'GET' }, effect: 'bit-flip' },
      { match: {}, effect: 'bit-flip', sometimes: true },
      { match: {}, probability: 2, effect: 'bit-flip' },
      { match: {}, effect: { latency: {} } },
    ];
    for (const rule of wrong) expect(at(await plan(firm, rule), 'error')).toEqual(expect.any(String));
    expect((await firm.client.get('/matters.json')).status).toBe(500);
  });
});
