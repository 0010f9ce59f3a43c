import { describe, expect, it } from 'vitest';
import {
  address,
  byEmail,
  byId,
  openOffice,
  restrict,
  ROOT,
  share,
  type Office,
  type Worker,
} from './office.js';
import type { Loose } from './team.js';

interface Members {
  readonly users: readonly Loose[];
  readonly groups: readonly Loose[];
  readonly invitees: readonly Loose[];
}

const membersOf = async (worker: Worker, shared_folder_id: string, extra: object = {}) =>
  (await worker.ok('sharing/list_folder_members', { shared_folder_id, ...extra })) as unknown as Members;

const add = (id: string, member: object, access_level?: string) =>
  [
    'sharing/add_folder_member',
    { shared_folder_id: id, members: [{ member, ...(access_level && { access_level }) }] },
  ] as const;

async function removed(worker: Worker, id: string, member: object): Promise<Loose> {
  const arg = { shared_folder_id: id, member, leave_a_copy: false };
  const job = { async_job_id: (await worker.ok('sharing/remove_folder_member', arg))['async_job_id'] };
  expect(await worker.ok('sharing/check_remove_member_job_status', job)).toEqual({ '.tag': 'in_progress' });
  return worker.ok('sharing/check_remove_member_job_status', job);
}

/** Eleanor, and a shared folder of hers that takes its members from the team’s space. */
async function openFolder(options: Parameters<typeof openOffice>[0] = {}): Promise<{
  readonly office: Office;
  readonly eleanor: Worker;
  readonly id: string;
}> {
  const office = await openOffice(options);
  const eleanor = office.as('eleanor.hartwell');
  return { office, eleanor, id: await share(eleanor, '/a') };
}

describe('members of a folder', () => {
  it('are users, groups and invitees, each with their part', async () => {
    const { office, eleanor, id } = await openFolder();
    await eleanor.ok(...add(id, byId(office.attorneys), 'editor'));
    await eleanor.ok(...add(id, byEmail(address('grace.lin'))));
    await eleanor.ok(...add(id, byEmail('expert@example.com'), 'viewer_no_comment'));
    const { users, groups, invitees } = await membersOf(eleanor, id, { actions: ['remove'] });
    expect(users).toMatchObject([
      { access_type: { '.tag': 'owner' }, user: { email: address('eleanor.hartwell'), same_team: true } },
      { access_type: { '.tag': 'viewer' }, user: { email: address('grace.lin') }, is_inherited: false },
    ]);
    expect(users[1]?.['permissions']).toEqual([{ action: { '.tag': 'remove' }, allow: true }]);
    expect(groups).toMatchObject([
      { access_type: { '.tag': 'editor' }, group: { group_id: office.attorneys, is_member: true } },
    ]);
    expect(invitees).toMatchObject([
      { access_type: { '.tag': 'viewer_no_comment' }, invitee: { email: 'expert@example.com' } },
    ]);
  });

  it('are told with those from above where a path is given, and without them otherwise', async () => {
    const { eleanor, id } = await openFolder();
    expect((await membersOf(eleanor, id)).groups).toEqual([]);
    const { groups } = await membersOf(eleanor, id, { path: '/a' });
    expect(groups).toMatchObject([
      { is_inherited: true, group: { group_type: { '.tag': 'team' } }, access_type: { '.tag': 'editor' } },
    ]);
  });

  it('of a restricted folder have nobody from above', async () => {
    const office = await openOffice();
    const id = await restrict(office);
    const { users, groups } = await membersOf(office.as('eleanor.hartwell'), id, { path: '/Privileged' });
    expect([users.length, groups.length]).toEqual([1, 1]);
    expect(groups).toMatchObject([{ is_inherited: false, group: { group_id: office.attorneys } }]);
    const grace = office.as('grace.lin');
    const list = { shared_folder_id: id };
    expect(await grace.refused('sharing/list_folder_members', list)).toBe('not_a_member/..');
  });

  it('are listed in pages', async () => {
    const { office, eleanor, id } = await openFolder();
    await eleanor.ok(...add(id, byId(office.attorneys)));
    await eleanor.ok(...add(id, byEmail('expert@example.com')));
    const first = await eleanor.ok('sharing/list_folder_members', { shared_folder_id: id, limit: 2 });
    expect(first).toMatchObject({ users: [{}], groups: [{}], invitees: [] });
    const rest = await eleanor.ok('sharing/list_folder_members/continue', { cursor: first['cursor'] });
    expect(rest).toMatchObject({ users: [], groups: [], invitees: [{}] });
    expect(rest).not.toHaveProperty('cursor');
  });
});

describe('adding a member', () => {
  it('is for who may manage the folder', async () => {
    const office = await openOffice();
    const [marisol, grace] = [office.as('marisol.reyes'), office.as('grace.lin')];
    const id = await restrict(office);
    expect(await marisol.refused(...add(id, byId(grace.memberId)))).toBe('no_permission/..');
    expect(await grace.refused(...add(id, byId(grace.memberId)))).toBe('access_error/not_a_member/..');
    expect(await grace.refused(...add('1', byId(grace.memberId)))).toBe('access_error/invalid_id/..');
    expect(await grace.refused(...add(ROOT, byId(grace.memberId)))).toBe('team_folder/..');
  });

  it('names what is wrong with the one who shall be added', async () => {
    const { office, eleanor, id } = await openFolder();
    const unknown = await eleanor.rpc(...add(id, byId('dbid:nobody')));
    expect(unknown.body.error).toEqual({
      '.tag': 'bad_member',
      bad_member: { '.tag': 'invalid_dropbox_id', invalid_dropbox_id: 'dbid:nobody' },
    });
    expect(await eleanor.refused(...add(id, byId('g:nothing')))).toBe('bad_member/invalid_group/..');
    const [everyone] = (await office.team.rpc('team/groups/list', {})).body['groups'] as readonly Loose[];
    const system = byId(String(everyone?.['group_id']));
    expect(await eleanor.refused(...add(id, system))).toBe('bad_member/automatic_group/..');
    await office.team.rpc('team/groups/delete', { '.tag': 'group_id', group_id: office.attorneys });
    expect(await eleanor.refused(...add(id, byId(office.attorneys)))).toBe('bad_member/group_deleted/..');
    expect(await eleanor.refused(...add(id, byEmail(address('grace.lin')), 'owner'))).toBe(
      'no_permission/..',
    );
    expect(await eleanor.refused(...add(id, byEmail('no address')))).toContain('400 ');
  });

  it('stays within the team where folder or team say so', async () => {
    const office = await openOffice();
    const eleanor = office.as('eleanor.hartwell');
    const closed = await restrict(office);
    const stranger = byEmail('expert@example.com');
    expect(await eleanor.refused(...add(closed, stranger))).toBe('cant_share_outside_team/..');
    const open = await share(eleanor, '/a', { member_policy: 'anyone' });
    await office.team.admin('PUT', 'team', { policies: { shared_folder_member_policy: 'team' } });
    expect(await eleanor.refused(...add(open, stranger))).toBe('cant_share_outside_team/..');
  });

  it('ends at the limit, groups counted by their members', async () => {
    const office = await openOffice();
    const eleanor = office.as('eleanor.hartwell');
    const id = await restrict(office);
    await office.team.admin('PUT', 'team', { limits: { restrictedMembers: 5 } });
    const full = await eleanor.rpc(...add(id, byEmail(address('grace.lin'))));
    expect(full.body.error).toEqual({ '.tag': 'too_many_members', too_many_members: 5 });
  });

  it('again takes nothing away', async () => {
    const { eleanor, id } = await openFolder();
    const expert = byEmail('expert@example.com');
    await eleanor.ok(...add(id, expert, 'editor'));
    await eleanor.ok(...add(id, expert, 'viewer'));
    expect((await membersOf(eleanor, id)).invitees).toMatchObject([{ access_type: { '.tag': 'editor' } }]);
  });
});

describe('changing a member’s part', () => {
  const update = (id: string, member: object, access_level: string) =>
    ['sharing/update_folder_member', { shared_folder_id: id, member, access_level }] as const;

  it('goes by id, not by address, and never to owner', async () => {
    const { office, eleanor, id } = await openFolder();
    const grace = office.as('grace.lin');
    await eleanor.ok(...add(id, byId(grace.accountId), 'editor'));
    expect(await eleanor.ok(...update(id, byId(grace.accountId), 'viewer'))).toEqual({
      access_level: { '.tag': 'viewer' },
    });
    const email = byEmail(address('grace.lin'));
    expect(await eleanor.refused(...update(id, email, 'viewer'))).toBe('member_error/invalid_dropbox_id/..');
    expect(await eleanor.refused(...update(id, byId(grace.accountId), 'owner'))).toBe('no_permission/..');
    expect(await eleanor.refused(...update(id, byId(eleanor.accountId), 'viewer'))).toBe('no_permission/..');
    const strangers = byId(office.attorneys);
    expect(await eleanor.refused(...update(id, strangers, 'viewer'))).toBe('member_error/not_a_member/..');
  });
});

describe('removing a member', () => {
  it('is a job, which tells what access is left', async () => {
    const { office, eleanor, id } = await openFolder();
    await eleanor.ok(...add(id, byEmail(address('grace.lin')), 'editor'));
    expect(await removed(eleanor, id, byEmail(address('grace.lin')))).toEqual({
      '.tag': 'complete',
      access_level: { '.tag': 'editor' },
    });
    const closed = await restrict(office);
    expect(await removed(eleanor, closed, byId(office.attorneys))).toEqual({ '.tag': 'complete' });
    expect(await office.as('marisol.reyes').refused('files/list_folder', { path: '/Privileged' })).toBe(
      'path/not_found/..',
    );
  });

  it('refuses owners, who has access another way, and who has none', async () => {
    const { office, eleanor, id } = await openFolder();
    const remove = (folder: string, member: object, leave_a_copy = false) =>
      eleanor.refused('sharing/remove_folder_member', { shared_folder_id: folder, member, leave_a_copy });
    expect(await remove(id, byId(eleanor.accountId))).toBe('folder_owner/..');
    expect(await remove(id, byId(office.as('grace.lin').accountId))).toBe(
      'member_error/no_explicit_access/..',
    );
    expect(await remove(id, byEmail('expert@example.com'))).toBe('member_error/not_a_member/..');
    expect(await remove(id, byId('dbid:nobody'))).toBe('member_error/invalid_dropbox_id/..');
    const closed = await restrict(office);
    expect(await remove(closed, byId(office.as('marisol.reyes').accountId))).toBe('group_access/..');
    expect(await remove(closed, byId(office.attorneys), true)).toBe('no_permission/..');
  });

  it('takes effect when the job is told complete, or time has passed, where jobs are deferred', async () => {
    const office = await openOffice({ sharingJobs: 'deferred' });
    const eleanor = office.as('eleanor.hartwell');
    await eleanor.ok('sharing/share_folder', { path: '/a' });
    expect(await office.team.admin('POST', 'jobs')).toEqual({ settled: 1 });
    const [folder] = (await eleanor.ok('sharing/list_folders', {})).entries ?? [];
    const id = String(folder?.['shared_folder_id']);
    const member = byEmail('expert@example.com');
    await eleanor.ok(...add(id, member));
    await eleanor.ok('sharing/remove_folder_member', { shared_folder_id: id, member, leave_a_copy: false });
    expect((await membersOf(eleanor, id)).invitees).toHaveLength(1);
    await office.team.admin('POST', 'jobs');
    expect((await membersOf(eleanor, id)).invitees).toHaveLength(0);
  });
});

describe('leaving a folder', () => {
  const leave = (id: string, leave_a_copy = false) =>
    ['sharing/relinquish_folder_membership', { shared_folder_id: id, leave_a_copy }] as const;

  it('is for members by name', async () => {
    const { office, eleanor, id } = await openFolder();
    const [grace, marisol] = [office.as('grace.lin'), office.as('marisol.reyes')];
    await eleanor.ok(...add(id, byId(grace.memberId)));
    expect(await grace.ok(...leave(id))).toEqual({ '.tag': 'complete' });
    expect(await grace.refused(...leave(id))).toBe('no_explicit_access/..');
    expect(await eleanor.refused(...leave(id))).toBe('folder_owner/..');
    const closed = await restrict(office);
    expect(await marisol.refused(...leave(closed))).toBe('group_access/..');
    expect(await grace.refused(...leave(closed))).toBe('access_error/not_a_member/..');
    expect(await grace.refused(...leave(ROOT))).toBe('team_folder/..');
  });
});
