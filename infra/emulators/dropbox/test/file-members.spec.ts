import { describe, expect, it } from 'vitest';
import { address, byEmail, byId, openOffice, restrict, share, type Worker } from './office.js';
import type { Loose } from './team.js';

const addMember = async (worker: Worker, file: string, member: object, access_level = 'viewer') =>
  (await worker.ok('sharing/add_file_member', {
    file,
    members: [member],
    access_level,
  })) as unknown as readonly Loose[];

const EXPERT = byEmail('expert@example.com');

describe('members of a file', () => {
  it('are added one by one, each with its outcome', async () => {
    const { as } = await openOffice();
    const [eleanor, grace] = [as('eleanor.hartwell'), as('grace.lin')];
    await eleanor.put('/a', 'x');
    expect(await addMember(eleanor, '/a', EXPERT, 'editor')).toEqual([
      { member: EXPERT, result: { '.tag': 'success', success: { '.tag': 'editor' } } },
    ]);
    expect(await addMember(eleanor, '/a', byId('dbid:nobody'))).toMatchObject([
      { result: { '.tag': 'member_error', member_error: { '.tag': 'invalid_member' } } },
    ]);
    const wrong = (file: string) =>
      grace.refused('sharing/add_file_member', { file, members: [EXPERT], access_level: 'owner' });
    expect(await wrong('/a')).toBe('access_error/no_permission/..');
    expect(await wrong('/nothing')).toBe('access_error/invalid_file/..');
    await eleanor.ok('files/create_folder_v2', { path: '/folder' });
    expect(await wrong('/folder')).toBe('access_error/is_folder/..');
  });

  it('are told with those that the folders give, or without', async () => {
    const office = await openOffice();
    const eleanor = office.as('eleanor.hartwell');
    const id = await restrict(office);
    const file = await eleanor.put('/Privileged/memo', 'x');
    const grace = byId(office.as('grace.lin').accountId);
    await addMember(eleanor, file.id, grace, 'viewer_no_comment');
    const all = await eleanor.ok('sharing/list_file_members', { file: `ns:${id}/memo` });
    expect(all).toMatchObject({
      users: [
        { user: { email: address('grace.lin') }, is_inherited: false },
        { user: { email: address('eleanor.hartwell') }, is_inherited: true },
      ],
      groups: [{ group: { group_id: office.attorneys }, is_inherited: true }],
      invitees: [],
    });
    const own = { file: `nspath:${id}:/memo`, include_inherited: false, actions: ['remove'] };
    expect(await eleanor.ok('sharing/list_file_members', own)).toMatchObject({
      users: [{ access_type: { '.tag': 'viewer_no_comment' }, permissions: [{ allow: true }] }],
      groups: [],
    });
    const page = await eleanor.ok('sharing/list_file_members', { file: file.id, limit: 1 });
    const rest = await eleanor.ok('sharing/list_file_members/continue', { cursor: page['cursor'] });
    expect(rest).toMatchObject({ users: [{}], groups: [] });
  });

  it('open that file in a restricted folder and nothing beside it', async () => {
    const office = await openOffice();
    const [eleanor, grace] = [office.as('eleanor.hartwell'), office.as('grace.lin')];
    await restrict(office);
    const file = await eleanor.put('/Privileged/memo', 'x');
    await eleanor.put('/Privileged/other', 'x');
    await office.team.admin('PUT', 'access/watches', {
      name: 'privileged',
      path: '/Privileged',
      allowed: { groups: ['Attorneys'] },
    });
    await addMember(eleanor, file.id, byId(grace.accountId));
    const look = async (path: string) => (await grace.rpc('files/get_metadata', { path })).status;
    expect([await look(file.id), await look('/Privileged/other')]).toEqual([200, 409]);
    const { leaks } = (await office.team.admin('GET', 'access/exposures')) as { leaks: readonly Loose[] };
    expect(leaks).toMatchObject([
      { item: { id: file.id }, way: { by: 'member', at: '/Privileged/memo', isInherited: false } },
    ]);
  });

  it('are removed; what a folder gives is told and stays', async () => {
    const { as } = await openOffice();
    const eleanor = as('eleanor.hartwell');
    await eleanor.put('/a', 'x');
    const grace = byId(as('grace.lin').accountId);
    await addMember(eleanor, '/a', grace, 'editor');
    await addMember(eleanor, '/a', EXPERT);
    const remove = { file: '/a', member: grace };
    expect(await eleanor.ok('sharing/remove_file_member_2', remove)).toEqual({
      '.tag': 'success',
      access_level: { '.tag': 'editor' },
    });
    const again = await eleanor.rpc('sharing/remove_file_member_2', remove);
    expect(again.body.error).toEqual({
      '.tag': 'no_explicit_access',
      access_level: { '.tag': 'editor' },
    });
    await eleanor.ok('sharing/unshare_file', { file: '/a' });
    expect(await eleanor.ok('sharing/list_file_members', { file: '/a' })).toMatchObject({ invitees: [] });
  });

  it('from outside are kept out by the folder’s policy', async () => {
    const office = await openOffice();
    const eleanor = office.as('eleanor.hartwell');
    await restrict(office);
    await eleanor.put('/Privileged/memo', 'x');
    expect(await addMember(eleanor, '/Privileged/memo', EXPERT)).toMatchObject([
      { result: { member_error: { '.tag': 'no_permission' } } },
    ]);
  });
});

describe('a shared file', () => {
  it('tells its place and what the caller may do', async () => {
    const { as } = await openOffice();
    const eleanor = as('eleanor.hartwell');
    const id = await share(eleanor, '/a');
    const file = await eleanor.put('/a/memo', 'x');
    const arg = { file: '/a/memo', actions: ['edit_contents', 'invite_viewer'] };
    expect(await eleanor.ok('sharing/get_file_metadata', arg)).toMatchObject({
      id: file.id,
      name: 'memo',
      access_type: { '.tag': 'owner' },
      parent_shared_folder_id: id,
      path_lower: '/a/memo',
      permissions: [{ allow: true }, { allow: true }],
      policy: { acl_update_policy: { '.tag': 'editors' } },
    });
  });
});
