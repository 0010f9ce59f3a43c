import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startTeam, type Team } from './team.js';

const CLIENT = { client_id: 'fake-dropbox-app-key', client_secret: 'fake-dropbox-app-secret' };
const REDIRECT = 'http://127.0.0.1:9/callback';
const REFRESH = { ...CLIENT, grant_type: 'refresh_token', refresh_token: 'fake-dropbox-refresh-token' };

interface Grant {
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly expires_in?: number;
  readonly scope?: string;
  readonly error?: string;
}

async function token(team: Team, form: Record<string, string>): Promise<{ status: number; body: Grant }> {
  const response = await fetch(`${team.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as Grant };
}

const request = (extra: Record<string, string> = {}): URLSearchParams =>
  new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT.client_id,
    redirect_uri: REDIRECT,
    state: 's-1',
    token_access_type: 'offline',
    ...extra,
  });

async function codeOf(team: Team, extra: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${team.url}/oauth2/authorize`, {
    method: 'POST',
    body: request({ decision: 'allow', ...extra }),
    redirect: 'manual',
  });
  const target = new URL(response.headers.get('location') ?? '');
  expect(target.searchParams.get('state')).toBe('s-1');
  return target.searchParams.get('code') ?? '';
}

const works = async (team: Team, access = ''): Promise<number> =>
  (await team.rpc('check/user', {}, { authorization: `Bearer ${access}` })).status;

describe('consent', () => {
  it('asks on a page that keeps what it was given, as text', async () => {
    const team = await startTeam();
    const query = request({ state: '"><script>' });
    const page = await (await fetch(`${team.url}/oauth2/authorize?${query.toString()}`)).text();
    expect(page).toContain('&quot;&gt;&lt;script&gt;');
    expect(page).not.toContain('<script>');
  });

  it.each([
    { client_id: 'other' },
    { redirect_uri: 'nowhere' },
    { response_type: 'token' },
    { code_challenge: 'x', code_challenge_method: 'plain' },
    { scope: '' },
    { scope: 'account_info.read files.everything' },
  ])('refuses %o on the page', async (extra) => {
    const team = await startTeam();
    expect((await fetch(`${team.url}/oauth2/authorize?${request(extra).toString()}`)).status).toBe(400);
  });

  it('tells the application of a refusal', async () => {
    const team = await startTeam();
    const body = request({ decision: 'deny' });
    const answer = await fetch(`${team.url}/oauth2/authorize`, { method: 'POST', body, redirect: 'manual' });
    expect(answer.headers.get('location')).toContain('error=access_denied');
  });
});

describe('a code', () => {
  const exchange = (team: Team, code: string, extra: Record<string, string> = {}) =>
    token(team, { ...CLIENT, grant_type: 'authorization_code', redirect_uri: REDIRECT, code, ...extra });

  it('works once, for ten minutes, for its address', async () => {
    const team = await startTeam();
    const code = await codeOf(team);
    const { body } = await exchange(team, code);
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 14_400 });
    expect(await works(team, body.access_token)).toBe(200);
    expect((await exchange(team, code)).body.error).toBe('invalid_grant');
    const elsewhere = await codeOf(team);
    expect((await exchange(team, elsewhere, { redirect_uri: 'http://x.example/' })).body.error).toBe(
      'invalid_grant',
    );
    const late = await codeOf(team);
    await team.admin('POST', 'clock', { advanceMs: 601_000 });
    expect((await exchange(team, late)).body.error).toBe('invalid_grant');
  });

  it('gives a refresh token only for offline access', async () => {
    const team = await startTeam();
    const offline = await exchange(team, await codeOf(team));
    const online = await exchange(team, await codeOf(team, { token_access_type: 'online' }));
    expect(online.body.refresh_token).toBeUndefined();
    const refreshed = await token(team, { ...REFRESH, refresh_token: offline.body.refresh_token ?? '' });
    expect(await works(team, refreshed.body.access_token)).toBe(200);
  });

  it('gives the scopes that were asked for alone, and so does each refresh', async () => {
    const team = await startTeam();
    const asked = 'account_info.read files.metadata.read';
    const { body } = await exchange(team, await codeOf(team, { scope: asked }));
    expect(body.scope).toBe(asked);
    const bearer = { authorization: `Bearer ${body.access_token}` };
    const refused = await team.rpc('files/create_folder_v2', { path: '/A' }, bearer);
    expect([refused.status, refused.body.error]).toEqual([
      401,
      { '.tag': 'missing_scope', required_scope: 'files.content.write' },
    ]);
    const refresh = { ...REFRESH, refresh_token: body.refresh_token ?? '' };
    expect((await token(team, refresh)).body.scope).toBe(asked);
    expect((await token(team, { ...refresh, scope: 'files.content.write' })).body.error).toBe(
      'invalid_scope',
    );
  });

  it('gives what the app has ticked where no scope was asked for, and nothing beyond', async () => {
    const team = await startTeam({ scopes: ['account_info.read', 'sharing.read'] });
    const { body } = await exchange(team, await codeOf(team));
    expect(body.scope).toBe('account_info.read sharing.read');
    const query = request({ scope: 'account_info.read files.content.write' });
    expect((await fetch(`${team.url}/oauth2/authorize?${query.toString()}`)).status).toBe(400);
  });

  it('asks for the verifier of its challenge (PKCE, S256), and then for no secret', async () => {
    const team = await startTeam();
    const verifier = 'a'.repeat(64);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const extra = { code_challenge: challenge, code_challenge_method: 'S256' };
    const form = { client_id: CLIENT.client_id, grant_type: 'authorization_code', redirect_uri: REDIRECT };
    const right = await token(team, { ...form, code: await codeOf(team, extra), code_verifier: verifier });
    const wrong = await token(team, {
      ...form,
      code: await codeOf(team, extra),
      code_verifier: 'b'.repeat(64),
    });
    const without = await token(team, { ...form, code: await codeOf(team) });
    expect([right.status, wrong.body.error, without.body.error]).toEqual([
      200,
      'invalid_grant',
      'invalid_client',
    ]);
  });
});

describe('a refresh', () => {
  it('gives a new access token for its life, and no refresh token', async () => {
    const team = await startTeam({ tokenLifeSeconds: 60 });
    const { body } = await token(team, REFRESH);
    expect(body.refresh_token).toBeUndefined();
    expect(await works(team, body.access_token)).toBe(200);
    await team.admin('POST', 'clock', { advanceMs: 61_000 });
    const answer = await team.rpc('check/user', {}, { authorization: `Bearer ${body.access_token}` });
    expect([answer.status, answer.body.error]).toEqual([401, { '.tag': 'expired_access_token' }]);
  });

  it.each([
    [{ client_secret: 'wrong' }, 'invalid_client'],
    [{ refresh_token: 'wrong' }, 'invalid_grant'],
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
  ])('refuses %o', async (extra, error) => {
    const team = await startTeam();
    const answer = await token(team, { ...REFRESH, ...extra });
    expect([answer.status, answer.body.error]).toEqual([400, error]);
  });

  it('is over for good when its access token is revoked, with all that came from it', async () => {
    const team = await startTeam();
    const [one, two] = [await token(team, REFRESH), await token(team, REFRESH)];
    const bearer = { authorization: `Bearer ${one.body.access_token}` };
    expect((await team.rpc('auth/token/revoke', undefined, bearer)).text).toBe('null');
    expect([await works(team, one.body.access_token), await works(team, two.body.access_token)]).toEqual([
      401, 401,
    ]);
    expect((await token(team, REFRESH)).body.error).toBe('invalid_grant');
  });
});
