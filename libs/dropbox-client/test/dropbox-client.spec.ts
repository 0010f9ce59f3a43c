import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refreshingToken } from '@counterpart/access-tokens';
import { rejectsWithCode } from '@counterpart/testing';
import {
  contentHash,
  DropboxClient,
  DropboxError,
  dropboxVerdict,
  headerSafeJson,
  verdictOfTags,
  type CommitEntry,
  type DropboxErrorCode,
} from '../src/index.js';
import { startTeam, type Team } from './team.js';

const stage = ({ client }: Team, bytes: Buffer): Promise<Session> =>
  client.sessions.startClosed(bytes).then((id) => ({ id, size: bytes.length }));

/** Bytes in a closed session. */
interface Session {
  readonly id: string;
  readonly size: number;
}

const entry = (staged: Session, path: string, replaces: string | null = null): CommitEntry => ({
  session: staged.id,
  offset: staged.size,
  path,
  replaces,
  clientModified: '2026-05-01T10:00:00.123+02:00',
});

async function put(team: Team, path: string, bytes: Buffer, replaces: string | null = null) {
  const [result] = await team.client.finishBatch([entry(await stage(team, bytes), path, replaces)]);
  return result;
}

describe('commits', () => {
  it('put files into place, and give each its own outcome', async () => {
    const team = await startTeam();
    await put(team, '/taken.txt', Buffer.from('other'));
    const [one, two] = [await stage(team, Buffer.from('1')), await stage(team, Buffer.from('2'))];
    const results = await team.client.finishBatch([
      entry(one, '/Matter/Ümläut 🙂.txt'),
      entry(two, '/taken.txt'),
      { ...entry(two, '/x'), session: 'pid_upload_session:gone' },
      entry(two, '/bad '),
    ]);
    expect(results).toMatchObject([
      {
        kind: 'committed',
        file: { path: '/Matter/Ümläut 🙂.txt', contentHash: contentHash(Buffer.from('1')) },
      },
      { kind: 'failed', tags: ['path', 'conflict', 'file'] },
      { kind: 'failed', tags: ['lookup_failed', 'not_found'] },
      { kind: 'failed', tags: ['path', 'malformed_path'] },
    ]);
  });

  it('replace only the revision that they were told', async () => {
    const team = await startTeam();
    const first = await put(team, '/a', Buffer.from('1'));
    const rev = first?.kind === 'committed' ? first.file.rev : '';
    expect(await put(team, '/a', Buffer.from('2'), rev)).toMatchObject({ kind: 'committed' });
    expect(await put(team, '/a', Buffer.from('3'), rev)).toEqual({
      kind: 'failed',
      tags: ['path', 'conflict', 'file'],
    });
  });

  it('say the time of the client in UTC, to the second', async () => {
    const team = await startTeam();
    await put(team, '/a', Buffer.from('1'));
    const answer = await fetch(`${team.url}/2/files/get_metadata`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer fake-dropbox-access-token',
        'content-type': 'application/json',
        'dropbox-api-path-root': '{".tag":"root","root":"3235641"}',
      },
      body: '{"path":"/a"}',
    });
    expect(await answer.json()).toMatchObject({ client_modified: '2026-05-01T08:00:00Z' });
  });

  it('are not repeated where the outcome is unknown; a look tells', async () => {
    const team = await startTeam();
    const staged = await stage(team, Buffer.from('1'));
    await team.plan({ route: 'finish_batch_v2', times: 1, effect: { kind: 'reset-after' } });
    await rejectsWithCode(team.client.finishBatch([entry(staged, '/a')]), 'DROPBOX_UNREACHABLE');
    expect((await team.routes()).filter((route) => route.endsWith('finish_batch_v2'))).toHaveLength(1);
    expect(await team.client.look('/a')).toMatchObject({
      kind: 'file',
      contentHash: contentHash(Buffer.from('1')),
    });
  });

  it('are repeated where they were refused before any effect', async () => {
    const team = await startTeam();
    const staged = await stage(team, Buffer.from('1'));
    await team.plan({ route: 'finish_batch_v2', times: 2, effect: { kind: 'write-contention' } });
    expect(await team.client.finishBatch([entry(staged, '/a')])).toMatchObject([{ kind: 'committed' }]);
  });
});

describe('folders', () => {
  it('are made with what is missing, as often as one likes', async () => {
    const team = await startTeam();
    expect(await team.client.createFolders(['/A', '/A/B', '/C'])).toBe(3);
    expect(await team.client.createFolders(['/A', '/A/B', '/D'])).toBe(1);
    expect(await team.client.look('/a/b')).toMatchObject({ kind: 'folder' });
    expect(await team.client.look('/none')).toEqual({ kind: 'nothing' });
  });

  it('cannot stand where a file is', async () => {
    const team = await startTeam();
    await put(team, '/a', Buffer.from('1'));
    const error = await rejectsWithCode(team.client.createFolders(['/a']), 'DROPBOX_ROUTE_ERROR');
    expect(error).toMatchObject({ tags: ['path', 'conflict', 'file'] });
  });
});

describe('the account', () => {
  it('tells its namespaces', async () => {
    const team = await startTeam();
    expect(await team.client.rootInfo()).toEqual({ root: '3235641', home: '3235645' });
  });

  it('with another root than ours is an outage for a person', async () => {
    const team = await startTeam();
    const client = new DropboxClient({ ...team.options, rootNamespace: '1' });
    const error = await rejectsWithCode(client.look('/a'), 'DROPBOX_PATH_ROOT');
    expect(dropboxVerdict(error)).toEqual({ kind: 'disconnected', code: 'DROPBOX_UNAUTHORISED' });
  });
});

describe('bad networks and limits', () => {
  it.each([
    [{ kind: 'status', code: 503 }, 'DROPBOX_SERVER_ERROR', 'DROPBOX_UNAVAILABLE'],
    [{ kind: 'reset-before' }, 'DROPBOX_UNREACHABLE', 'DROPBOX_UNAVAILABLE'],
    [{ kind: 'rate-limited', retryAfter: 300 }, 'DROPBOX_RATE_LIMITED', 'DROPBOX_RATE_LIMITED'],
    [{ kind: 'write-contention', retryAfter: 300 }, 'DROPBOX_WRITE_CONTENTION', 'DROPBOX_WRITE_CONTENTION'],
  ] as const)('%o for good is an outage', async (effect, code, reason) => {
    const team = await startTeam();
    await team.plan({ route: 'get_metadata', effect });
    const error = await rejectsWithCode(team.client.look('/a'), code);
    expect(dropboxVerdict(error)).toMatchObject({ kind: 'outage', code: reason });
  });

  it('a token that is refused for good stops its firm, not everybody', async () => {
    const team = await startTeam();
    await team.plan({ route: 'get_metadata', effect: { kind: 'expired-token' } });
    const error = await rejectsWithCode(team.client.look('/a'), 'DROPBOX_UNAUTHORISED');
    expect(dropboxVerdict(error)).toEqual({ kind: 'disconnected', code: 'DROPBOX_UNAUTHORISED' });
  });

  it('a long Retry-After goes back to the caller at once, with its length', async () => {
    const team = await startTeam();
    await team.plan({ route: '', effect: { kind: 'rate-limited', retryAfter: 300 } });
    const error = await rejectsWithCode(team.client.look('/a'), 'DROPBOX_RATE_LIMITED');
    expect(dropboxVerdict(error)).toMatchObject({ afterMs: 300_000 });
    expect(await team.routes()).toHaveLength(1);
  });

  it.each([
    ['is away', { kind: 'reset-before' }, 'DROPBOX_UNREACHABLE'],
    ['fails', { kind: 'status', code: 502 }, 'DROPBOX_UNREACHABLE'],
  ])('a token endpoint that %s is an outage, not a bug', async (_, effect, code) => {
    const team = await startTeam();
    const token = refreshingToken({
      tokenUrl: `${team.url}/oauth2/token`,
      clientId: 'fake-dropbox-app-key',
      clientSecret: 'fake-dropbox-app-secret',
      refreshToken: 'fake-dropbox-refresh-token',
    });
    const client = new DropboxClient({ ...team.options, token });
    await team.plan({ route: 'oauth2', effect });
    const error = await rejectsWithCode(client.look('/a'), code);
    expect(dropboxVerdict(error)).toMatchObject({ kind: 'outage', code: 'DROPBOX_UNAVAILABLE' });
    await team.plan();
    expect(await client.look('/a')).toEqual({ kind: 'nothing' });
    await team.admin('POST', 'tokens', { action: 'expire' });
    expect(await client.look('/a')).toEqual({ kind: 'nothing' });
    await team.admin('POST', 'tokens', { action: 'revoke' });
    await rejectsWithCode(client.look('/a'), 'DROPBOX_UNAUTHORISED');
  });

  it('asks for a new token where the old one was revoked, not only where it ended (found by the token-loss drill)', async () => {
    const team = await startTeam();
    const given: string[] = [];
    const token = {
      token: () => Promise.resolve('sl.fake-revoked'),
      refresh: (refused: string) => Promise.resolve(given.push(refused) === 0),
    };
    const client = new DropboxClient({ ...team.options, token });
    await rejectsWithCode(client.look('/a'), 'DROPBOX_UNAUTHORISED');
    expect(given).toEqual(['sl.fake-revoked']);
  });

  it('never puts a token or a path into an error', async () => {
    const team = await startTeam();
    await team.plan({ route: '', effect: { kind: 'expired-token' } });
    const error = await rejectsWithCode(team.client.look('/Secret Client/a'), 'DROPBOX_UNAUTHORISED');
    expect(`${error.message} ${error.stack}`).not.toMatch(/fake-dropbox-access-token|Secret/);
  });
});

describe('headers', () => {
  it('carry any text as ASCII that reads back the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const header = headerSafeJson({ text });
        expect(header).toMatch(/^[\x20-\x7e]*$/);
        expect(JSON.parse(header)).toEqual({ text });
      }),
    );
  });
});

describe('verdicts', () => {
  const CODES: readonly DropboxErrorCode[] = [
    'DROPBOX_UNREACHABLE',
    'DROPBOX_SERVER_ERROR',
    'DROPBOX_RATE_LIMITED',
    'DROPBOX_WRITE_CONTENTION',
    'DROPBOX_UNAUTHORISED',
    'DROPBOX_FORBIDDEN',
    'DROPBOX_PATH_ROOT',
    'DROPBOX_ROUTE_ERROR',
    'DROPBOX_REFUSED',
    'DROPBOX_ANSWER_INVALID',
  ];

  it.each(CODES)('know %s', (code) => {
    expect(dropboxVerdict(new DropboxError(code, 'x'))).toHaveProperty('kind');
  });

  it.each([
    [['path', 'insufficient_space'], 'retry', 'DROPBOX_FULL'],
    [['insufficient_quota'], 'retry', 'DROPBOX_FULL'],
    [['path', 'restricted_content'], 'dead', 'DROPBOX_RESTRICTED'],
    [['path', 'malformed_path'], 'dead', 'DROPBOX_PATH_REFUSED'],
    [['path', 'no_write_permission'], 'dead', 'DROPBOX_FORBIDDEN'],
    [['too_many_write_operations'], 'outage', 'DROPBOX_WRITE_CONTENTION'],
    [['lookup_failed', 'not_found'], 'retry', 'STAGING_LOST'],
  ])('of %j: %s', (tags, kind, code) => {
    expect(verdictOfTags(tags)).toEqual({ kind, code });
  });

  it('leave other errors and other tags to others', () => {
    expect(dropboxVerdict(new TypeError('a bug'))).toBeUndefined();
    expect(verdictOfTags(['path', 'conflict', 'file'])).toBeUndefined();
  });
});
