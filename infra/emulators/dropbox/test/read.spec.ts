import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOf, startTeam, type File, type Loose, type Team } from './team.js';

type Page = { readonly entries: readonly Loose[]; readonly cursor: string; readonly has_more: boolean };

async function list(team: Team, arg: object): Promise<Page> {
  return (await team.rpc('files/list_folder', arg)).body as unknown as Page;
}

async function more(team: Team, cursor: string): Promise<Page> {
  return (await team.rpc('files/list_folder/continue', { cursor })).body as unknown as Page;
}

/** Everything from a cursor on. */
async function rest(team: Team, cursor: string): Promise<{ entries: readonly Loose[]; cursor: string }> {
  const entries: Loose[] = [];
  let page = await more(team, cursor);
  for (; page.has_more; page = await more(team, page.cursor)) entries.push(...page.entries);
  return { entries: [...entries, ...page.entries], cursor: page.cursor };
}

/** Takes one entry of a listing in, as files.stone list_folder says. */
function take(known: Map<string, unknown>, entry: Loose): void {
  const key = String(entry['path_lower']);
  const below =
    entry['.tag'] === 'folder' ? [] : [...known.keys()].filter((one) => one.startsWith(`${key}/`));
  for (const one of below) known.delete(one);
  if (entry['.tag'] === 'deleted') known.delete(key);
  else known.set(key, entry['rev'] ?? 'folder');
}

const told = (entries: readonly Loose[]) => entries.map((entry) => [entry['.tag'], entry['path_display']]);

describe('what cannot be downloaded', () => {
  const ROOT = 'ns:3235641';
  const bar = (team: Team, path: string, barred: string) =>
    team.admin('PUT', `file?path=${encodeURIComponent(path)}&barred=${barred}`, 'a stub');

  it('is a cloud document without a content hash, listed unless it is left out, and moved as any file', async () => {
    const team = await startTeam();
    await bar(team, '/Case/Outline.paper', 'cloud-document');
    const { body } = await team.rpc('files/get_metadata', { path: `${ROOT}/case/outline.paper` });
    expect(body).toMatchObject({
      '.tag': 'file',
      is_downloadable: false,
      export_info: { export_as: 'html' },
    });
    expect(body).not.toHaveProperty('content_hash');
    const refused = await team.download({ path: `${ROOT}/Case/Outline.paper` });
    expect([refused.status, refused.body.error]).toEqual([409, { '.tag': 'unsupported_file' }]);
    expect((await list(team, { path: `${ROOT}/Case` })).entries).toHaveLength(1);
    expect(
      (await list(team, { path: `${ROOT}/Case`, include_non_downloadable_files: false })).entries,
    ).toEqual([]);
    const arg = { from_path: `${ROOT}/Case/Outline.paper`, to_path: `${ROOT}/Outline.paper` };
    const moved = await team.rpc('files/move_v2', arg);
    expect(moved.body).toMatchObject({ metadata: { is_downloadable: false } });
  });

  it('is content that was taken down, which a listing shows as ever', async () => {
    const team = await startTeam();
    await bar(team, '/Case/Exhibit.pdf', 'restricted');
    expect((await list(team, { path: `${ROOT}/Case` })).entries).toMatchObject([
      { is_downloadable: true, content_hash: expect.any(String) as string },
    ]);
    const refused = await team.download({ path: `${ROOT}/Case/Exhibit.pdf` });
    expect(refused.body.error).toEqual({ '.tag': 'path', path: { '.tag': 'restricted_content' } });
  });
});

describe('metadata', () => {
  it('is found by path in any case, by id and by revision, and is tagged', async () => {
    const team = await startTeam();
    const file = await team.put('/Case/Brief.pdf', 'x');
    for (const path of ['/case/BRIEF.pdf', file.id, '/Case/Brief.pdf/']) {
      const { body } = await team.rpc('files/get_metadata', { path });
      expect(body).toMatchObject({ '.tag': 'file', id: file.id, path_display: '/Case/Brief.pdf' });
    }
    expect((await team.rpc('files/get_metadata', { path: '/case' })).body).toMatchObject({
      '.tag': 'folder',
      path_display: '/Case',
    });
    const none = await team.rpc('files/get_metadata', { path: '/none' });
    expect([none.status, none.body.error]).toEqual([409, { '.tag': 'path', path: { '.tag': 'not_found' } }]);
  });

  it('tells of a deleted file where that is asked for', async () => {
    const team = await startTeam();
    await team.put('/a', 'x');
    await team.rpc('files/delete_v2', { path: '/a' });
    const { body } = await team.rpc('files/get_metadata', { path: '/a', include_deleted: true });
    expect(body).toEqual({ '.tag': 'deleted', name: 'a', path_lower: '/a', path_display: '/a' });
  });
});

describe('downloads', () => {
  it('carry their metadata in a header that is safe, and their bytes', async () => {
    const team = await startTeam();
    const file = await team.put('/Müller 🙂.bin', Buffer.from([0, 255, 1]));
    const answer = await team.download({ path: '/Müller 🙂.bin' });
    expect([...answer.bytes]).toEqual([0, 255, 1]);
    const result = answer.headers.get('dropbox-api-result') ?? '';
    expect(result).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(result)).toMatchObject({ id: file.id, name: 'Müller 🙂.bin' });
    expect(JSON.parse(result)).not.toHaveProperty(['.tag']);
  });

  it('give any range of bytes', async () => {
    const team = await startTeam();
    const bytes = Buffer.from('0123456789');
    await team.put('/a', bytes);
    await fc.assert(
      fc.asyncProperty(fc.nat(9), fc.nat(12), async (from, length) => {
        const to = from + length;
        const answer = await team.download({ path: '/a' }, { range: `bytes=${from}-${to}` });
        expect(answer.status).toBe(206);
        expect(answer.text).toBe('0123456789'.slice(from, to + 1));
        expect(answer.headers.get('content-range')).toBe(`bytes ${from}-${Math.min(9, to)}/10`);
      }),
      { numRuns: 25 },
    );
    expect((await team.download({ path: '/a' }, { range: 'bytes=7-' })).text).toBe('789');
  });

  it('answer 304 to the tag they were given', async () => {
    const team = await startTeam();
    await team.put('/a', 'x');
    const { headers } = await team.download({ path: '/a' });
    const again = await team.download({ path: '/a' }, { 'if-none-match': headers.get('etag') ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('give an earlier revision, and refuse folders and what is not there', async () => {
    const team = await startTeam();
    const first = await team.put('/f/a', 'one');
    await team.put('/f/a', 'two', { mode: 'overwrite' });
    expect((await team.download({ path: `rev:${first.rev}` })).text).toBe('one');
    expect((await team.download({ path: '/f' })).body.error).toEqual({
      '.tag': 'path',
      path: { '.tag': 'not_file' },
    });
    expect((await team.download({ path: '/x' })).status).toBe(409);
  });
});

describe('listings', () => {
  it('come in pages, each entry once, tagged', async () => {
    const team = await startTeam();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await team.put(`/f/${name}`, name);
    const first = await list(team, { path: '/f', limit: 2 });
    expect([first.entries.length, first.has_more]).toEqual([2, true]);
    const { entries } = await rest(team, first.cursor);
    expect(told([...first.entries, ...entries])).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((name) => ['file', `/f/${name}`]),
    );
  });

  it('take the root as the empty string, never as a slash', async () => {
    const team = await startTeam();
    await team.put('/f/a', 'x');
    expect(told((await list(team, { path: '' })).entries)).toEqual([['folder', '/f']]);
    const deep = await list(team, { path: '', recursive: true });
    expect(told(deep.entries)).toEqual([
      ['folder', '/f'],
      ['file', '/f/a'],
    ]);
  });

  it('refuse files and what is not there', async () => {
    const team = await startTeam();
    await team.put('/a', 'x');
    const tags = async (path: string) =>
      (await team.rpc('files/list_folder', { path })).body['error_summary'];
    expect(await tags('/a')).toMatch(/^path\/not_folder/);
    expect(await tags('/b')).toMatch(/^path\/not_found/);
  });

  it('go on with the changes: new, new version, moved, deleted', async () => {
    const team = await startTeam();
    await team.put('/f/old', 'x');
    await team.put('/f/gone', 'x');
    const { cursor } = await rest(team, (await list(team, { path: '/f', recursive: true })).cursor);
    await team.put('/f/sub/new', 'x');
    await team.put('/f/old', 'y', { mode: 'overwrite' });
    await team.rpc('files/delete_v2', { path: '/f/gone' });
    await team.put('/elsewhere', 'x');
    const changes = await rest(team, cursor);
    expect(new Set(told(changes.entries).map(String))).toEqual(
      new Set(['folder,/f/sub', 'file,/f/sub/new', 'file,/f/old', 'deleted,/f/gone']),
    );
    expect((await more(team, changes.cursor)).entries).toEqual([]);
  });

  it('begin at now with the latest cursor', async () => {
    const team = await startTeam();
    await team.put('/a', 'x');
    const { body } = await team.rpc('files/list_folder/get_latest_cursor', { path: '' });
    expect((await more(team, String(body['cursor']))).entries).toEqual([]);
    await team.put('/b', 'x');
    expect(told((await more(team, String(body['cursor']))).entries)).toEqual([['file', '/b']]);
  });

  it('answer reset to a cursor that cannot be read', async () => {
    const team = await startTeam();
    const answer = await team.rpc('files/list_folder/continue', { cursor: 'AAnonsense' });
    expect([answer.status, answer.body.error]).toEqual([409, { '.tag': 'reset' }]);
  });

  it('followed by their cursors, always lead to the tree as it stands', async () => {
    const names = fc.constantFrom('/a', '/b', '/d/a', '/d/b', '/d/e/c', '/D/A');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('put' as const), path: names, content: fc.constantFrom('1', '2') }),
      fc.record({ kind: fc.constant('delete' as const), path: names }),
      fc.record({ kind: fc.constant('move' as const), path: names, to: names }),
      fc.record({ kind: fc.constant('look' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const team = await startTeam();
        const known = new Map<string, unknown>();
        const apply = (entries: readonly Loose[]): void => entries.forEach((entry) => take(known, entry));
        let { cursor, entries } = await list(team, { path: '', recursive: true });
        apply(entries);
        for (const one of [...steps, { kind: 'look' as const }]) {
          if (one.kind === 'put') {
            await team.upload('files/upload', { path: one.path, mode: 'overwrite' }, one.content);
          } else if (one.kind === 'delete') await team.rpc('files/delete_v2', { path: one.path });
          else if (one.kind === 'move') {
            await team.rpc('files/move_v2', { from_path: one.path, to_path: one.to });
          } else {
            ({ cursor, entries } = await rest(team, cursor));
            apply(entries);
          }
        }
        const whole = await list(team, { path: '', recursive: true });
        const standing = new Map(
          whole.entries.map((entry) => [String(entry['path_lower']), entry['rev'] ?? 'folder']),
        );
        expect(known).toEqual(standing);
      }),
      { numRuns: 20 },
    );
  });
});

describe('revisions', () => {
  const revisions = async (team: Team, arg: object) =>
    (await team.rpc('files/list_revisions', arg)).body as unknown as {
      is_deleted: boolean;
      server_deleted?: string;
      has_more: boolean;
      entries: readonly File[];
    };

  it('are listed newest first, in pages', async () => {
    const team = await startTeam();
    const revs: string[] = [];
    for (const mark of ['1', '2', '3']) revs.unshift((await team.put('/a', mark, { mode: 'overwrite' })).rev);
    const first = await revisions(team, { path: '/a', limit: 2 });
    expect([first.entries.map(({ rev }) => rev), first.has_more]).toEqual([revs.slice(0, 2), true]);
    const second = await revisions(team, { path: '/a', before_rev: revs[1] });
    expect([second.entries.map(({ rev }) => rev), second.has_more]).toEqual([revs.slice(2), false]);
    const bad = await team.rpc('files/list_revisions', { path: '/a', before_rev: 'abcdef012345' });
    expect(bad.body.error).toEqual({ '.tag': 'invalid_before_rev' });
  });

  it('outlive the file, and are restored as a new one', async () => {
    const team = await startTeam();
    const first = await team.put('/a', 'one');
    const second = await team.put('/a', 'two', { mode: 'overwrite' });
    await team.rpc('files/delete_v2', { path: '/a' });
    const deleted = await revisions(team, { path: '/a' });
    expect(deleted).toMatchObject({ is_deleted: true, server_deleted: expect.any(String) as unknown });
    expect(deleted.entries.map(({ rev }) => rev)).toEqual([second.rev, first.rev]);
    const restored = (await team.rpc('files/restore', { path: '/a', rev: first.rev }))
      .body as unknown as File;
    expect(restored.content_hash).toBe(hashOf('one'));
    expect(restored.rev).not.toBe(first.rev);
    expect((await team.download({ path: '/a' })).text).toBe('one');
    const byPath = await revisions(team, { path: '/a' });
    expect([byPath.is_deleted, byPath.entries.length]).toEqual([false, 3]);
    expect((await revisions(team, { path: '/a', mode: 'id' })).entries).toHaveLength(1);
  });

  it('of another file, or of none, are not restored', async () => {
    const team = await startTeam();
    const file = await team.put('/a', 'one');
    await team.put('/b', 'two');
    const summary = async (path: string, rev: string) =>
      (await team.rpc('files/restore', { path, rev })).body['error_summary'];
    expect(await summary('/b', file.rev)).toMatch(/^invalid_revision/);
    expect(await summary('/none', file.rev)).toMatch(/^path_lookup\/not_found/);
  });
});
