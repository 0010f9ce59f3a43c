import { describe, expect, it } from 'vitest';
import { byId, openOffice, restrict, ROOT, share } from './office.js';
import type { Loose } from './team.js';

describe('sharing a folder', () => {
  it('makes it where it is missing, with who asked as owner', async () => {
    const eleanor = (await openOffice()).as('eleanor.hartwell');
    const body = await eleanor.ok('sharing/share_folder', {
      path: '/Privileged',
      access_inheritance: { '.tag': 'no_inherit' },
      member_policy: 'team',
      acl_update_policy: 'owner',
      shared_link_policy: 'members',
      actions: ['change_options', 'unmount'],
    });
    expect(body).toMatchObject({
      '.tag': 'complete',
      access_type: { '.tag': 'owner' },
      access_inheritance: { '.tag': 'no_inherit' },
      is_inside_team_folder: true,
      is_team_folder: false,
      path_display: '/Privileged',
      parent_shared_folder_id: ROOT,
      permissions: [
        { action: { '.tag': 'change_options' }, allow: true },
        { action: { '.tag': 'unmount' }, allow: false },
      ],
      policy: {
        member_policy: { '.tag': 'team' },
        resolved_member_policy: { '.tag': 'team' },
        acl_update_policy: { '.tag': 'owner' },
        shared_link_policy: { '.tag': 'members' },
      },
    });
    const folder = await eleanor.ok('files/get_metadata', { path: '/privileged' });
    expect(folder['sharing_info']).toMatchObject({
      shared_folder_id: body['shared_folder_id'],
      parent_shared_folder_id: ROOT,
    });
    expect(folder['id']).toBe(body['folder_id']);
  });

  it('a second time tells what there is, so that a lost answer is found out', async () => {
    const eleanor = (await openOffice()).as('eleanor.hartwell');
    const id = await share(eleanor, '/a');
    const again = await eleanor.rpc('sharing/share_folder', { path: '/A' });
    expect(again.status).toBe(409);
    expect(again.body.error).toMatchObject({
      '.tag': 'bad_path',
      bad_path: { '.tag': 'already_shared', shared_folder_id: id, path_lower: '/a' },
    });
  });

  it('may be a job, whose end tells the folder', async () => {
    const eleanor = (await openOffice()).as('eleanor.hartwell');
    const launched = await eleanor.ok('sharing/share_folder', { path: '/a', force_async: true });
    const job = { async_job_id: launched['async_job_id'] };
    expect(await eleanor.ok('sharing/check_share_job_status', job)).toEqual({ '.tag': 'in_progress' });
    const done = await eleanor.ok('sharing/check_share_job_status', job);
    expect(done).toMatchObject({ '.tag': 'complete', name: 'a' });
    expect(await eleanor.refused('sharing/check_job_status', job)).toBe('invalid_async_job_id/..');
    const other = { async_job_id: 'other' };
    expect(await eleanor.refused('sharing/check_share_job_status', other)).toBe('invalid_async_job_id/..');
  });

  it('refuses files, bad names, fields that are not there and policies that the team forbids', async () => {
    const { team, as } = await openOffice();
    const eleanor = as('eleanor.hartwell');
    await eleanor.put('/file', 'x');
    const refusal = (path: string, extra: object = {}) =>
      eleanor.refused('sharing/share_folder', { path, ...extra });
    expect(await refusal('/file')).toBe('bad_path/is_file/..');
    expect(await refusal('/file/below')).toBe('bad_path/invalid_path/..');
    expect(await refusal('/')).toBe('bad_path/invalid_path/..');
    expect(await refusal('/x', { inherit: 'no' })).toContain('400 Error in call to API function');
    expect(await refusal('/x', { access_inheritance: 'some' })).toContain('400 ');
    expect(await refusal('/x', { link_settings: {} })).toContain('400 ');
    await team.admin('PUT', 'team', { policies: { shared_folder_member_policy: 'team' } });
    expect(await refusal('/x', { member_policy: 'anyone' })).toBe('team_policy_disallows_member_policy/..');
  });

  it('nests in the team’s space, and nowhere else; nor is a folder restricted elsewhere', async () => {
    const { team, as } = await openOffice();
    const eleanor = as('eleanor.hartwell');
    await share(eleanor, '/a');
    const nested = await share(eleanor, '/a/b');
    expect(await eleanor.ok('sharing/get_folder_metadata', { shared_folder_id: nested })).toMatchObject({
      parent_folder_name: 'a',
      path_lower: '/a/b',
    });
    const atHome = async (path: string, extra: object = {}) =>
      (await team.rpc('sharing/share_folder', { path, ...extra })).body;
    expect(await atHome('/h', { access_inheritance: 'no_inherit' })).toMatchObject({
      error: { '.tag': 'no_permission' },
    });
    await atHome('/h/inner');
    expect(await atHome('/h')).toMatchObject({ error_summary: 'bad_path/contains_shared_folder/..' });
    expect(await atHome('/h/inner/more')).toMatchObject({
      error_summary: 'bad_path/inside_shared_folder/..',
    });
  });

  it('ends at the numbers that the vendor names', async () => {
    const { team, as } = await openOffice();
    const eleanor = as('eleanor.hartwell');
    await team.admin('PUT', 'team', { limits: { foldersBelow: 2 } });
    for (const path of ['/m/1', '/m/2', '/n']) await share(eleanor, path);
    expect(await eleanor.refused('sharing/share_folder', { path: '/m/deep/3' })).toBe('other/..');
    await share(eleanor, '/n/1');
  });
});

describe('inheritance', () => {
  const inheritance = (shared_folder_id: string, access_inheritance: string) =>
    ['sharing/set_access_inheritance', { shared_folder_id, access_inheritance }] as const;

  it('is cut and mended by the owner alone', async () => {
    const { as } = await openOffice();
    const [eleanor, grace] = [as('eleanor.hartwell'), as('grace.lin')];
    const id = await share(eleanor, '/a');
    await eleanor.put('/a/secret', 'x');
    const look = async () => (await grace.rpc('files/get_metadata', { path: '/a/secret' })).status;
    expect(await look()).toBe(200);
    expect(await grace.refused(...inheritance(id, 'no_inherit'))).toBe('no_permission/..');
    expect(await eleanor.ok(...inheritance(id, 'no_inherit'))).toMatchObject({
      '.tag': 'complete',
      access_inheritance: { '.tag': 'no_inherit' },
    });
    expect(await look()).toBe(409);
    await eleanor.ok(...inheritance(id, 'inherit'));
    expect(await look()).toBe(200);
    expect(await eleanor.refused(...inheritance('1', 'inherit'))).toBe('access_error/invalid_id/..');
    expect(await eleanor.refused(...inheritance(ROOT, 'no_inherit'))).toBe('no_permission/..');
  });

  it('changes when its job is told complete, where jobs are deferred', async () => {
    const { as } = await openOffice({ sharingJobs: 'deferred' });
    const eleanor = as('eleanor.hartwell');
    const finish = async (launched: Loose) => {
      const job = { async_job_id: launched['async_job_id'] };
      await eleanor.ok('sharing/check_share_job_status', job);
      return eleanor.ok('sharing/check_share_job_status', job);
    };
    const shared = await finish(await eleanor.ok('sharing/share_folder', { path: '/a' }));
    const id = String(shared['shared_folder_id']);
    const launched = await eleanor.ok(...inheritance(id, 'no_inherit'));
    const now = async () =>
      (await eleanor.ok('sharing/get_folder_metadata', { shared_folder_id: id }))['access_inheritance'];
    expect(await now()).toEqual({ '.tag': 'inherit' });
    await finish(launched);
    expect(await now()).toEqual({ '.tag': 'no_inherit' });
  });
});

describe('a restricted folder', () => {
  it('shows its name to the team, and what lies in it to its members', async () => {
    const office = await openOffice();
    const [eleanor, marisol, grace] = ['eleanor.hartwell', 'marisol.reyes', 'grace.lin'].map(office.as);
    await restrict(office);
    const file = await eleanor?.put('/Privileged/00012/memo.pdf', 'x');
    const look = async (who: typeof grace, path: string) =>
      (await who?.rpc('files/get_metadata', { path }))?.status;
    expect(await look(marisol, '/Privileged/00012/memo.pdf')).toBe(200);
    expect(await look(grace, '/Privileged/00012/memo.pdf')).toBe(409);
    expect(await look(grace, file?.id ?? '')).toBe(409);
    const listed = await grace?.ok('files/list_folder', { path: '', recursive: true });
    expect(listed?.entries).toMatchObject([
      { path_lower: '/privileged', sharing_info: { no_access: true, read_only: true } },
    ]);
    expect(await grace?.refused('files/list_folder', { path: '/Privileged' })).toBe('path/not_found/..');
    expect((await grace?.upload('/Privileged/x', 'x'))?.status).toBe(409);
    expect(await grace?.refused('files/delete_v2', { path: '/Privileged' })).toBe(
      'path_write/no_write_permission/..',
    );
  });

  it('lets viewers read and not write', async () => {
    const office = await openOffice();
    const [eleanor, grace] = [office.as('eleanor.hartwell'), office.as('grace.lin')];
    const id = await restrict(office);
    const members = [{ member: byId(grace.memberId), access_level: 'viewer' }];
    await eleanor.ok('sharing/add_folder_member', { shared_folder_id: id, members });
    await eleanor.put('/Privileged/a', 'x');
    expect(await grace.ok('files/get_metadata', { path: '/Privileged/a' })).toMatchObject({
      sharing_info: { read_only: true, parent_shared_folder_id: id },
    });
    expect((await grace.upload('/Privileged/b', 'x')).status).toBe(409);
    const out = { from_path: '/Privileged/a', to_path: '/a' };
    expect(await grace.refused('files/move_v2', out)).toBe('from_write/no_write_permission/..');
  });

  it('is addressed by its namespace too', async () => {
    const office = await openOffice();
    const id = await restrict(office);
    const file = await office.as('marisol.reyes').put(`ns:${id}/memo.txt`, 'x');
    expect(file.path_display).toBe('/Privileged/memo.txt');
    const grace = office.as('grace.lin');
    expect(await grace.refused('files/get_metadata', { path: `ns:${id}/memo.txt` })).toBe(
      'path/not_found/..',
    );
  });
});

describe('shared folders', () => {
  it('are listed to who can open them, in pages', async () => {
    const office = await openOffice();
    const [eleanor, grace] = [office.as('eleanor.hartwell'), office.as('grace.lin')];
    await restrict(office);
    await share(eleanor, '/a');
    const page = await eleanor.ok('sharing/list_folders', { limit: 1 });
    expect(page.entries).toMatchObject([{ name: 'Privileged' }]);
    const rest = await eleanor.ok('sharing/list_folders/continue', { cursor: page['cursor'] });
    expect(rest).toMatchObject({ entries: [{ name: 'a' }] });
    expect(rest).not.toHaveProperty('cursor');
    expect((await grace.ok('sharing/list_folders', {})).entries).toMatchObject([{ name: 'a' }]);
    const foreign = { cursor: 'AAe30' };
    expect(await grace.refused('sharing/list_folders/continue', foreign)).toBe('invalid_cursor/..');
  });

  it('take other policies from their owner', async () => {
    const { as } = await openOffice();
    const [eleanor, grace] = [as('eleanor.hartwell'), as('grace.lin')];
    const id = await share(eleanor, '/a');
    const policy = { shared_folder_id: id, shared_link_policy: 'members' };
    expect(await grace.refused('sharing/update_folder_policy', policy)).toBe('no_permission/..');
    expect(await eleanor.ok('sharing/update_folder_policy', policy)).toMatchObject({
      policy: { shared_link_policy: { '.tag': 'members' }, acl_update_policy: { '.tag': 'editors' } },
    });
    const space = { shared_folder_id: ROOT, shared_link_policy: 'members' };
    expect(await eleanor.refused('sharing/update_folder_policy', space)).toBe('team_folder/..');
  });

  it('become plain again, unless sharing nests in or around them', async () => {
    const { as } = await openOffice();
    const eleanor = as('eleanor.hartwell');
    const [outer, inner] = [await share(eleanor, '/a'), await share(eleanor, '/a/b')];
    const unshare = (shared_folder_id: string) => ['sharing/unshare_folder', { shared_folder_id }] as const;
    expect(await eleanor.refused(...unshare(outer))).toBe('no_permission/..');
    expect(await eleanor.refused(...unshare(inner))).toBe('no_permission/..');
    expect(await eleanor.refused(...unshare(ROOT))).toBe('team_folder/..');
    const alone = await share(eleanor, '/c', { access_inheritance: 'no_inherit' });
    const job = { async_job_id: (await eleanor.ok(...unshare(alone)))['async_job_id'] };
    expect(await eleanor.ok('sharing/check_job_status', job)).toEqual({ '.tag': 'in_progress' });
    expect(await eleanor.ok('sharing/check_job_status', job)).toEqual({ '.tag': 'complete' });
    expect(await eleanor.refused('sharing/get_folder_metadata', { shared_folder_id: alone })).toBe(
      'invalid_id/..',
    );
    expect((await as('grace.lin').rpc('files/list_folder', { path: '/c' })).status).toBe(200);
  });

  it('that were deleted leave a plain folder to whoever makes their path again', async () => {
    const office = await openOffice();
    const [eleanor, grace] = [office.as('eleanor.hartwell'), office.as('grace.lin')];
    const id = await restrict(office);
    await eleanor.ok('files/delete_v2', { path: '/Privileged' });
    await eleanor.put('/Privileged/memo', 'x');
    expect(await eleanor.refused('sharing/get_folder_metadata', { shared_folder_id: id })).toBe(
      'invalid_id/..',
    );
    expect((await grace.rpc('files/get_metadata', { path: '/Privileged/memo' })).status).toBe(200);
  });
});
