import { describe, expect, it } from 'vitest';
import { hashOf, startTeam, type File, type Team } from './team.js';

const MIB = 1024 * 1024;
const A = (size: number): Buffer => Buffer.alloc(size, 'A');

async function session(team: Team, body: string | Buffer, close = true, type?: string): Promise<string> {
  const arg = { close, ...(type === undefined ? {} : { session_type: type }) };
  const answer = await team.upload('files/upload_session/start', arg, body);
  expect(answer.status).toBe(200);
  return String(answer.body['session_id']);
}

/** Session and offset. */
type At = readonly [session: string, offset: number];

const append = (team: Team, [id, offset]: At, body: string | Buffer, close = false) =>
  team.upload('files/upload_session/append_v2', { cursor: { session_id: id, offset }, close }, body);

const finish = (team: Team, [id, offset]: At, path: string, body: string | Buffer = '') =>
  team.upload('files/upload_session/finish', { cursor: { session_id: id, offset }, commit: { path } }, body);

describe('content hashes', () => {
  // rclone, backend/dropbox/dbhash/dbhash_test.go
  it.each([
    [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [1, '1cd6ef71e6e0ff46ad2609d403dc3fee244417089aa4461245a4e4fe23a55e42'],
    [4_194_304, 'd4d63bac5b866c71620185392a8a6218ac1092454a2d16f820363b69852befa3'],
    [4_194_305, '8f553da8d00d0bf509d8470e242888be33019c20c0544811f5b2b89e98360b92'],
    [8_388_609, '02c8a4aefc2bfc9036f89a7098001865885938ca580e5c9e5db672385edd303c'],
  ])('of %d bytes are Dropbox’s', async (size, hash) => {
    const team = await startTeam();
    expect(await team.put('/a', A(size))).toMatchObject({ size, content_hash: hash });
  });

  it('cover the bytes of one call, and refuse others', async () => {
    const team = await startTeam();
    const id = await session(team, 'first', false);
    const arg = (hash: string) => ({ cursor: { session_id: id, offset: 5 }, content_hash: hash });
    const wrong = await team.upload('files/upload_session/append_v2', arg(hashOf('firstmore')), 'more');
    expect([wrong.status, wrong.body.error]).toEqual([409, { '.tag': 'content_hash_mismatch' }]);
    const right = await team.upload('files/upload_session/append_v2', arg(hashOf('more')), 'more');
    expect([right.status, right.text]).toEqual([200, 'null']);
    expect((await finish(team, [id, 9], '/a')).body).toMatchObject({ content_hash: hashOf('firstmore') });
  });
});

describe('write modes (files.stone WriteMode, CommitInfo)', () => {
  const same = 'same';
  it.each([
    // mode, strict, standing content, new content, outcome
    ['add', false, null, 'new', 'written'],
    ['add', false, same, same, 'kept'],
    ['add', true, same, same, 'conflict'],
    ['add', false, 'old', 'new', 'conflict'],
    ['overwrite', false, 'old', 'new', 'written'],
    ['overwrite', true, same, same, 'kept'],
    ['update current', false, 'old', 'new', 'written'],
    ['update current', true, same, same, 'conflict'],
    ['update stale', false, 'old', 'new', 'conflict'],
    ['update stale', false, null, 'new', 'written'],
    ['update stale', true, null, 'new', 'conflict'],
  ])('%s (strict: %s) over %s with %s: %s', async (...row) => {
    const [mode, strict, standing, content, outcome] = row;
    const team = await startTeam();
    const before = standing === null ? null : await team.put('/a.txt', standing);
    const wire = mode.startsWith('update')
      ? { '.tag': 'update', update: mode === 'update current' ? before?.rev : 'abcdef0123456' }
      : mode;
    const answer = await team.upload(
      'files/upload',
      { path: '/a.txt', mode: wire, strict_conflict: strict },
      content,
    );
    const now = (await team.rpc('files/get_metadata', { path: '/a.txt' })).body as Partial<File>;
    switch (outcome) {
      case 'written':
        expect(answer.body).toMatchObject({ content_hash: hashOf(content), rev: now.rev });
        expect(now.rev).not.toBe(before?.rev);
        break;
      case 'kept':
        expect(answer.body).toMatchObject({ rev: before?.rev });
        break;
      default:
        expect(answer.status).toBe(409);
        expect(answer.body.error).toMatchObject({
          '.tag': 'path',
          reason: { '.tag': 'conflict', conflict: { '.tag': 'file' } },
          upload_session_id: expect.any(String) as unknown,
        });
        expect(now.rev).toBe(before?.rev);
    }
  });

  it('a refused upload keeps its bytes for a commit elsewhere', async () => {
    const team = await startTeam();
    await team.put('/a.txt', 'old');
    const refused = await team.upload('files/upload', { path: '/a.txt' }, 'new');
    const { upload_session_id: id } = refused.body.error as { upload_session_id: string };
    const done = await finish(team, [id, 3], '/b.txt');
    expect(done.body).toMatchObject({ path_display: '/b.txt', content_hash: hashOf('new') });
  });

  it('a folder always conflicts, and so does a file above', async () => {
    const team = await startTeam();
    await team.put('/folder/a.txt', 'x');
    const tagsAt = async (path: string) =>
      (await team.upload('files/upload', { path, mode: 'overwrite' }, 'y')).body['error_summary'];
    expect(await tagsAt('/FOLDER')).toMatch(/^path\/conflict\/folder/);
    expect(await tagsAt('/folder/a.txt/b')).toMatch(/^path\/conflict\/file_ancestor/);
  });

  it('autorename numbers the name, or calls it a conflicted copy', async () => {
    const team = await startTeam();
    const first = await team.put('/a.txt', '1');
    await team.put('/a.txt', '2', { mode: 'overwrite' });
    const second = await team.put('/a.txt', '3', { autorename: true });
    const third = await team.put('/a.txt', '4', { autorename: true });
    const update = { mode: { '.tag': 'update', update: first.rev }, autorename: true };
    const fourth = await team.put('/a.txt', '5', update);
    expect([second.name, third.name, fourth.name]).toEqual([
      'a (2).txt',
      'a (3).txt',
      'a (conflicted copy).txt',
    ]);
  });

  it('keeps the case and the id of the file that stands, whatever case the commit has', async () => {
    const team = await startTeam();
    const first = await team.put('/Fälle/Brief.txt', '1');
    const second = await team.put('/FÄLLE/BRIEF.TXT', '2', { mode: 'overwrite' });
    expect(second).toMatchObject({
      id: first.id,
      path_display: '/Fälle/Brief.txt',
      path_lower: '/fälle/brief.txt',
    });
    const decomposed = await team.put('/Fälle/Brief.txt'.normalize('NFD'), '3', { mode: 'overwrite' });
    expect(decomposed.id).toBe(first.id);
  });

  it.each(['/a\\b', '/tail ', '/..', `/${'x'.repeat(256)}`, '/bell\u0007'])(
    'refuses the name %j',
    async (path) => {
      const team = await startTeam();
      const answer = await team.upload('files/upload', { path }, 'x');
      expect(answer.body['error_summary']).toMatch(/^path\/malformed_path/);
    },
  );

  it.each(['/Desktop.ini', '/a/Thumbs.db', '/.DS_Store'])('disallows %s', async (path) => {
    const team = await startTeam();
    const answer = await team.upload('files/upload', { path }, 'x');
    expect(answer.body['error_summary']).toMatch(/^path\/disallowed_name/);
  });

  it('takes the time of the client, to the second', async () => {
    const team = await startTeam();
    const file = await team.put('/a', 'x', { client_modified: '2019-01-02T03:04:05Z' });
    expect(file.client_modified).toBe('2019-01-02T03:04:05Z');
    const answer = await team.upload(
      'files/upload',
      { path: '/b', client_modified: '2019-01-02T03:04:05.678Z' },
      'x',
    );
    expect(answer.status).toBe(400);
  });
});

describe('sessions', () => {
  it('take appends at their offset, and say the right one', async () => {
    const team = await startTeam();
    const id = await session(team, 'abc', false);
    const wrong = await append(team, [id, 2], 'x');
    expect(wrong.body.error).toEqual({ '.tag': 'incorrect_offset', correct_offset: 3 });
    expect((await append(team, [id, 3], 'def', true)).text).toBe('null');
    expect((await append(team, [id, 6], 'x')).body.error).toEqual({ '.tag': 'closed' });
    const off = await finish(team, [id, 5], '/a');
    expect(off.body.error).toEqual({
      '.tag': 'lookup_failed',
      lookup_failed: { '.tag': 'incorrect_offset', correct_offset: 6 },
    });
    expect((await finish(team, [id, 6], '/a')).body).toMatchObject({
      size: 6,
      content_hash: hashOf('abcdef'),
    });
    expect((await finish(team, [id, 6], '/a')).body.error).toMatchObject({
      lookup_failed: { '.tag': 'not_found' },
    });
  });

  it('take the last bytes with the finish', async () => {
    const team = await startTeam();
    const id = await session(team, 'abc', false);
    expect((await finish(team, [id, 3], '/a', 'def')).body).toMatchObject({ content_hash: hashOf('abcdef') });
  });

  it('live seven days', async () => {
    const team = await startTeam();
    const id = await session(team, 'abc');
    await team.admin('POST', 'clock', { advanceMs: 7 * 86_400_000 + 1000 });
    expect((await append(team, [id, 3], 'x')).body.error).toEqual({ '.tag': 'not_found' });
  });

  it('are finished in one batch, each entry by itself, under one lock', async () => {
    const team = await startTeam();
    await team.put('/taken', 'other');
    const [one, two, open] = [
      await session(team, '1'),
      await session(team, '22'),
      await session(team, '3', false),
    ];
    const entry = (id: string, offset: number, path: string) => ({
      cursor: { session_id: id, offset },
      commit: { path },
    });
    const entries = [
      entry(one, 1, '/one'),
      entry(two, 2, '/taken'),
      entry(open, 1, '/open'),
      entry('pid_upload_session:gone', 1, '/gone'),
      entry(one, 1, '/again'),
    ];
    const answer = await team.rpc('files/upload_session/finish_batch_v2', { entries });
    expect(answer.body.entries).toMatchObject([
      { '.tag': 'success', path_display: '/one', content_hash: hashOf('1') },
      {
        '.tag': 'failure',
        failure: { '.tag': 'path', path: { '.tag': 'conflict', conflict: { '.tag': 'file' } } },
      },
      { '.tag': 'failure', failure: { '.tag': 'lookup_failed', lookup_failed: { '.tag': 'not_closed' } } },
      { '.tag': 'failure', failure: { '.tag': 'lookup_failed', lookup_failed: { '.tag': 'not_found' } } },
      { '.tag': 'failure', failure: { '.tag': 'lookup_failed', lookup_failed: { '.tag': 'not_found' } } },
    ]);
    expect(answer.body.entries?.[0]).not.toHaveProperty(['.tag'], 'file');
    const summary = (await team.admin('GET', 'calls/summary')) as { mostConcurrentCommits: object };
    expect(summary.mostConcurrentCommits).toEqual({ 3235645: 1 });
  });

  it('are finished by the old batch as a job', async () => {
    const team = await startTeam();
    const id = await session(team, '1');
    const entries = [{ cursor: { session_id: id, offset: 1 }, commit: { path: '/one' } }];
    const launched = await team.rpc('files/upload_session/finish_batch', { entries });
    expect(launched.body['.tag']).toBe('async_job_id');
    const poll = () =>
      team.rpc('files/upload_session/finish_batch/check', { async_job_id: launched.body['async_job_id'] });
    expect((await poll()).body).toEqual({ '.tag': 'in_progress' });
    expect((await poll()).body).toMatchObject({ '.tag': 'complete', entries: [{ '.tag': 'success' }] });
    const unknown = await team.rpc('files/upload_session/finish_batch/check', { async_job_id: 'x' });
    expect([unknown.status, unknown.body.error]).toEqual([409, { '.tag': 'invalid_async_job_id' }]);
  });

  it('are opened and filled many at a time', async () => {
    const team = await startTeam();
    const opened = await team.rpc('files/upload_session/start_batch', { num_sessions: 3 });
    const ids = opened.body['session_ids'] as readonly string[];
    const entry = (index: number, offset: number, length: number) => ({
      cursor: { session_id: ids[index] ?? 'none', offset },
      length,
      close: true,
    });
    const entries = [entry(0, 0, 1), entry(1, 5, 2), entry(2, 0, 3), entry(9, 0, 0)];
    const arg = { entries, content_hash: hashOf('abbccc') };
    const answer = await team.upload('files/upload_session/append_batch', arg, 'abbccc');
    expect(answer.body.entries).toEqual([
      { '.tag': 'success' },
      { '.tag': 'failure', failure: { '.tag': 'incorrect_offset', correct_offset: 0 } },
      { '.tag': 'success' },
      { '.tag': 'failure', failure: { '.tag': 'not_found' } },
    ]);
    expect((await finish(team, [ids[2] ?? '', 3], '/c')).body).toMatchObject({ content_hash: hashOf('ccc') });
    const short = await team.upload(
      'files/upload_session/append_batch',
      { entries: [entry(0, 1, 5)] },
      'abc',
    );
    expect(short.body.error).toEqual({ '.tag': 'length_mismatch' });
  });

  it('may be concurrent: whole units in any order, the last closes', async () => {
    const team = await startTeam();
    const id = await session(team, '', false, 'concurrent');
    const [first, second, tail] = [Buffer.alloc(4 * MIB, 1), Buffer.alloc(4 * MIB, 2), Buffer.from('tail')];
    expect((await append(team, [id, 1], first)).body.error).toEqual({
      '.tag': 'concurrent_session_invalid_offset',
    });
    expect((await append(team, [id, 0], 'part')).body.error).toEqual({
      '.tag': 'concurrent_session_invalid_data_size',
    });
    const size = 8 * MIB + 4;
    await append(team, [id, 8 * MIB], tail, true);
    await append(team, [id, 4 * MIB], second);
    const gap = await finish(team, [id, size], '/big');
    expect(gap.body.error).toEqual({ '.tag': 'concurrent_session_missing_data' });
    await append(team, [id, 0], first);
    const whole = Buffer.concat([first, second, tail]);
    expect((await finish(team, [id, size], '/big')).body).toMatchObject({
      size,
      content_hash: hashOf(whole),
    });
  });

  it('refuse data and close in the start of a concurrent one, and a finish before it is closed', async () => {
    const team = await startTeam();
    const start = (close: boolean, body: string) =>
      team.upload('files/upload_session/start', { close, session_type: 'concurrent' }, body);
    expect((await start(false, 'x')).body.error).toEqual({ '.tag': 'concurrent_session_data_not_allowed' });
    expect((await start(true, '')).body.error).toEqual({ '.tag': 'concurrent_session_close_not_allowed' });
    const id = await session(team, '', false, 'concurrent');
    expect((await finish(team, [id, 0], '/a')).body.error).toMatchObject({
      lookup_failed: { '.tag': 'concurrent_session_not_closed' },
    });
  });
});

describe('the lock of a namespace', () => {
  const commit = (team: Team, at: number) => team.upload('files/upload', { path: `/${at}` }, String(at));
  const all = (team: Team) => Promise.all([1, 2, 3].map((at) => commit(team, at)));

  it('lets commits wait for each other', async () => {
    const team = await startTeam({ commitLatencyMs: 30 });
    expect((await all(team)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('or refuses what meets another commit, where it is strict', async () => {
    const team = await startTeam({ commitLatencyMs: 2000, namespaceLock: 'strict' });
    const answers = await all(team);
    const refused = answers.filter(({ status }) => status === 429);
    // On a busy machine one may come when another has ended.
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3 - refused.length);
    expect(refused[0]?.body.error).toEqual({
      reason: { '.tag': 'too_many_write_operations' },
      retry_after: 0,
    });
  });
});
