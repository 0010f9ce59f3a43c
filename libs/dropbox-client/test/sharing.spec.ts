import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '@counterpart/emulator-dropbox';
import { rejectsWithCode } from '@counterpart/testing';
import { DropboxClient, type DropboxError, type DropboxErrorCode } from '../src/index.js';
import { startTeam, type Team } from './team.js';

const ELEANOR = 'dbmid:AAHhy7WsR0x-u4ZCqiDl5Fz5zvuL3kmspwU';
const PRIVILEGED = '/Privileged';
const address = (mailbox: string): string => `${mailbox}@hartwell-reyes.example`;

/** A team whose token is the team’s own, and our client that acts for its administrator. */
async function office(options: Partial<EmulatorOptions> = {}) {
  const team = await startTeam({ tokenLink: 'team', ...options });
  const client = new DropboxClient({ ...team.options, selectUser: ELEANOR });
  const attorneys = (await client.team.groups()).find(({ name }) => name === 'Attorneys')?.id ?? '';
  return { team, client, sharing: client.sharing, attorneys };
}

/** What a person does on the web page. */
const hand = (team: Team, mailbox: string, route: string, arg: object): Promise<unknown> =>
  team.admin('POST', 'hand', { as: address(mailbox), route, arg });

const link = (team: Team, mailbox: string, path: string): Promise<unknown> =>
  hand(team, mailbox, 'sharing/create_shared_link_with_settings', { path });

const put = (team: Team, path: string): Promise<unknown> => team.admin('PUT', `file?path=${path}`, 'x');

const refused = (work: Promise<unknown>, code: DropboxErrorCode): Promise<DropboxError> =>
  rejectsWithCode(work, code) as Promise<DropboxError>;

describe('the team', () => {
  it('tells its groups, their people and who connected us, page by page', async () => {
    const { client, team, attorneys } = await office();
    await team.admin('PUT', 'team', { groups: [{ name: 'Paralegals', members: [] }] });
    expect((await client.team.groups()).map(({ name, isAutomatic }) => [name, isAutomatic])).toContainEqual([
      'Everyone at Hartwell & Reyes LLP',
      true,
    ]);
    const people = await client.team.groupMembers(attorneys);
    expect(people.map(({ email }) => email)).toContain(address('priya.raman'));
    expect(people).toHaveLength(5);
    expect(await client.team.admin()).toBe(ELEANOR);
  });

  it('is closed to the token of a single member', async () => {
    const { client } = await startTeam({ tokenLink: 'member' });
    expect((await refused(client.team.groups(), 'DROPBOX_REFUSED')).status).toBe(400);
  });

  it('is closed without the scope', async () => {
    const team = await startTeam({ tokenLink: 'team', scopes: ['account_info.read', 'team_info.read'] });
    const { tags } = await refused(team.client.team.groups(), 'DROPBOX_UNAUTHORISED');
    expect(tags).toContain('missing_scope');
  });
});

describe.each(['at-once', 'deferred'] as const)('a restricted folder, made %s', (sharingJobs) => {
  it('has its owner and the group for members, and nobody from above', async () => {
    const { sharing, attorneys } = await office({ sharingJobs });
    const id = await sharing.restrict(PRIVILEGED);
    await sharing.addGroup(id, attorneys);
    expect(await sharing.folder(id)).toEqual({
      id,
      role: 'owner',
      inheritance: 'no_inherit',
      memberPolicy: 'team',
      aclPolicy: 'owner',
      linkPolicy: 'members',
    });
    const members = await sharing.folderMembers(id, PRIVILEGED);
    expect(members.map(({ kind, id: who, role }) => [kind, who, role])).toEqual([
      ['account', await sharing.account(), 'owner'],
      ['group', attorneys, 'editor'],
    ]);
    expect(await sharing.standing(PRIVILEGED)).toMatchObject({
      kind: 'folder',
      namespace: id,
      within: '3235641',
    });
  });

  it('is the same when it is asked for again, and when the first answer was lost', async () => {
    const { sharing, team } = await office({ sharingJobs });
    await team.plan({ route: 'share_folder', times: 1, effect: { kind: 'reset-after' } });
    const id = await sharing.restrict(PRIVILEGED);
    expect(await sharing.restrict(PRIVILEGED)).toBe(id);
  });

  it('can be made of one that was shared openly', async () => {
    const { sharing, team } = await office({ sharingJobs });
    await hand(team, 'eleanor.hartwell', 'sharing/share_folder', { path: PRIVILEGED });
    await team.admin('POST', 'jobs');
    const id = await sharing.restrict(PRIVILEGED);
    expect(await sharing.folder(id)).toMatchObject({ inheritance: 'inherit', linkPolicy: 'anyone' });
    await sharing.cutInheritance(id);
    await sharing.tightenPolicy(id);
    expect(await sharing.folder(id)).toMatchObject({ inheritance: 'no_inherit', linkPolicy: 'members' });
  });
});

describe('sharing', () => {
  it('says what lies at a path, by id too, and in which shared folder', async () => {
    const { sharing, team } = await office();
    expect(await sharing.standing(PRIVILEGED)).toEqual({ kind: 'nothing' });
    const id = await sharing.restrict(PRIVILEGED);
    expect(await sharing.isEmpty(PRIVILEGED)).toBe(true);
    await put(team, `${PRIVILEGED}/0001/memo.pdf`);
    expect(await sharing.isEmpty(PRIVILEGED)).toBe(false);
    const standing = await sharing.standing(`ns:${id}/0001/memo.pdf`);
    expect(standing).toMatchObject({ kind: 'file', namespace: null, within: id });
    expect(await sharing.standing(standing.kind === 'file' ? standing.id : '')).toEqual(standing);
  });

  it('refuses to restrict what cannot be: a file, or a folder outside the team’s space', async () => {
    const { sharing, team } = await office();
    await put(team, '/taken');
    expect((await refused(sharing.restrict('/taken'), 'DROPBOX_ROUTE_ERROR')).tags).toContain('is_file');
    const home = new DropboxClient({
      apiUrl: team.url,
      contentUrl: team.url,
      token: team.options.token,
      selectUser: ELEANOR,
    });
    const { tags } = await refused(home.sharing.restrict(PRIVILEGED), 'DROPBOX_ROUTE_ERROR');
    expect(tags).toEqual(['no_permission']);
  });

  it.each(['all', 'own'] as const)('finds and revokes others’ links where members see %s', async (seen) => {
    const { sharing, team } = await office({ listedLinks: seen });
    await put(team, '/Legal/Privileged/memo.pdf');
    await link(team, 'grace.lin', '/Legal');
    await link(team, 'samuel.adeyemi', '/Legal/Privileged/memo.pdf');
    const path = '/Legal/Privileged/memo.pdf';
    const all = await sharing.links(path, { directOnly: false });
    expect(all.map(({ itemName, audience }) => [itemName, audience])).toEqual([
      ['memo.pdf', 'public'],
      ['Legal', 'public'],
    ]);
    const [own] = await sharing.links(path, { directOnly: true });
    await sharing.revoke(own!);
    await sharing.revoke(own!);
    expect(await sharing.links(path, { directOnly: true })).toEqual([]);
    expect(await sharing.links(path, { directOnly: false })).toHaveLength(1);
  });

  it('sees who is a member of a file, by name and from above, and takes the former away', async () => {
    const { sharing, team, attorneys } = await office();
    await sharing.addGroup(await sharing.restrict(PRIVILEGED), attorneys);
    await put(team, `${PRIVILEGED}/memo.pdf`);
    const members = [{ '.tag': 'email', email: address('grace.lin') }];
    await hand(team, 'eleanor.hartwell', 'sharing/add_file_member', {
      file: `${PRIVILEGED}/memo.pdf`,
      members,
    });
    const found = await sharing.fileMembers(`${PRIVILEGED}/memo.pdf`);
    expect(found.map(({ kind, name, isInherited }) => [kind, name, isInherited])).toEqual([
      ['account', address('grace.lin'), false],
      ['account', address('eleanor.hartwell'), true],
      ['group', 'Attorneys', true],
    ]);
    await sharing.removeFileMembers(`${PRIVILEGED}/memo.pdf`);
    expect(await sharing.fileMembers(`${PRIVILEGED}/memo.pdf`)).toHaveLength(2);
  });

  it('goes through many members page by page', async () => {
    const { sharing, team, attorneys } = await office();
    const joined = Array.from({ length: 130 }, (_, index) => ({
      email: address(`clerk.${index}`),
      givenName: 'Clerk',
      surname: String(index),
    }));
    await team.admin('PUT', 'team', { members: joined });
    await sharing.addGroup(await sharing.restrict(PRIVILEGED), attorneys);
    await put(team, `${PRIVILEGED}/memo.pdf`);
    for (let from = 0; from < joined.length; from += 10) {
      const members = joined.slice(from, from + 10).map(({ email }) => ({ '.tag': 'email', email }));
      await hand(team, 'eleanor.hartwell', 'sharing/add_file_member', {
        file: `${PRIVILEGED}/memo.pdf`,
        members,
      });
    }
    expect(await sharing.fileMembers(`${PRIVILEGED}/memo.pdf`)).toHaveLength(132);
  });

  it('waits through lost answers and refusals of the rate', async () => {
    const { sharing, team, attorneys } = await office();
    await team.plan(
      { route: 'add_folder_member', times: 1, effect: { kind: 'reset-after' } },
      { route: 'list_folder_members', times: 1, effect: { kind: 'rate-limited', retryAfter: 0 } },
      { route: 'list_shared_links', times: 1, effect: { kind: 'status', code: 503 } },
    );
    const id = await sharing.restrict(PRIVILEGED);
    await sharing.addGroup(id, attorneys);
    expect(await sharing.folderMembers(id, PRIVILEGED)).toHaveLength(2);
    expect(await sharing.links(PRIVILEGED, { directOnly: false })).toEqual([]);
  });
});
