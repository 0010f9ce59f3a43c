import { describe, expect, it } from 'vitest';
import { startTeam, type File, type Loose, type Team } from './team.js';

const move = (team: Team, from_path: string, to_path: string, extra = {}) =>
  team.rpc('files/move_v2', { from_path, to_path, ...extra });

async function complete(team: Team, launched: Loose, check: string): Promise<readonly Loose[]> {
  const arg = { async_job_id: launched['async_job_id'] };
  expect((await team.rpc(check, arg)).body).toEqual({ '.tag': 'in_progress' });
  const { body } = await team.rpc(check, arg);
  expect(body['.tag']).toBe('complete');
  return body.entries ?? [];
}

describe('folders', () => {
  it('are made with their parents, without a tag, once', async () => {
    const team = await startTeam();
    const made = await team.rpc('files/create_folder_v2', { path: '/A/B' });
    expect(made.body['metadata']).toEqual({
      name: 'B',
      id: expect.stringMatching(/^id:/) as unknown,
      path_lower: '/a/b',
      path_display: '/A/B',
    });
    const again = await team.rpc('files/create_folder_v2', { path: '/a/b' });
    expect([again.status, again.body['error_summary']]).toEqual([409, 'path/conflict/folder/..']);
    const numbered = await team.rpc('files/create_folder_v2', { path: '/A/B', autorename: true });
    expect(numbered.body['metadata']).toMatchObject({ path_display: '/A/B (1)' });
  });

  it('are made many at a time, duplicates once, each with its outcome', async () => {
    const team = await startTeam();
    await team.put('/file', 'x');
    const arg = { paths: ['/a', '/A', '/b/c', '/file/d', '/e ', '/a'] };
    const answer = await team.rpc('files/create_folder_batch', arg);
    expect(answer.body['.tag']).toBe('complete');
    expect(answer.body.entries?.map((entry) => entry['.tag'])).toEqual([
      'success',
      'success',
      'failure',
      'failure',
    ]);
    expect(answer.body.entries?.[2]?.['failure']).toEqual({
      '.tag': 'path',
      path: { '.tag': 'conflict', conflict: { '.tag': 'file_ancestor' } },
    });
    const launched = await team.rpc('files/create_folder_batch', { paths: ['/z'], force_async: true });
    const entries = await complete(team, launched.body, 'files/create_folder_batch/check');
    expect(entries).toMatchObject([{ '.tag': 'success', metadata: { path_display: '/z' } }]);
  });
});

describe('moves', () => {
  it('keep ids and revisions, of a folder and all below it', async () => {
    const team = await startTeam();
    const file = await team.put('/from/deep/a.txt', 'x');
    const answer = await move(team, '/from', '/to/there');
    expect(answer.body['metadata']).toMatchObject({ '.tag': 'folder', path_display: '/to/there' });
    const { body } = await team.rpc('files/get_metadata', { path: file.id });
    expect(body).toMatchObject({ path_display: '/to/there/deep/a.txt', rev: file.rev });
    expect((await team.rpc('files/get_metadata', { path: '/from' })).status).toBe(409);
  });

  it.each([
    ['/none', '/x', /^from_lookup\/not_found/],
    ['/a', '/taken', /^to\/conflict\/file/],
    ['/dir', '/dir/below', /^cant_move_folder_into_itself/],
    ['/a', '/A', /^duplicated_or_nested_paths/],
    ['/a', '/bad ', /^to\/malformed_path/],
    ['/a', '/taken/x', /^to\/conflict\/file_ancestor/],
  ])('from %s to %s: %s', async (from, to, summary) => {
    const team = await startTeam();
    for (const path of ['/a', '/taken', '/dir/x']) await team.put(path, path);
    const answer = await move(team, from, to);
    expect([answer.status, answer.body['error_summary']]).toEqual([
      409,
      expect.stringMatching(summary) as unknown,
    ]);
    expect((await team.download({ path: '/a' })).text).toBe('/a');
  });

  it('rename where that is asked for', async () => {
    const team = await startTeam();
    for (const path of ['/a.txt', '/b.txt']) await team.put(path, path);
    const answer = await move(team, '/a.txt', '/b.txt', { autorename: true });
    expect(answer.body['metadata']).toMatchObject({ path_display: '/b (1).txt' });
  });

  it('go in batches, each entry by itself, nested in its success', async () => {
    const team = await startTeam();
    await team.put('/a', 'x');
    const entries = [
      { from_path: '/a', to_path: '/b' },
      { from_path: '/none', to_path: '/c' },
    ];
    const launched = await team.rpc('files/move_batch_v2', { entries });
    expect(await complete(team, launched.body, 'files/move_batch/check_v2')).toMatchObject([
      { '.tag': 'success', success: { '.tag': 'file', path_display: '/b' } },
      {
        '.tag': 'failure',
        failure: {
          '.tag': 'relocation_error',
          relocation_error: { '.tag': 'from_lookup', from_lookup: { '.tag': 'not_found' } },
        },
      },
    ]);
  });
});

describe('copies', () => {
  it('are new files with the same bytes, also of a whole folder', async () => {
    const team = await startTeam();
    const file = await team.put('/from/a', 'x');
    await team.rpc('files/copy_v2', { from_path: '/from', to_path: '/to' });
    const copy = (await team.rpc('files/get_metadata', { path: '/to/a' })).body as unknown as File;
    expect(copy.content_hash).toBe(file.content_hash);
    expect(copy.id).not.toBe(file.id);
    expect((await team.download({ path: '/from/a' })).text).toBe('x');
  });
});

describe('deletions', () => {
  it('take what is below, and answer what was there', async () => {
    const team = await startTeam();
    await team.put('/f/a', 'x');
    const answer = await team.rpc('files/delete_v2', { path: '/F' });
    expect(answer.body['metadata']).toMatchObject({ '.tag': 'folder', path_display: '/f' });
    expect((await team.rpc('files/get_metadata', { path: '/f/a' })).status).toBe(409);
    expect((await team.rpc('files/delete_v2', { path: '/f' })).body['error_summary']).toMatch(
      /^path_lookup\/not_found/,
    );
  });

  it('spare a file that has another revision than was said', async () => {
    const team = await startTeam();
    const first = await team.put('/a', '1');
    await team.put('/a', '2', { mode: 'overwrite' });
    const answer = await team.rpc('files/delete_v2', { path: '/a', parent_rev: first.rev });
    expect(answer.body['error_summary']).toMatch(/^path_write\/conflict\/file/);
    expect((await team.download({ path: '/a' })).text).toBe('2');
  });

  it('go in batches as a job', async () => {
    const team = await startTeam();
    await team.put('/a', 'x');
    const launched = await team.rpc('files/delete_batch', { entries: [{ path: '/a' }, { path: '/b' }] });
    expect(await complete(team, launched.body, 'files/delete_batch/check')).toMatchObject([
      { '.tag': 'success', metadata: { '.tag': 'file' } },
      { '.tag': 'failure', failure: { '.tag': 'path_lookup' } },
    ]);
  });
});
