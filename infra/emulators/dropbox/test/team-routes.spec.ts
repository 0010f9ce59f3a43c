import { describe, expect, it } from 'vitest';
import { startTeam, type Loose, type Team } from './team.js';

const ELEANOR = 'dbmid:AAHhy7WsR0x-u4ZCqiDl5Fz5zvuL3kmspwU';
const address = (mailbox: string) => `${mailbox}@hartwell-reyes.example`;
const byEmail = (mailbox: string) => ({ '.tag': 'email', email: address(mailbox) });

/** The list that an answer is. */
const listOf = (answer: { readonly body: Loose }) => answer.body as unknown as readonly Loose[];

async function attorneys(team: Team): Promise<Loose> {
  const selector = { '.tag': 'group_external_ids', group_external_ids: ['attorneys'] };
  const [group] = listOf(await team.rpc('team/groups/get_info', selector));
  return group ?? {};
}

describe('the team', () => {
  it('tells its name, its policies and who connected', async () => {
    const team = await startTeam();
    expect((await team.rpc('team/get_info')).body).toMatchObject({
      name: 'Hartwell & Reyes LLP',
      num_provisioned_users: 8,
      policies: { sharing: { shared_link_create_policy: { '.tag': 'default_public' } } },
    });
    expect((await team.rpc('team/token/get_authenticated_admin')).body).toMatchObject({
      admin_profile: { team_member_id: ELEANOR, root_folder_id: '3235641', member_folder_id: '3235645' },
    });
  });

  it('says that it has a shared space, and refuses an empty question', async () => {
    const team = await startTeam();
    const { body } = await team.rpc('team/features/get_values', { features: ['has_team_shared_dropbox'] });
    expect(body['values']).toEqual([
      {
        '.tag': 'has_team_shared_dropbox',
        has_team_shared_dropbox: { '.tag': 'has_team_shared_dropbox', has_team_shared_dropbox: true },
      },
    ]);
    const none = await team.rpc('team/features/get_values', { features: [] });
    expect(none.body['error_summary']).toBe('empty_features_list/..');
  });

  it('lists its namespaces: the space and a home for each member', async () => {
    const team = await startTeam();
    const { body } = await team.rpc('team/namespaces/list', {});
    const namespaces = body['namespaces'] as readonly Loose[];
    expect(namespaces).toHaveLength(9);
    expect(namespaces[0]).toMatchObject({ namespace_id: '3235641' });
  });

  it('has its space as its only team folder, which cannot be put away', async () => {
    const team = await startTeam();
    const { body } = await team.rpc('team/team_folder/list', {});
    expect(body['team_folders']).toMatchObject([{ team_folder_id: '3235641', is_team_shared_dropbox: true }]);
    const known = await team.rpc('team/team_folder/get_info', { team_folder_ids: ['3235641', '1'] });
    expect(listOf(known).map((item) => item['.tag'])).toEqual(['team_folder_metadata', 'id_not_found']);
    expect((await team.rpc('team/team_folder/create', { name: 'Matters' })).status).toBe(403);
    const archived = await team.rpc('team/team_folder/archive', { team_folder_id: '3235641' });
    expect(archived.body['error_summary']).toBe('team_shared_dropbox_error/disallowed/..');
    const other = await team.rpc('team/team_folder/activate', { team_folder_id: '1' });
    expect(other.body['error_summary']).toBe('access_error/invalid_team_folder_id/..');
  });
});

describe('members', () => {
  it('are listed in pages', async () => {
    const team = await startTeam();
    let { body } = await team.rpc('team/members/list_v2', { limit: 3 });
    const emails: unknown[] = [];
    for (;;) {
      for (const { profile } of body['members'] as readonly { profile: Loose }[])
        emails.push(profile['email']);
      if (body['has_more'] !== true) break;
      ({ body } = await team.rpc('team/members/list/continue_v2', { cursor: body['cursor'] }));
    }
    expect(new Set(emails).size).toBe(8);
    const foreign = (await team.rpc('team/groups/list', {})).body['cursor'];
    const refused = await team.rpc('team/members/list/continue_v2', { cursor: foreign });
    expect(refused.body['error_summary']).toBe('invalid_cursor/..');
  });

  it('are found by address or id; others are told by the word that was given', async () => {
    const team = await startTeam();
    const members = [byEmail('grace.lin'), { '.tag': 'team_member_id', team_member_id: 'dbmid:none' }];
    const { body } = await team.rpc('team/members/get_info_v2', { members });
    expect(body['members_info']).toMatchObject([
      { '.tag': 'member_info', profile: { email: address('grace.lin'), status: { '.tag': 'active' } } },
      { '.tag': 'id_not_found', id_not_found: 'dbmid:none' },
    ]);
  });
});

describe('groups', () => {
  it('are listed, with the system’s own group of everyone', async () => {
    const team = await startTeam();
    const { body } = await team.rpc('team/groups/list', {});
    expect(body['groups']).toMatchObject([
      { group_management_type: { '.tag': 'system_managed' }, member_count: 8 },
      { group_name: 'Attorneys', group_external_id: 'attorneys', member_count: 5 },
    ]);
    expect((await attorneys(team))['members']).toHaveLength(5);
  });

  it('are created once by name and by external id', async () => {
    const team = await startTeam();
    const create = (group_name: string, group_external_id?: string) =>
      team.rpc('team/groups/create', { group_name, ...(group_external_id && { group_external_id }) });
    expect((await create('Partners', 'p')).body).toMatchObject({ group_name: 'Partners', member_count: 0 });
    expect((await create('partners')).body['error_summary']).toBe('group_name_already_used/..');
    expect((await create('Others', 'p')).body['error_summary']).toBe('external_id_already_in_use/..');
    expect((await create(' ')).body['error_summary']).toBe('group_name_invalid/..');
  });

  it('take members in and let them go', async () => {
    const team = await startTeam();
    const group = { '.tag': 'group_external_id', group_external_id: 'attorneys' };
    const add = (mailbox: string) =>
      team.rpc('team/groups/members/add', {
        group,
        members: [{ user: byEmail(mailbox), access_type: 'member' }],
      });
    const added = await add('grace.lin');
    expect(added.body).toMatchObject({ async_job_id: ' ', group_info: { member_count: 6 } });
    expect((await add('grace.lin')).body['error_summary']).toBe('duplicate_user/..');
    expect((await add('nobody')).body.error).toEqual({
      '.tag': 'users_not_found',
      users_not_found: [address('nobody')],
    });
    const remove = { group, users: [byEmail('grace.lin')], return_members: false };
    const removed = await team.rpc('team/groups/members/remove', remove);
    expect(removed.body['group_info']).not.toHaveProperty('members');
    const again = await team.rpc('team/groups/members/remove', remove);
    expect(again.body['error_summary']).toBe('member_not_in_group/..');
    const listed = await team.rpc('team/groups/members/list', { group, limit: 2 });
    expect(listed.body).toMatchObject({ has_more: true });
    const rest = await team.rpc('team/groups/members/list/continue', { cursor: listed.body['cursor'] });
    expect(rest.body['members']).toHaveLength(2);
  });

  it('that are company-managed have no owners; the system’s own takes nobody', async () => {
    const team = await startTeam();
    const members = [{ user: byEmail('grace.lin'), access_type: 'owner' }];
    const group = { '.tag': 'group_external_id', group_external_id: 'attorneys' };
    const owner = await team.rpc('team/groups/members/add', { group, members });
    expect(owner.body['error_summary']).toBe('user_cannot_be_manager_of_company_managed_group/..');
    const [everyone] = (await team.rpc('team/groups/list', {})).body['groups'] as readonly Loose[];
    const system = { '.tag': 'group_id', group_id: everyone?.['group_id'] };
    const refused = await team.rpc('team/groups/members/add', { group: system, members });
    expect(refused.body['error_summary']).toBe('system_managed_group_disallowed/..');
  });

  it('are renamed, and deleted once', async () => {
    const team = await startTeam();
    const { group_id: id } = await attorneys(team);
    const group = { '.tag': 'group_id', group_id: id };
    const renamed = await team.rpc('team/groups/update', { group, new_group_name: 'Lawyers' });
    expect(renamed.body).toMatchObject({ group_id: id, group_name: 'Lawyers' });
    const { body } = await team.rpc('team/groups/delete', group);
    const job = { async_job_id: body['async_job_id'] };
    expect((await team.rpc('team/groups/job_status/get', job)).body).toEqual({ '.tag': 'in_progress' });
    expect((await team.rpc('team/groups/job_status/get', job)).body).toEqual({ '.tag': 'complete' });
    const again = await team.rpc('team/groups/delete', group);
    expect(again.body['error_summary']).toBe('group_already_deleted/..');
  });
});
