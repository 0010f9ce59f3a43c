import { describe, expect, it } from 'vitest';
import { hashOf, startTeam, type Team } from './team.js';

const plan = (team: Team, rule: object, effect: object): Promise<unknown> =>
  team.admin('PUT', 'faults', { rules: [{ times: 1, ...rule, effect }] });

async function open(team: Team, count: number): Promise<readonly string[]> {
  const opened = await team.rpc('files/upload_session/start_batch', { num_sessions: count });
  return opened.body['session_ids'] as readonly string[];
}

const entry = (id: string, length: number): object => ({
  cursor: { session_id: id, offset: 0 },
  length,
  close: true,
});

const finish = (team: Team, id: string, offset: number) =>
  team.rpc('files/upload_session/finish_batch_v2', {
    entries: [{ cursor: { session_id: id, offset }, commit: { path: `/${id.slice(-5)}` } }],
  });

describe('planned faults of uploads', () => {
  it('flip a bit on the way, which the hash of the call tells', async () => {
    const team = await startTeam();
    const arg = { close: true, content_hash: hashOf('bytes') };
    await plan(team, { route: 'session/start$' }, { kind: 'bit-flip' });
    const answer = await team.upload('files/upload_session/start', arg, 'bytes');
    expect(answer.body.error).toEqual({ '.tag': 'content_hash_mismatch' });
    expect((await team.upload('files/upload_session/start', arg, 'bytes')).status).toBe(200);
  });

  it('let bytes rot at rest, which only the committed file’s hash tells', async () => {
    const team = await startTeam();
    await plan(team, { route: 'session/start$' }, { kind: 'rot' });
    const arg = { close: true, content_hash: hashOf('bytes') };
    const answer = await team.upload('files/upload_session/start', arg, 'bytes');
    const [file] = (await finish(team, String(answer.body['session_id']), 5)).body.entries ?? [];
    expect(file).toMatchObject({ '.tag': 'success', size: 5 });
    expect(file).not.toHaveProperty('content_hash', hashOf('bytes'));
  });

  it('keep a part of an append and break off; the rest can be appended', async () => {
    const team = await startTeam();
    const [id = ''] = await open(team, 1);
    await plan(team, { route: 'append_v2' }, { kind: 'partial-append', bytes: 2 });
    const send = (offset: number, body: string) =>
      team.upload(
        'files/upload_session/append_v2',
        { cursor: { session_id: id, offset }, close: true },
        body,
      );
    await expect(send(0, 'bytes')).rejects.toThrow();
    const again = await send(0, 'bytes');
    expect(again.body.error).toEqual({ '.tag': 'incorrect_offset', correct_offset: 2 });
    expect((await send(2, 'tes')).status).toBe(200);
    expect((await finish(team, id, 5)).body.entries?.[0]).toMatchObject({ content_hash: hashOf('bytes') });
  });

  it('keep a part of a batch: whole entries, a piece of one, nothing of the rest', async () => {
    const team = await startTeam();
    const ids = await open(team, 3);
    await plan(team, { route: 'append_batch' }, { kind: 'partial-append', bytes: 4 });
    const send = () =>
      team.upload(
        'files/upload_session/append_batch',
        { entries: ids.map((id) => entry(id, 3)) },
        'aaabbbccc',
      );
    await expect(send()).rejects.toThrow();
    expect((await send()).body.entries).toEqual([
      { '.tag': 'failure', failure: { '.tag': 'closed' } },
      { '.tag': 'failure', failure: { '.tag': 'incorrect_offset', correct_offset: 1 } },
      { '.tag': 'success' },
    ]);
  });

  it('fail the first entries of a commit, and commit the others', async () => {
    const team = await startTeam();
    const ids = await open(team, 2);
    await team.upload('files/upload_session/append_batch', { entries: ids.map((id) => entry(id, 1)) }, 'ab');
    const effect = { kind: 'entry-error', tags: ['path', 'insufficient_space'], entries: 1 };
    await plan(team, { route: 'finish_batch_v2' }, effect);
    const entries = ids.map((id, at) => ({
      cursor: { session_id: id, offset: 1 },
      commit: { path: `/${at}` },
    }));
    const answer = await team.rpc('files/upload_session/finish_batch_v2', { entries });
    expect(answer.body.entries).toMatchObject([
      { '.tag': 'failure', failure: { '.tag': 'path', path: { '.tag': 'insufficient_space' } } },
      { '.tag': 'success' },
    ]);
    const again = await team.rpc('files/upload_session/finish_batch_v2', { entries: entries.slice(0, 1) });
    expect(again.body.entries).toMatchObject([{ '.tag': 'success' }]);
  });

  it('answer a route’s own error', async () => {
    const team = await startTeam();
    const effect = { kind: 'route-error', tags: ['incorrect_offset'], correctOffset: 7 };
    await plan(team, { route: 'append_v2' }, effect);
    const arg = { cursor: { session_id: 'x', offset: 0 } };
    const answer = await team.upload('files/upload_session/append_v2', arg, 'x');
    expect([answer.status, answer.body.error]).toEqual([
      409,
      { '.tag': 'incorrect_offset', correct_offset: 7 },
    ]);
  });

  it('refuse only what comes faster than a rate', async () => {
    const team = await startTeam();
    const rule = { route: 'start_batch', times: 100, above: { calls: 3, perMs: 60_000 } };
    await plan(team, rule, { kind: 'rate-limited', retryAfter: 1 });
    const statuses: number[] = [];
    for (let call = 0; call < 5; call += 1) {
      statuses.push((await team.rpc('files/upload_session/start_batch', { num_sessions: 1 })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });
});
