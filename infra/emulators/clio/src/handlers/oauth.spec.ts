import { describe, expect, it } from 'vitest';

import { ApiClient, at, textAt } from '../conformance/api-client.js';
import { startFirm, type TestFirm } from '../firm.spec-data.js';
import type { Json } from '../json.js';

const CLIENT = { client_id: 'fake-clio-client-id', client_secret: 'fake-clio-client-secret' };
const REDIRECT = 'http://127.0.0.1:9/callback';

async function token(firm: TestFirm, form: Record<string, string>): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${firm.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as Json };
}

async function consent(
  firm: TestFirm,
  decision: string,
  extra: Record<string, string> = {},
): Promise<Response> {
  const form = {
    response_type: 'code',
    client_id: CLIENT.client_id,
    redirect_uri: REDIRECT,
    state: 's-1',
    decision,
    ...extra,
  };
  return fetch(`${firm.url}/oauth/authorize`, {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'manual',
  });
}

async function codeOf(firm: TestFirm): Promise<string> {
  const target = new URL((await consent(firm, 'allow')).headers.get('location') ?? '');
  expect(target.searchParams.get('state')).toBe('s-1');
  return target.searchParams.get('code') ?? '';
}

describe('authorization', () => {
  it('shows a consent page that keeps what it was given', async () => {
    const firm = await startFirm();
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: CLIENT.client_id,
      redirect_uri: REDIRECT,
      state: '"><script>',
    });
    const page = await fetch(`${firm.url}/oauth/authorize?${query.toString()}`);
    const text = await page.text();
    expect(page.status).toBe(200);
    expect(text).toContain('&quot;&gt;&lt;script&gt;');
    expect(text).not.toContain('<script>');
  });

  it('refuses an unknown client on the page', async () => {
    const firm = await startFirm();
    const query = new URLSearchParams({ response_type: 'code', client_id: 'other', redirect_uri: REDIRECT });
    expect((await fetch(`${firm.url}/oauth/authorize?${query.toString()}`)).status).toBe(400);
  });

  it('gives a code that works once, for its redirect address, for ten minutes', async () => {
    const firm = await startFirm();
    const exchange = (code: string, redirect_uri = REDIRECT) =>
      token(firm, { ...CLIENT, grant_type: 'authorization_code', code, redirect_uri });
    const code = await codeOf(firm);
    const granted = await exchange(code);
    expect(granted.body).toMatchObject({
      token_type: 'bearer',
      expires_in: 2_592_000,
      refresh_token: expect.any(String) as unknown,
    });
    const answer = await new ApiClient(firm.url, textAt(granted.body, 'access_token')).get(
      '/users/who_am_i.json',
    );
    expect(answer.status).toBe(200);
    expect(at((await exchange(code)).body, 'error')).toBe('invalid_grant');
    expect(at((await exchange(await codeOf(firm), 'http://127.0.0.1:9/other')).body, 'error')).toBe(
      'invalid_grant',
    );
    const late = await codeOf(firm);
    await firm.admin('POST', 'clock', { advanceMs: 601_000 });
    expect(at((await exchange(late)).body, 'error')).toBe('invalid_grant');
  });

  it('returns a declined grant to the application only when that was asked for', async () => {
    const firm = await startFirm();
    expect((await consent(firm, 'decline')).status).toBe(400);
    const returned = await consent(firm, 'decline', { redirect_on_decline: 'true' });
    expect(returned.headers.get('location')).toContain('error=access_denied');
  });
});

describe('refresh', () => {
  const form = { ...CLIENT, grant_type: 'refresh_token', refresh_token: 'fake-clio-refresh-token' };

  it('gives a new access token and no refresh token, as often as one likes', async () => {
    const firm = await startFirm({ tokenLifeSeconds: 3600 });
    const first = await token(firm, form);
    const second = await token(firm, form);
    expect(first.body).toEqual({
      token_type: 'bearer',
      access_token: expect.any(String) as unknown,
      expires_in: 3600,
    });
    expect(at(second.body, 'access_token')).not.toBe(at(first.body, 'access_token'));
  });

  it('gives a new refresh token and kills the old one when they rotate', async () => {
    const firm = await startFirm({ rotateRefreshTokens: true });
    const first = await token(firm, form);
    expect(at((await token(firm, form)).body, 'error')).toBe('invalid_grant');
    const next = await token(firm, { ...form, refresh_token: textAt(first.body, 'refresh_token') });
    expect(next.status).toBe(200);
  });

  it('tells a wrong client from a wrong grant', async () => {
    const firm = await startFirm();
    const client = await token(firm, { ...form, client_secret: 'wrong' });
    const grant = await token(firm, { ...form, refresh_token: 'wrong' });
    expect([client.status, at(client.body, 'error')]).toEqual([401, 'invalid_client']);
    expect([grant.status, at(grant.body, 'error')]).toEqual([400, 'invalid_grant']);
  });
});

describe('access', () => {
  it('answers a missing credential and a bad one in their two shapes', async () => {
    const { url } = await startFirm();
    const without = await fetch(`${url}/api/v4/matters.json`);
    expect(without.status).toBe(401);
    expect(await without.json()).toEqual({
      error: { type: 'UnauthorizedError', message: 'User is not authorized' },
    });
    const bad = await new ApiClient(url, 'wrong').get('/matters.json');
    expect([bad.status, at(bad.body, 'error')]).toEqual([401, 'invalid_token']);
    expect(bad.headers.get('www-authenticate')).toMatch(/^Bearer /);
  });

  it('answers an unknown path with HTML or JSON, as a credential is missing or there', async () => {
    const { url, client } = await startFirm();
    const page = await fetch(`${url}/api/v4/wishes.json`);
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(at((await client.get('/wishes.json')).body, 'error', 'type')).toBe('NotFoundError');
  });

  it('ends with the life of the token, or by deauthorization', async () => {
    const { url, client, admin } = await startFirm({ tokenLifeSeconds: 60 });
    const issued = textAt(await admin('POST', 'tokens', { action: 'issue', lifeSeconds: 3600 }), 'token');
    await admin('POST', 'clock', { advanceMs: 61_000 });
    expect((await client.get('/matters.json')).status).toBe(401);
    const other = new ApiClient(url, issued);
    expect((await other.get('/matters.json')).status).toBe(200);
    await fetch(`${url}/oauth/deauthorize`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${issued}` },
      body: new URLSearchParams({ token: issued }),
    });
    expect((await other.get('/matters.json')).status).toBe(401);
  });

  it('serves known versions of the API, names the one used, and refuses others with 410', async () => {
    const { client } = await startFirm();
    expect((await client.get('/matters.json')).headers.get('x-api-version')).toBe('4.0.13');
    const older = await client.get('/matters.json', { 'X-API-VERSION': '4.0.10' });
    expect([older.status, older.headers.get('x-api-version')]).toEqual([200, '4.0.10']);
    expect((await client.get('/matters.json', { 'X-API-VERSION': '4.0.1' })).status).toBe(410);
  });

  it('takes paths with and without .json', async () => {
    const { client } = await startFirm();
    expect((await client.get('/matters')).status).toBe(200);
  });
});

describe('the rate limit', () => {
  it('counts per token and minute, shows its state, and answers 429 with Retry-After', async () => {
    const { url, client, admin } = await startFirm({ rateLimit: 3 });
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await client.get('/matters.json')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await client.get('/matters.json');
    expect(at(refused.body, 'error', 'type')).toBe('RateLimited');
    expect(refused.headers.get('x-ratelimit-limit')).toBe('3');
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    const retryAfter = Number(refused.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
    const other = textAt(await admin('POST', 'tokens', { action: 'issue' }), 'token');
    const answer = await new ApiClient(url, other).get('/matters.json');
    expect([answer.status, answer.headers.get('x-ratelimit-remaining')]).toEqual([200, '2']);
    await admin('POST', 'clock', { advanceMs: 61_000 });
    expect((await client.get('/matters.json')).status).toBe(200);
  });
});
