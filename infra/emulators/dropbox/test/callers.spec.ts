import { describe, expect, it } from 'vitest';
import { SCOPES } from '../src/wire/rights.js';
import { startTeam, type Loose, type Team } from './team.js';

const ELEANOR = 'dbmid:AAHhy7WsR0x-u4ZCqiDl5Fz5zvuL3kmspwU';

async function memberId(team: Team, mailbox: string): Promise<string> {
  const { body } = await team.rpc('team/members/list_v2', {});
  const members = body['members'] as readonly { profile: { email: string; team_member_id: string } }[];
  const found = members.find(({ profile }) => profile.email.startsWith(mailbox));
  return found?.profile.team_member_id ?? '';
}

const account = async (team: Team, headers: Readonly<Record<string, string>> = {}) =>
  team.rpc('users/get_current_account', undefined, headers);

describe('a team’s token', () => {
  it('opens team routes, and a member’s routes only with a selecting header', async () => {
    const team = await startTeam({ tokenLink: 'team' });
    expect((await team.rpc('team/get_info')).status).toBe(200);
    expect((await account(team)).status).toBe(400);
    const grace = await memberId(team, 'grace');
    const { body } = await account(team, { 'dropbox-api-select-user': grace });
    expect(body).toMatchObject({ team_member_id: grace, root_info: { home_path: '/Grace Lin' } });
  });

  it('acts for members of the team alone, in their own homes', async () => {
    const team = await startTeam({ tokenLink: 'team' });
    const unknown = await account(team, { 'dropbox-api-select-user': 'dbmid:none' });
    expect([unknown.status, unknown.body.error]).toEqual([401, { '.tag': 'invalid_select_user' }]);
    const [grace, samuel] = [await memberId(team, 'grace'), await memberId(team, 'samuel')];
    const as = (id: string) => ({ 'dropbox-api-select-user': id });
    await team.upload('files/upload', { path: '/mine.txt' }, 'x', as(grace));
    const see = (id: string) => team.rpc('files/get_metadata', { path: '/mine.txt' }, as(id));
    expect([(await see(grace)).status, (await see(samuel)).status]).toEqual([200, 409]);
  });

  it('acts as administrator only for one, and only where the route takes it', async () => {
    const team = await startTeam({ tokenLink: 'team' });
    const as = (id: string) => ({ 'dropbox-api-select-admin': id });
    expect((await account(team, as(ELEANOR))).status).toBe(200);
    const grace = await account(team, as(await memberId(team, 'grace')));
    expect(grace.body.error).toEqual({ '.tag': 'invalid_select_admin' });
    expect((await team.rpc('check/user', {}, as(ELEANOR))).status).toBe(400);
    const both = { ...as(ELEANOR), 'dropbox-api-select-user': ELEANOR };
    expect((await account(team, both)).status).toBe(400);
  });
});

describe('a member’s token', () => {
  it('opens no team route and selects nobody', async () => {
    const team = await startTeam({ tokenLink: 'member' });
    expect((await account(team)).body).toMatchObject({ team_member_id: ELEANOR });
    expect((await team.rpc('team/get_info')).status).toBe(400);
    expect((await account(team, { 'dropbox-api-select-user': ELEANOR })).status).toBe(400);
  });
});

describe('scopes', () => {
  it('are asked for, route by route, and named where they are missing', async () => {
    const team = await startTeam({ scopes: ['account_info.read'] });
    expect((await account(team)).status).toBe(200);
    const answer = await team.rpc('team/groups/list', {});
    expect([answer.status, answer.body.error]).toEqual([
      401,
      { '.tag': 'missing_scope', required_scope: 'groups.read' },
    ]);
    const selecting = await account(team, { 'dropbox-api-select-user': ELEANOR });
    expect(selecting.body.error).toMatchObject({ required_scope: 'team_data.member' });
  });

  it('may be fewer after a refresh, never others', async () => {
    const team = await startTeam();
    const refresh = async (scope: string) => {
      const form = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: 'fake-dropbox-refresh-token',
        client_id: 'fake-dropbox-app-key',
        client_secret: 'fake-dropbox-app-secret',
        scope,
      });
      const response = await fetch(`${team.url}/oauth2/token`, { method: 'POST', body: form });
      return (await response.json()) as Loose;
    };
    expect(await refresh('')).toMatchObject({ scope: SCOPES.join(' ') });
    expect(await refresh('everything')).toMatchObject({ error: 'invalid_scope' });
    const { access_token: token } = await refresh('account_info.read');
    const headers = { authorization: `Bearer ${String(token)}` };
    expect((await account(team, headers)).status).toBe(200);
    expect((await team.rpc('files/list_folder', { path: '' }, headers)).status).toBe(401);
  });
});

describe('the team’s space', () => {
  it('may be another one, where plain paths begin from then on; the one before is closed until it is the space again', async () => {
    const team = await startTeam();
    const rootedAt = (root: string) => ({
      'dropbox-api-path-root': JSON.stringify({ '.tag': 'root', root }),
    });
    const { body } = await team.rpc('users/get_current_account');
    const before = (body['root_info'] as { readonly root_namespace_id: string }).root_namespace_id;
    const put = await team.upload('files/upload', { path: '/a.txt' }, 'x', rootedAt(before));
    const look = (path: unknown, root: string) => team.rpc('files/get_metadata', { path }, rootedAt(root));
    await team.admin('PUT', 'root', { namespace: '9900001' });
    expect((await account(team)).body).toMatchObject({ root_info: { root_namespace_id: '9900001' } });
    const refused = await look('/a.txt', before);
    expect([refused.status, refused.body['error_summary']]).toEqual([422, 'invalid_root/..']);
    expect((await look('/a.txt', '9900001')).status).toBe(409);
    expect((await look(put.body['id'], '9900001')).status).toBe(409);
    await team.admin('PUT', 'root', { namespace: before });
    expect((await look('/a.txt', before)).status).toBe(200);
  });
});
