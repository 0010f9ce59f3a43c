import { describe, expect, it } from 'vitest';
import { address, byEmail, byId, openOffice, restrict, ROOT, share, type Worker } from './office.js';
import type { Loose } from './team.js';

const move = (from_path: string, to_path: string, extra: object = {}) =>
  ['files/move_v2', { from_path, to_path, ...extra }] as const;
const copy = (from_path: string, to_path: string) => ['files/copy_v2', { from_path, to_path }] as const;

const linksTo = async (worker: Worker, path: string) =>
  (await worker.ok('sharing/list_shared_links', { path, direct_only: true }))['links'] as readonly Loose[];
const ownMembers = async (worker: Worker, file: string) =>
  (await worker.ok('sharing/list_file_members', { file, include_inherited: false }))[
    'invitees'
  ] as readonly Loose[];

/** A file with a link and a member by name, in a plain folder, beside the restricted one. */
async function prepared(options: Parameters<typeof openOffice>[0] = {}) {
  const office = await openOffice(options);
  const eleanor = office.as('eleanor.hartwell');
  const id = await restrict(office);
  const file = await eleanor.put('/Matters/memo', 'x');
  const link = await eleanor.ok('sharing/create_shared_link_with_settings', { path: file.id });
  await eleanor.ok('sharing/add_file_member', { file: file.id, members: [byEmail('expert@example.com')] });
  return { office, eleanor, id, file, url: link['url'] };
}

describe('a moved file', () => {
  it('keeps id, revisions, links and members by name, into a restricted folder too', async () => {
    const { eleanor, file, url } = await prepared();
    await eleanor.ok(...move('/Matters/memo', '/Matters/other'));
    await eleanor.ok(...move('/Matters/other', '/Privileged/memo'));
    expect(await eleanor.ok('files/get_metadata', { path: file.id })).toMatchObject({
      path_display: '/Privileged/memo',
      rev: file.rev,
    });
    expect((await linksTo(eleanor, '/Privileged/memo')).map((one) => one['url'])).toEqual([url]);
    expect(await ownMembers(eleanor, '/Privileged/memo')).toHaveLength(1);
  });

  it('gets a new id across namespaces, and loses links and members, where ids do not cross', async () => {
    const { eleanor, file } = await prepared({ crossNamespaceMove: 'new-id' });
    const within = await eleanor.ok(...move('/Matters/memo', '/Matters/other'));
    expect(within['metadata']).toMatchObject({ id: file.id });
    const { metadata } = await eleanor.ok(...move('/Matters/other', '/Privileged/memo'));
    expect((metadata as Loose)['id']).not.toBe(file.id);
    expect(await linksTo(eleanor, '/Privileged/memo')).toEqual([]);
    expect(await ownMembers(eleanor, '/Privileged/memo')).toEqual([]);
    const revisions = await eleanor.ok('files/list_revisions', { path: '/Privileged/memo' });
    expect(revisions.entries).toHaveLength(1);
  });

  it('takes the access of where it is, by folder', async () => {
    const { office, eleanor } = await prepared();
    const grace = office.as('grace.lin');
    const look = async (path: string) => (await grace.rpc('files/get_metadata', { path })).status;
    expect(await look('/Matters/memo')).toBe(200);
    await eleanor.ok(...move('/Matters', '/Privileged/Matters'));
    expect(await look('/Privileged/Matters/memo')).toBe(409);
  });

  it('goes between home and team space only with leave to change its owner', async () => {
    const { team, as } = await openOffice();
    const eleanor = as('eleanor.hartwell');
    const file = await team.put('/Drafts/memo', 'x');
    const home = '3235645';
    const [from, to] = [`ns:${home}/Drafts`, `ns:${ROOT}/Drafts`];
    expect(await eleanor.refused(...move(from, to))).toBe('cant_transfer_ownership/..');
    await eleanor.ok(...move(from, to, { allow_ownership_transfer: true }));
    expect(await eleanor.ok('files/get_metadata', { path: '/Drafts/memo' })).toMatchObject({ id: file.id });
    expect((await team.rpc('files/get_metadata', { path: '/Drafts/memo' })).status).toBe(409);
  });
});

describe('a copy', () => {
  it('is a file of its own: no links, no members by name', async () => {
    const { eleanor, file } = await prepared();
    const { metadata } = await eleanor.ok(...copy('/Matters/memo', '/Privileged/copy'));
    expect((metadata as Loose)['id']).not.toBe(file.id);
    expect(await linksTo(eleanor, '/Privileged/copy')).toEqual([]);
    expect(await ownMembers(eleanor, '/Privileged/copy')).toEqual([]);
  });

  it('of a shared folder, or of one with a shared folder in it, is refused', async () => {
    const { eleanor } = await prepared();
    await share(eleanor, '/a/b');
    expect(await eleanor.refused(...copy('/Privileged', '/Copy'))).toBe('cant_copy_shared_folder/..');
    expect(await eleanor.refused(...copy('/a', '/Copy'))).toBe('cant_copy_shared_folder/..');
  });
});

describe('a moved shared folder', () => {
  it('keeps its namespace, members and restriction within the team’s space', async () => {
    const { office, eleanor, id } = await prepared();
    await eleanor.put('/Privileged/memo', 'x');
    await eleanor.ok(...move('/Privileged', '/Firm/Privileged'));
    expect(await eleanor.ok('sharing/get_folder_metadata', { shared_folder_id: id })).toMatchObject({
      path_display: '/Firm/Privileged',
      access_inheritance: { '.tag': 'no_inherit' },
    });
    expect(await office.as('grace.lin').refused('files/list_folder', { path: '/Firm/Privileged' })).toBe(
      'path/not_found/..',
    );
    expect((await office.as('marisol.reyes').rpc('files/list_folder', { path: `ns:${id}` })).status).toBe(
      200,
    );
  });

  it('is not taken away by who may not edit it, nor out of the team’s space', async () => {
    const { office, eleanor } = await prepared();
    const grace = office.as('grace.lin');
    await eleanor.ok(...move('/Privileged', '/Firm/Privileged'));
    expect(await grace.refused(...move('/Firm', '/Mine'))).toBe('from_write/no_write_permission/..');
    const home = move('/Firm', 'ns:3235645/Firm', { allow_ownership_transfer: true });
    expect(await eleanor.refused(...home)).toBe('cant_move_shared_folder/..');
  });

  it('does not go into another outside the team’s space', async () => {
    const { team } = await openOffice();
    for (const path of ['/a', '/b']) await team.rpc('sharing/share_folder', { path });
    const { body } = await team.rpc(...move('/a', '/b/a'));
    expect(body['error_summary']).toBe('cant_nest_shared_folder/..');
  });
});

describe('the page', () => {
  it('shows people who can open a folder, and its links', async () => {
    const { office, eleanor, id, url } = await prepared();
    const members = [{ member: byId(office.as('grace.lin').accountId) }];
    await eleanor.ok('sharing/add_folder_member', { shared_folder_id: id, members });
    const page = await (await fetch(office.team.url)).text();
    expect(page).toContain('open to Everyone at Hartwell &amp; Reyes LLP (editor)');
    expect(page).toContain(
      'restricted, open to Eleanor Hartwell (owner), Attorneys (editor), Grace Lin (viewer)<',
    );
    expect(page).toContain(`link: anyone, by Eleanor Hartwell: ${String(url).replaceAll('&', '&amp;')}`);
    expect(page).toContain('expert@example.com (invited) (viewer)');
    expect(page).not.toContain(address('grace.lin'));
  });
});
