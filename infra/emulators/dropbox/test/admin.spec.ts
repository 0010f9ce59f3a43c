import { describe, expect, it } from 'vitest';
import { startTeam, type Team } from './team.js';

type Effect = Readonly<Record<string, unknown>>;

const plan = (team: Team, effect: Effect, rule: object = {}) =>
  team.admin('PUT', 'faults', { rules: [{ route: 'files/', times: 1, ...rule, effect }] });

const look = (team: Team) => team.rpc('files/get_metadata', { path: '/a' });

describe('fault plans', () => {
  it.each([
    [{ kind: 'status', code: 503 }, 503, undefined],
    [{ kind: 'rate-limited', retryAfter: 7 }, 429, 'too_many_requests/..'],
    [{ kind: 'write-contention' }, 429, 'too_many_write_operations/..'],
    [{ kind: 'expired-token' }, 401, 'expired_access_token/..'],
    [{ kind: 'route-error', tags: ['path', 'insufficient_space'] }, 409, 'path/insufficient_space/..'],
  ])('%o strikes once, before any effect', async (effect, status, summary) => {
    const team = await startTeam();
    await plan(team, effect);
    const struck = await team.upload('files/upload', { path: '/a' }, 'x');
    expect([struck.status, struck.body['error_summary']]).toEqual([status, summary]);
    expect((await look(team)).status).toBe(409);
    expect((await team.upload('files/upload', { path: '/a' }, 'x')).status).toBe(200);
  });

  it('both 429s say when to come back', async () => {
    const team = await startTeam();
    await plan(team, { kind: 'rate-limited', retryAfter: 7 });
    const { headers, body } = await look(team);
    expect(headers.get('retry-after')).toBe('7');
    expect(body.error).toEqual({ reason: { '.tag': 'too_many_requests' }, retry_after: 7 });
  });

  it('a reset before has no effect, a reset after has', async () => {
    const team = await startTeam();
    await plan(team, { kind: 'reset-before' });
    await expect(team.upload('files/upload', { path: '/a' }, 'x')).rejects.toThrow('fetch failed');
    expect((await look(team)).status).toBe(409);
    await plan(team, { kind: 'reset-after' });
    await expect(team.upload('files/upload', { path: '/a' }, 'x')).rejects.toThrow('fetch failed');
    expect((await look(team)).status).toBe(200);
  });

  it('damage a body: it ends early, or one bit differs', async () => {
    const team = await startTeam();
    const bytes = Buffer.alloc(100_000, 'a');
    await team.put('/a', bytes);
    await plan(team, { kind: 'truncate-body', bytes: 1000 });
    await expect(team.download({ path: '/a' })).rejects.toThrow('terminated');
    await plan(team, { kind: 'bit-flip' });
    const flipped = await team.download({ path: '/a' });
    expect(flipped.bytes.length).toBe(bytes.length);
    expect([...flipped.bytes].filter((byte, at) => byte !== bytes[at])).toHaveLength(1);
  });

  it('strike every n-th call, or by chance of the seed, the same each time', async () => {
    const outcomes = async () => {
      const team = await startTeam({ seed: 5 });
      await plan(team, { kind: 'status', code: 500 }, { times: undefined, probability: 0.5 });
      const statuses: number[] = [];
      for (let call = 0; call < 20; call += 1) statuses.push((await look(team)).status);
      return statuses;
    };
    const [one, two] = [await outcomes(), await outcomes()];
    expect(one).toEqual(two);
    expect(new Set(one)).toEqual(new Set([500, 409]));
    const team = await startTeam();
    await plan(team, { kind: 'status', code: 500 }, { times: undefined, every: 3 });
    const statuses: number[] = [];
    for (let call = 0; call < 6; call += 1) statuses.push((await look(team)).status);
    expect(statuses).toEqual([409, 409, 500, 409, 409, 500]);
  });

  it('are told with what they struck, refused where wrong, and cleared', async () => {
    const team = await startTeam();
    await plan(team, { kind: 'status', code: 500 });
    await look(team);
    expect(await team.admin('GET', 'faults')).toMatchObject({ rules: [{ matched: 1, struck: 1 }] });
    expect(await plan(team, { kind: 'earthquake' })).toHaveProperty('error');
    await team.admin('DELETE', 'faults');
    expect(await team.admin('GET', 'faults')).toEqual({ rules: [] });
  });
});

describe('inspection', () => {
  it('lists every call without any token, and every file with its hashes', async () => {
    const team = await startTeam();
    const file = await team.put('/a', 'hello');
    await look(team);
    await team.rpc('files/get_metadata', { path: '/none' });
    const { calls } = (await team.admin('GET', 'calls')) as { calls: readonly Record<string, unknown>[] };
    expect(calls.map(({ route, status }) => [route, status])).toEqual([
      ['files/upload', 200],
      ['files/get_metadata', 200],
      ['files/get_metadata', 409],
    ]);
    expect(JSON.stringify(calls)).not.toContain('fake-dropbox-access-token');
    expect(JSON.parse(String(JSON.stringify(await team.admin('GET', 'tree'))))).toMatchObject({
      namespace: '3235645',
      content_hash: file.content_hash,
      // SHA-256 of "hello"
      sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    });
  });

  it('lets one put, read and remove a file by hand', async () => {
    const team = await startTeam();
    const put = (await team.admin('PUT', 'file?path=/by-hand.txt', 'text')) as { id: string };
    expect(await team.admin('GET', `content?id=${put.id}`)).toBe('text');
    await team.admin('DELETE', 'file?path=/by-hand.txt');
    expect((await team.rpc('files/get_metadata', { path: 'ns:3235641/by-hand.txt' })).status).toBe(409);
  });

  it('issues, expires and revokes tokens', async () => {
    const team = await startTeam();
    const { accessToken } = (await team.admin('POST', 'tokens', { action: 'issue' })) as {
      accessToken: string;
    };
    const status = async () =>
      (await team.rpc('check/user', {}, { authorization: `Bearer ${accessToken}` })).body['error_summary'];
    expect(await status()).toBeUndefined();
    await team.admin('POST', 'tokens', { action: 'expire' });
    expect(await status()).toBe('expired_access_token/..');
    await team.admin('POST', 'tokens', { action: 'revoke' });
    expect(await status()).toBe('invalid_access_token/..');
  });

  it('knows no other admin route', async () => {
    const team = await startTeam();
    expect((await fetch(`${team.url}/_emulator/wish`)).status).toBe(404);
  });
});
