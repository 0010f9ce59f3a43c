import { describe, expect, it } from 'vitest';
import { address, byEmail, byId, openOffice, restrict, type Office } from './office.js';
import type { Loose } from './team.js';

interface Exposures {
  readonly leaks: readonly Loose[];
  readonly empty: readonly Loose[];
}

const exposures = async ({ team }: Office) => (await team.admin('GET', 'access/exposures')) as Exposures;

/** Watches everything below /Privileged for the attorneys. */
const watch = ({ team }: Office, extra: object = {}) =>
  team.admin('PUT', 'access/watches', {
    name: 'privileged',
    path: '/Privileged',
    allowed: { groups: ['Attorneys'] },
    ...extra,
  });

const hand = ({ team }: Office, mailbox: string, route: string, arg: object) =>
  team.admin('POST', 'hand', { as: address(mailbox), route, arg }) as Promise<Loose>;

describe('a watch', () => {
  it('sees no leak where the restricted folder came before the first byte', async () => {
    const office = await openOffice();
    await watch(office);
    await restrict(office);
    await office.as('eleanor.hartwell').put('/Privileged/00012/memo.pdf', 'secret');
    expect(await exposures(office)).toEqual({ leaks: [], empty: [] });
  });

  it('sees a byte that came too early, with the call that did it and the call that ended it', async () => {
    const office = await openOffice();
    await watch(office);
    const eleanor = office.as('eleanor.hartwell');
    const { id } = await eleanor.put('/Privileged/memo.pdf', 'secret');
    await restrict(office);
    const { leaks } = await exposures(office);
    expect(leaks.map(({ who }) => (who as Loose)['email'])).toEqual(
      ['grace.lin', 'samuel.adeyemi', 'noemie.dubois'].map(address),
    );
    const { calls } = (await office.team.admin('GET', 'calls')) as { calls: readonly Loose[] };
    const numberOf = (route: string) => calls.find((call) => call['route'] === route)?.['seq'];
    for (const leak of leaks) {
      expect(leak).toMatchObject({
        watch: 'privileged',
        item: { id, path: '/Privileged/memo.pdf', size: 6 },
        way: { by: 'group', at: '', isInherited: true },
        opened: { route: 'files/upload', call: numberOf('files/upload') },
        closed: { route: 'sharing/share_folder', call: numberOf('sharing/share_folder') },
      });
    }
  });

  it('keeps folders and empty files apart: they show a name and no byte', async () => {
    const office = await openOffice();
    await watch(office);
    const eleanor = office.as('eleanor.hartwell');
    await eleanor.ok('files/create_folder_v2', { path: '/Privileged/00012' });
    await eleanor.put('/Privileged/00012/empty', '');
    const before = await exposures(office);
    expect([before.leaks.length, before.empty.length]).toEqual([0, 6]);
    await office.team.admin('PUT', 'file?path=/Privileged/00012/empty', 'now');
    const { leaks } = await exposures(office);
    expect(leaks).toHaveLength(3);
    expect(leaks[0]).toMatchObject({ opened: { route: 'hand: PUT file', call: null }, closed: null });
  });

  it('sees what hands do: a member added, inheritance mended, a group’s new member not', async () => {
    const office = await openOffice();
    await watch(office);
    const id = await restrict(office);
    await office.as('eleanor.hartwell').put('/Privileged/memo', 'secret');
    await hand(office, 'eleanor.hartwell', 'team/groups/members/add', {
      group: { '.tag': 'group_id', group_id: office.attorneys },
      members: [{ user: byEmail(address('noemie.dubois')), access_type: 'member' }],
    });
    expect((await exposures(office)).leaks).toEqual([]);
    const members = [{ member: byId(office.as('grace.lin').accountId), access_level: 'viewer' }];
    await hand(office, 'eleanor.hartwell', 'sharing/add_folder_member', { shared_folder_id: id, members });
    await hand(office, 'eleanor.hartwell', 'sharing/set_access_inheritance', {
      shared_folder_id: id,
      access_inheritance: 'inherit',
    });
    const { leaks } = await exposures(office);
    expect(leaks.map(({ who, way, opened }) => [who, way, opened])).toMatchObject([
      [{ email: address('grace.lin') }, { by: 'member' }, { route: 'hand: sharing/add_folder_member' }],
      [{ email: address('grace.lin') }, { by: 'group' }, { route: 'hand: sharing/set_access_inheritance' }],
      [{ email: address('samuel.adeyemi') }, { by: 'group' }, {}],
    ]);
  });

  it('sees an invitation by address and a member from outside', async () => {
    const office = await openOffice();
    const expert = { email: 'expert@example.com', givenName: 'Ada', surname: 'Expert' };
    await office.team.admin('PUT', 'team', { outsiders: [expert] });
    await watch(office, { allowed: { groups: ['Attorneys'], members: [address('grace.lin')] } });
    const id = await restrict(office);
    const eleanor = office.as('eleanor.hartwell');
    await eleanor.put('/Privileged/memo', 'secret');
    await eleanor.ok('sharing/update_folder_policy', { shared_folder_id: id, member_policy: 'anyone' });
    const members = ['expert@example.com', 'nobody@example.com', address('grace.lin')].map((email) => ({
      member: byEmail(email),
    }));
    await eleanor.ok('sharing/add_folder_member', { shared_folder_id: id, members });
    expect((await exposures(office)).leaks.map(({ who }) => who)).toMatchObject([
      { kind: 'account', email: 'expert@example.com' },
      { kind: 'invitee', email: 'nobody@example.com' },
    ]);
  });

  it('follows one item wherever it goes, and forgets it when it is taken off', async () => {
    const office = await openOffice();
    const eleanor = office.as('eleanor.hartwell');
    await restrict(office);
    const { id } = await eleanor.put('/Privileged/memo', 'secret');
    await office.team.admin('PUT', 'access/watches', {
      name: 'memo',
      id,
      allowed: { groups: ['Attorneys'] },
    });
    await eleanor.ok('files/move_v2', { from_path: '/Privileged/memo', to_path: '/Matters/memo' });
    await eleanor.ok('files/move_v2', { from_path: '/Matters/memo', to_path: '/Privileged/memo' });
    const { leaks } = await exposures(office);
    expect(leaks).toHaveLength(3);
    expect(leaks[0]).toMatchObject({ item: { path: '/Matters/memo' }, closed: { route: 'files/move_v2' } });
    await office.team.admin('DELETE', 'access/watches?name=memo');
    expect(await office.team.admin('GET', 'access/watches')).toEqual({ watches: [] });
  });

  it('sees bytes wherever they are: copies, earlier revisions, a member’s home', async () => {
    const office = await openOffice();
    const eleanor = office.as('eleanor.hartwell');
    await restrict(office);
    const secret = await eleanor.put('/Privileged/memo', 'secret');
    await office.team.admin('PUT', 'access/watches', {
      name: 'bytes',
      contentHashes: [secret.content_hash],
      allowed: { groups: ['Attorneys'] },
    });
    await eleanor.ok('files/copy_v2', { from_path: '/Privileged/memo', to_path: '/Matters/copy' });
    await office.team.admin('PUT', 'file?path=/Matters/copy', 'harmless now');
    const copied = (await exposures(office)).leaks;
    expect(copied).toHaveLength(3);
    expect(copied[0]).toMatchObject({ opened: { route: 'files/copy_v2' }, closed: null });
    await office.team.admin('PUT', 'file?path=/mine&namespace=3235650', 'secret');
    expect((await exposures(office)).leaks.slice(3)).toMatchObject([
      { who: { email: address('grace.lin') } },
    ]);
    await eleanor.put('/Privileged/other', 'secret');
    expect((await exposures(office)).leaks).toHaveLength(4);
  });

  it('sees each half of two calls that run side by side', async () => {
    const office = await openOffice();
    await watch(office);
    const eleanor = office.as('eleanor.hartwell');
    await restrict(office);
    await eleanor.put('/Privileged/memo', 'secret');
    const out = { from_path: '/Privileged', to_path: '/Elsewhere' };
    await Promise.all([
      eleanor.rpc('files/move_v2', out),
      eleanor.upload('/Privileged/late', 'too late'),
      eleanor.upload('/Privileged/later', 'too late'),
    ]);
    const standing = await eleanor.ok('files/list_folder', { path: '', recursive: true });
    const late = standing.entries?.filter(({ path_lower: path }) => String(path).startsWith('/privileged/'));
    const { leaks } = await exposures(office);
    expect(leaks.length).toBe((late?.length ?? 0) * 3);
  });

  it('names what it cannot understand', async () => {
    const office = await openOffice();
    expect(await watch(office, { allowed: { groups: ['Nobody'] } })).toMatchObject({
      error: 'nobody is called Nobody',
    });
    expect(await watch(office, { id: 'id:x' })).toMatchObject({ error: 'name a path, an id or hashes' });
  });
});

describe('access', () => {
  it('of an item is told as it is now, by whom and how', async () => {
    const office = await openOffice();
    const id = await restrict(office);
    await office.as('eleanor.hartwell').put('/Privileged/memo', 'x');
    const access = (await office.team.admin('GET', 'access?path=/Privileged/memo')) as {
      readonly ways: readonly Loose[];
    };
    expect(access.ways[0]).toMatchObject({
      who: { email: address('eleanor.hartwell') },
      role: 'owner',
      by: 'member',
      at: '/Privileged',
      isInherited: true,
    });
    expect(access.ways).toHaveLength(6);
    expect(id).not.toBe('');
    expect(await office.team.admin('GET', 'access?path=/nothing')).toMatchObject({ error: 'nothing there' });
  });
});

describe('hands', () => {
  it('do what the route does, within their owner’s rights, outside the call log', async () => {
    const office = await openOffice();
    const before = await office.team.admin('GET', 'calls');
    const shared = await hand(office, 'grace.lin', 'sharing/share_folder', { path: '/mine' });
    expect(shared).toMatchObject({ status: 200, body: { name: 'mine' } });
    const refused = await hand(office, 'grace.lin', 'sharing/share_folder', { path: '/mine' });
    expect(refused).toMatchObject({ status: 409, body: { error_summary: 'bad_path/already_shared/..' } });
    expect(await hand(office, 'grace.lin', 'team/groups/create', { group_name: 'x' })).toMatchObject({
      error: `${address('grace.lin')} is no administrator`,
    });
    expect(await hand(office, 'grace.lin', 'files/wish', {})).toMatchObject({
      error: 'there is no route files/wish',
    });
    expect(await office.team.admin('GET', 'calls')).toEqual(before);
  });
});

describe('somebody from outside', () => {
  it('reads what was shared with them, by its namespace, and nothing else', async () => {
    const office = await openOffice();
    const email = 'expert@example.com';
    await office.team.admin('PUT', 'team', { outsiders: [{ email, givenName: 'Ada', surname: 'Expert' }] });
    const eleanor = office.as('eleanor.hartwell');
    await eleanor.put('/Matters/1/memo', 'x');
    await eleanor.put('/Matters/2/memo', 'x');
    const shared = await eleanor.ok('sharing/share_folder', { path: '/Matters/1' });
    const id = String(shared['shared_folder_id']);
    const members = [{ member: byEmail(email) }];
    await eleanor.ok('sharing/add_folder_member', { shared_folder_id: id, members });
    const look = async (path: string) =>
      (
        (await office.team.admin('POST', 'hand', {
          as: email,
          route: 'files/get_metadata',
          arg: { path },
        })) as Loose
      )['status'];
    expect(await look(`ns:${id}/memo`)).toBe(200);
    expect(await look('/Matters/2/memo')).toBe(409);
    expect(await look('ns:3235645/')).toBe(409);
  });
});

describe('the team', () => {
  it('takes in members, groups and people from outside, and lets members go', async () => {
    const office = await openOffice();
    const clerk = { email: address('clerk'), givenName: 'Cleo', surname: 'Clerk' };
    const groups = [{ name: 'Partners', members: [clerk.email, address('marisol.reyes')] }];
    const told = (await office.team.admin('PUT', 'team', { members: [clerk], groups })) as Loose;
    expect(told['groups']).toMatchObject([{}, {}, { name: 'Partners', members: groups[0]?.members }]);
    const { body } = await office.team.rpc('team/members/list_v2', {});
    expect(body['members']).toHaveLength(9);
    await office.team.admin('PUT', 'team', { members: [{ ...clerk, status: 'suspended' }] });
    const { body: info } = await office.team.rpc('team/members/get_info_v2', {
      members: [byEmail(clerk.email)],
    });
    expect(info['members_info']).toMatchObject([{ profile: { status: { '.tag': 'suspended' } } }]);
    const unknown = { groups: [{ name: 'X', members: ['x@example.com'] }] };
    expect(await office.team.admin('PUT', 'team', unknown)).toMatchObject({
      error: 'x@example.com is not on the team',
    });
  });
});
