import { describe, expect, it } from 'vitest';
import { address, openOffice, restrict, share, type Office, type Worker } from './office.js';
import type { Loose } from './team.js';

const create = (worker: Worker, path: string, settings?: object) =>
  worker.ok('sharing/create_shared_link_with_settings', { path, ...(settings && { settings }) });

const permissions = (link: Loose) => link['link_permissions'] as Loose;
const visibility = (link: Loose) => (permissions(link)['resolved_visibility'] as Loose)['.tag'];

const listed = async (worker: Worker, arg: object) =>
  (await worker.ok('sharing/list_shared_links', arg))['links'] as readonly Loose[];

const leaks = async ({ team }: Office) =>
  ((await team.admin('GET', 'access/exposures')) as { readonly leaks: readonly Loose[] }).leaks;

/** Watches everything in /Matters for the whole team. */
async function watched(office: Office): Promise<void> {
  const { groups } = (await office.team.admin('GET', 'team')) as { readonly groups: readonly Loose[] };
  const allowed = { groups: [groups[0]?.['name']] };
  await office.team.admin('PUT', 'access/watches', { name: 'matters', path: '/Matters', allowed });
}

describe('a new link', () => {
  it('is public without settings, and tells its owner everything', async () => {
    const { as } = await openOffice();
    const eleanor = as('eleanor.hartwell');
    const file = await eleanor.put('/Matters/a.txt', 'x');
    const link = await create(eleanor, '/Matters/a.txt');
    expect(link).toMatchObject({
      '.tag': 'file',
      id: file.id,
      name: 'a.txt',
      path_lower: '/matters/a.txt',
      rev: file.rev,
      size: 1,
      url: expect.stringMatching(/^https:\/\/www\.dropbox\.com\/scl\/fi\/\w+\/a\.txt\?rlkey=\w+&dl=0$/),
      team_member_info: { display_name: 'Eleanor Hartwell' },
      link_permissions: {
        resolved_visibility: { '.tag': 'public' },
        requested_visibility: { '.tag': 'public' },
        effective_audience: { '.tag': 'public' },
        can_revoke: true,
        require_password: false,
      },
    });
    const folder = await create(eleanor, '/Matters', { audience: 'team' });
    expect([folder['.tag'], visibility(folder)]).toEqual(['folder', 'team_only']);
  });

  it('follows its settings', async () => {
    const { as } = await openOffice();
    const eleanor = as('eleanor.hartwell');
    const visibilityOf = async (name: string, settings: object) => {
      await eleanor.put(`/${name}`, name);
      return visibility(await create(eleanor, `/${name}`, settings));
    };
    const secret = { require_password: true, link_password: 'pass' };
    expect(await visibilityOf('a', secret)).toBe('password');
    expect(await visibilityOf('b', { ...secret, audience: 'team' })).toBe('team_and_password');
    expect(await visibilityOf('c', { audience: { '.tag': 'no_one' } })).toBe('no_one');
    expect(await visibilityOf('d', { audience: 'members' })).toBe('shared_folder_only');
    expect(await visibilityOf('e', { requested_visibility: 'team_only' })).toBe('team_only');
    await eleanor.put('/f', 'f');
    const expiring = await create(eleanor, '/f', { expires: '2099-01-01T00:00:00Z' });
    expect(expiring).toMatchObject({ expires: '2099-01-01T00:00:00Z' });
  });

  it.each([
    ['no setting at all', {}],
    ['a password that is not given', { require_password: true }],
    ['a password that is not asked for', { link_password: 'pass' }],
    ['an expiry in the past', { expires: '2020-01-01T00:00:00Z' }],
  ])('refuses %s', async (_, settings) => {
    const eleanor = (await openOffice()).as('eleanor.hartwell');
    await eleanor.put('/a', 'x');
    expect(await eleanor.refused('sharing/create_shared_link_with_settings', { path: '/a', settings })).toBe(
      'settings_error/invalid_settings/..',
    );
  });

  it('is made once by each member, and found again by a second try', async () => {
    const { as } = await openOffice();
    const [eleanor, grace] = [as('eleanor.hartwell'), as('grace.lin')];
    await eleanor.put('/a', 'x');
    const { url } = await create(eleanor, '/a');
    const again = await eleanor.rpc('sharing/create_shared_link_with_settings', { path: '/a' });
    expect([again.status, again.body.error]).toMatchObject([
      409,
      {
        '.tag': 'shared_link_already_exists',
        shared_link_already_exists: { '.tag': 'metadata', metadata: { '.tag': 'file', url } },
      },
    ]);
    const settings = { audience: 'team' };
    const other = await eleanor.rpc('sharing/create_shared_link_with_settings', { path: '/a', settings });
    expect(other.body.error).toEqual({ '.tag': 'shared_link_already_exists' });
    expect((await create(grace, '/a'))['url']).not.toBe(url);
  });

  it('needs something there that its maker may read, and no restricted folder', async () => {
    const office = await openOffice();
    const [eleanor, grace] = [office.as('eleanor.hartwell'), office.as('grace.lin')];
    await restrict(office);
    await eleanor.put('/Privileged/memo', 'x');
    const refusal = (who: Worker, path: string) =>
      who.refused('sharing/create_shared_link_with_settings', { path });
    expect(await refusal(eleanor, '/nothing')).toBe('path/not_found/..');
    expect(await refusal(eleanor, '/Privileged')).toBe('access_denied/..');
    expect(await refusal(grace, '/Privileged')).toBe('path/not_found/..');
    expect(await refusal(grace, '/Privileged/memo')).toBe('path/not_found/..');
  });
});

describe('policies', () => {
  it('of a shared folder narrow new links to its members', async () => {
    const office = await openOffice();
    await restrict(office);
    const eleanor = office.as('eleanor.hartwell');
    await eleanor.put('/Privileged/memo', 'x');
    const link = await create(eleanor, '/Privileged/memo');
    expect(visibility(link)).toBe('shared_folder_only');
    expect(permissions(link)['visibility_policies']).toMatchObject([
      { policy: { '.tag': 'public' }, disallowed_reason: { '.tag': 'restricted_by_shared_folder' } },
      { policy: { '.tag': 'team_only' }, resolved_policy: { '.tag': 'shared_folder_only' } },
      { policy: { '.tag': 'password' }, allowed: false },
    ]);
  });

  it.each([
    ['new-links', 'public'],
    ['all-links', 'shared_folder_only'],
  ] as const)('leave or narrow the links that a file brings along (%s)', async (folderLinkPolicy, left) => {
    const office = await openOffice({ folderLinkPolicy });
    const eleanor = office.as('eleanor.hartwell');
    await eleanor.put('/Matters/memo', 'x');
    const { url } = await create(eleanor, '/Matters/memo');
    await restrict(office);
    await eleanor.ok('files/move_v2', { from_path: '/Matters/memo', to_path: '/Privileged/memo' });
    const [link] = await listed(eleanor, { path: '/Privileged/memo' });
    expect([link?.['url'], visibility(link ?? {})]).toEqual([url, left]);
  });

  it('of the team preset new links or narrow all of them', async () => {
    const { team, as } = await openOffice();
    const eleanor = as('eleanor.hartwell');
    for (const path of ['/a', '/b', '/c', '/d']) await eleanor.put(path, 'x');
    await create(eleanor, '/a');
    const policy = (shared_link_create_policy: string) =>
      team.admin('PUT', 'team', { policies: { shared_link_create_policy } });
    await policy('default_no_one');
    expect(visibility(await create(eleanor, '/b'))).toBe('no_one');
    await policy('default_team_only');
    expect(visibility(await create(eleanor, '/c'))).toBe('team_only');
    expect((await listed(eleanor, { path: '/a' })).map(visibility)).toEqual(['public']);
    await policy('team_only');
    expect((await listed(eleanor, { path: '/a' })).map(visibility)).toEqual(['team_only']);
    expect(visibility(await create(eleanor, '/d', { audience: 'public' }))).toBe('team_only');
  });
});

describe('listing links', () => {
  it('of a path tells those on it and on every folder above', async () => {
    const { as } = await openOffice();
    const [eleanor, grace] = [as('eleanor.hartwell'), as('grace.lin')];
    await eleanor.put('/Matters/1/memo', 'x');
    const own = await create(eleanor, '/Matters/1/memo');
    const above = await create(grace, '/Matters', { audience: 'team' });
    const urls = (links: readonly Loose[]) => links.map(({ url }) => url);
    expect(urls(await listed(eleanor, { path: '/Matters/1/memo' }))).toEqual([own['url'], above['url']]);
    expect(urls(await listed(eleanor, { path: own['id'], direct_only: true }))).toEqual([own['url']]);
    const [, foreign] = await listed(eleanor, { path: '/Matters/1/memo' });
    expect(foreign).not.toHaveProperty('path_lower');
    expect(permissions(foreign ?? {})).toMatchObject({
      can_revoke: false,
      revoke_failure_reason: { '.tag': 'owner_only' },
    });
  });

  it('tells a member no links of others, where that is how it is; an administrator all', async () => {
    const { team, as } = await openOffice({ listedLinks: 'own' });
    const [eleanor, grace] = [as('eleanor.hartwell'), as('grace.lin')];
    await eleanor.put('/a', 'x');
    await create(grace, '/a');
    expect(await listed(eleanor, { path: '/a' })).toEqual([]);
    const { body } = await team.rpc(
      'sharing/list_shared_links',
      { path: '/a' },
      {
        'dropbox-api-select-admin': eleanor.memberId,
        'dropbox-api-path-root': '{".tag":"root","root":"3235641"}',
      },
    );
    expect(body['links']).toMatchObject([{ link_permissions: { can_revoke: true } }]);
  });

  it('without a path tells the caller’s own below where paths begin, in pages', async () => {
    const { team, as } = await openOffice();
    const eleanor = as('eleanor.hartwell');
    await team.put('/home.txt', 'x');
    await team.rpc('sharing/create_shared_link_with_settings', { path: '/home.txt' });
    await eleanor.ok('files/create_folder_batch', { paths: Array.from({ length: 201 }, (_, n) => `/${n}`) });
    for (let n = 0; n < 201; n += 1) await create(eleanor, `/${n}`);
    const first = await eleanor.ok('sharing/list_shared_links', {});
    expect([(first['links'] as readonly Loose[]).length, first['has_more']]).toEqual([200, true]);
    const rest = await eleanor.ok('sharing/list_shared_links', { cursor: first['cursor'] });
    expect(rest).toMatchObject({ links: [{}], has_more: false });
    const { body } = await team.rpc('sharing/list_shared_links', {});
    expect(body['links']).toMatchObject([{ name: 'home.txt' }]);
    expect(await eleanor.refused('sharing/list_shared_links', { cursor: 'AAx' })).toBe('reset/..');
  });
});

describe('changing and revoking a link', () => {
  it('is for who made it', async () => {
    const { as } = await openOffice();
    const [eleanor, grace] = [as('eleanor.hartwell'), as('grace.lin')];
    await eleanor.put('/a', 'x');
    const { url } = await create(eleanor, '/a');
    const narrower = { url, settings: { audience: 'team' } };
    expect(await grace.refused('sharing/modify_shared_link_settings', narrower)).toBe(
      'shared_link_access_denied/..',
    );
    expect(visibility(await eleanor.ok('sharing/modify_shared_link_settings', narrower))).toBe('team_only');
    const editor = { url, settings: { access: 'editor' } };
    expect(await eleanor.refused('sharing/modify_shared_link_settings', editor)).toBe(
      'settings_error/invalid_settings/..',
    );
    expect(await grace.refused('sharing/revoke_shared_link', { url })).toBe('shared_link_access_denied/..');
    expect((await eleanor.rpc('sharing/revoke_shared_link', { url })).text).toBe('null');
    expect(await eleanor.refused('sharing/revoke_shared_link', { url })).toBe('shared_link_not_found/..');
    expect(await eleanor.refused('sharing/revoke_shared_link', { url: 'nonsense' })).toBe(
      'shared_link_malformed/..',
    );
  });

  it('takes an expiry or a password away', async () => {
    const eleanor = (await openOffice()).as('eleanor.hartwell');
    await eleanor.put('/a', 'x');
    const settings = { expires: '2099-01-01T00:00:00Z', require_password: true, link_password: 'pass' };
    const { url } = await create(eleanor, '/a', settings);
    const modify = (arg: object) => eleanor.ok('sharing/modify_shared_link_settings', { url, ...arg });
    const endless = await modify({ settings: {}, remove_expiration: true });
    expect(endless).not.toHaveProperty('expires');
    expect(visibility(endless)).toBe('password');
    expect(visibility(await modify({ settings: { require_password: false } }))).toBe('public');
  });

  it('by an administrator revokes anybody’s', async () => {
    const { team, as } = await openOffice();
    const [eleanor, grace] = [as('eleanor.hartwell'), as('grace.lin')];
    await grace.put('/a', 'x');
    const { url } = await create(grace, '/a');
    const admin = { 'dropbox-api-select-admin': eleanor.memberId };
    expect((await team.rpc('sharing/revoke_shared_link', { url }, admin)).status).toBe(200);
    expect(await listed(grace, { path: '/a' })).toEqual([]);
  });
});

describe('visiting a link', () => {
  const APP = `Basic ${Buffer.from('fake-dropbox-app-key:fake-dropbox-app-secret').toString('base64')}`;
  const visit = async ({ team }: Office, arg: object) => {
    const { status, body } = await team.rpc('sharing/get_shared_link_metadata', arg, { authorization: APP });
    return status === 200 ? 200 : body['error_summary'];
  };
  const bytes = async ({ team }: Office, arg: object) => {
    const headers = { authorization: APP, 'dropbox-api-arg': JSON.stringify(arg) };
    const response = await fetch(`${team.url}/2/sharing/get_shared_link_file`, { method: 'POST', headers });
    return response.status === 200 ? response.text() : response.status;
  };

  it('gives a stranger what the audience gives, and no more', async () => {
    const office = await openOffice();
    const eleanor = office.as('eleanor.hartwell');
    await eleanor.put('/a', 'bytes');
    const { url } = await create(eleanor, '/a');
    expect([await visit(office, { url }), await bytes(office, { url })]).toEqual([200, 'bytes']);
    await eleanor.ok('sharing/modify_shared_link_settings', { url, settings: { audience: 'team' } });
    expect(await visit(office, { url })).toBe('shared_link_access_denied/..');
    expect(await bytes(office, { url })).toBe(409);
    expect((await office.as('grace.lin').rpc('sharing/get_shared_link_metadata', { url })).status).toBe(200);
    expect(await visit(office, { url: 'https://www.dropbox.com/s/other/a' })).toBe(
      'shared_link_not_found/..',
    );
  });

  it('asks for the password, and ends with the expiry', async () => {
    const office = await openOffice();
    const eleanor = office.as('eleanor.hartwell');
    await eleanor.put('/a', 'bytes');
    const settings = { expires: '2099-01-01T00:00:00Z', require_password: true, link_password: 'pass' };
    const { url } = await create(eleanor, '/a', settings);
    expect(await visit(office, { url })).toBe('shared_link_access_denied/..');
    expect(await visit(office, { url, link_password: 'pass' })).toBe(200);
    await office.team.admin('POST', 'clock', { advanceMs: 80 * 365 * 86_400_000 });
    expect(await visit(office, { url, link_password: 'pass' })).toBe('shared_link_access_denied/..');
    expect((await listed(eleanor, { path: '/a' })).map(visibility)).toEqual(['shared_folder_only']);
  });

  it.each([
    ['pass', 200],
    ['stop', 'shared_link_not_found/..'],
  ] as const)(
    'of a folder leads below, into restricted folders or not (%s)',
    async (parentLinks, outcome) => {
      const office = await openOffice({ parentLinks });
      await restrict(office, '/Matters/Privileged');
      const eleanor = office.as('eleanor.hartwell');
      await eleanor.put('/Matters/plain', 'x');
      await eleanor.put('/Matters/Privileged/memo', 'x');
      const { url } = await create(eleanor, '/Matters');
      expect(await visit(office, { url, path: '/plain' })).toBe(200);
      expect(await visit(office, { url, path: '/Privileged/memo' })).toBe(outcome);
      expect((await listed(eleanor, { path: '/Matters/Privileged/memo' })).length).toBe(
        outcome === 200 ? 1 : 0,
      );
    },
  );
});

describe('a watch', () => {
  it('sees a public link by hand on a folder above, until it is revoked', async () => {
    const office = await openOffice();
    await watched(office);
    const eleanor = office.as('eleanor.hartwell');
    await eleanor.put('/Matters/1/memo', 'x');
    const made = (await office.team.admin('POST', 'hand', {
      as: address('grace.lin'),
      route: 'sharing/create_shared_link_with_settings',
      arg: { path: '/Matters' },
    })) as { readonly body: Loose };
    expect(await leaks(office)).toMatchObject([
      {
        who: { kind: 'anyone', needsPassword: false },
        way: { by: 'link', through: made.body['url'], at: '/Matters', isInherited: true },
        opened: { route: 'hand: sharing/create_shared_link_with_settings', call: null },
        closed: null,
      },
    ]);
    await office.as('grace.lin').ok('sharing/revoke_shared_link', { url: made.body['url'] });
    expect(await leaks(office)).toMatchObject([{ closed: { route: 'sharing/revoke_shared_link' } }]);
  });

  it('counts a link with a password, and no link for members or after its expiry', async () => {
    const office = await openOffice();
    await watched(office);
    const eleanor = office.as('eleanor.hartwell');
    for (const name of ['a', 'b', 'c']) await eleanor.put(`/Matters/${name}`, name);
    await create(eleanor, '/Matters/a', { require_password: true, link_password: 'pass' });
    await create(eleanor, '/Matters/b', { audience: 'members' });
    await create(eleanor, '/Matters/c', { expires: '2099-01-01T00:00:00Z' });
    await office.team.admin('POST', 'clock', { advanceMs: 80 * 365 * 86_400_000 });
    expect(await leaks(office)).toMatchObject([
      { item: { path: '/Matters/a' }, who: { needsPassword: true }, closed: null },
      { item: { path: '/Matters/c' }, who: { needsPassword: false }, closed: { route: 'hand: clock' } },
    ]);
    await share(eleanor, '/Matters/shared');
    expect(await leaks(office)).toHaveLength(2);
  });
});
