import { describe, expect, it } from 'vitest';
import { fixedToken } from '@counterpart/access-tokens';
import { EventId, NamespaceId, type Event } from '@counterpart/contracts';
import { DropboxClient } from '@counterpart/dropbox-client';
import { routed, startScene, type ClioFile, type Scene } from './scene.js';

const FOLDER = '/Privileged';
const PROOF = EventId.parse('00000000-0000-4000-8000-000000000099');
const address = (mailbox: string): string => `${mailbox}@hartwell-reyes.example`;

interface Exposures {
  readonly leaks: readonly { readonly closed: object | null }[];
}

/** A restricted folder as the archiver leaves it, and a watch over all that comes into it. */
async function office() {
  const scene = await startScene();
  const { sharing, team } = new DropboxClient({
    apiUrl: scene.dropboxUrl,
    contentUrl: scene.dropboxUrl,
    token: fixedToken('fake-dropbox-access-token'),
    rootNamespace: '3235641',
  });
  const group = (await team.groups()).find(({ name }) => name === 'Attorneys')?.id ?? '';
  const namespace = await sharing.restrict(FOLDER);
  await sharing.addGroup(namespace, group);
  const owner = await sharing.account();
  await scene.dropbox('PUT', 'access/watches', {
    name: 'privileged',
    path: FOLDER,
    allowed: { groups: ['Attorneys'] },
  });
  return {
    ...scene,
    sharing,
    restricted: { proof: PROOF, folder: FOLDER, namespace: NamespaceId.parse(namespace), group, owner },
    hand: (mailbox: string, route: string, arg: object) =>
      scene.dropbox('POST', 'hand', { as: address(mailbox), route, arg }),
    leaks: async () => (await scene.dropbox<Exposures>('GET', 'access/exposures')).leaks,
  };
}

type Office = Awaited<ReturnType<typeof office>>;

/** The router’s decision about a privileged document. */
const locked = ({ restricted }: Office, file: ClioFile, details: object = {}) =>
  routed(file, {
    placement: { folder: `${FOLDER}/0001`, name: `${file.document}.bin`, disambiguated: false },
    restricted,
    ...details,
  });

async function stage(scene: Scene, file: ClioFile, decision: Event<'DocumentRouted'>) {
  await scene.uploader().stage(decision);
  const staged = (await scene.story(file)).findLast(({ name }) => name === 'DocumentStaged');
  return staged as Event<'DocumentStaged'>;
}

async function mirror(scene: Office, file: ClioFile, details: object = {}) {
  const staged = await stage(scene, file, locked(scene, file, details));
  const [verdict] = await scene.uploader().commit([staged]);
  const news = (await scene.story(file)).filter(({ causationid }) => causationid === staged.id);
  return { verdict, news, staged };
}

describe('a privileged document', () => {
  it('comes into the namespace that was proven, and is told to be locked away', async () => {
    const scene = await office();
    const file = await scene.addDocument(Buffer.from('secret'));
    const { verdict, news, staged } = await mirror(scene, file);
    expect(verdict).toEqual({ kind: 'done' });
    expect(staged).toMatchObject({
      data: { namespace: scene.restricted.namespace, restricted: { proof: PROOF } },
    });
    const path = `${FOLDER}/0001/${file.document}.bin`;
    expect(news).toMatchObject([
      { name: 'DocumentMirrored', data: { path, namespace: scene.restricted.namespace } },
      { name: 'DocumentLockedAway', data: { path, proof: PROOF, revokedLinks: 0, removedMembers: 0 } },
    ]);
    expect(await scene.leaks()).toEqual([]);
  });

  it.each([
    ['inherits members', 'INHERITS_MEMBERS', 'set_access_inheritance', { access_inheritance: 'inherit' }],
    ['takes links', 'LINKS_ALLOWED', 'update_folder_policy', { shared_link_policy: 'anyone' }],
    [
      'has another member',
      'UNEXPECTED_MEMBER',
      'add_folder_member',
      { members: [{ member: { '.tag': 'email', email: address('grace.lin') }, access_level: 'viewer' }] },
    ],
  ])('is not written while the folder %s, and the reason is told', async (_, code, route, arg) => {
    const scene = await office();
    const file = await scene.addDocument(Buffer.from('secret'));
    const shared_folder_id = scene.restricted.namespace;
    await scene.hand('eleanor.hartwell', `sharing/${route}`, { shared_folder_id, ...arg });
    const { verdict, news } = await mirror(scene, file);
    expect(verdict).toEqual({ kind: 'done' });
    expect(news).toMatchObject([{ name: 'RestrictedPlacementRefused', data: { proof: PROOF, attempt: 1 } }]);
    const { deviations } = (news[0] as Event<'RestrictedPlacementRefused'>).data;
    expect(deviations).toContainEqual(expect.objectContaining({ code }));
    expect((await scene.tree()).size).toBe(0);
    expect(await scene.leaks()).toEqual([]);
  });

  it('is not written where the folder was taken away and a plain one put in its place', async () => {
    const scene = await office();
    const file = await scene.addDocument(Buffer.from('secret'));
    await scene.hand('eleanor.hartwell', 'files/delete_v2', { path: FOLDER });
    await scene.hand('grace.lin', 'files/create_folder_v2', { path: FOLDER });
    const { news } = await mirror(scene, file);
    expect(news).toMatchObject([
      { name: 'RestrictedPlacementRefused', data: { deviations: [{ code: 'FOLDER_NOT_THERE' }] } },
    ]);
    expect(await scene.leaks()).toEqual([]);
  });

  it('is not written into a folder within that somebody shared', async () => {
    const scene = await office();
    await scene.hand('eleanor.hartwell', 'sharing/share_folder', { path: `${FOLDER}/0001` });
    const { news } = await mirror(scene, await scene.addDocument(Buffer.from('secret')));
    expect(news).toMatchObject([
      {
        name: 'RestrictedPlacementRefused',
        data: { deviations: [{ code: 'SHARED_WITHIN', through: `${FOLDER}/0001` }] },
      },
    ]);
  });

  it('waits while who can open the folder cannot be read', async () => {
    const scene = await office();
    const file = await scene.addDocument(Buffer.from('secret'));
    const staged = await stage(scene, file, locked(scene, file));
    await scene.planDropbox({ route: 'list_folder_members', effect: { kind: 'status', code: 503 } });
    expect(await scene.uploader().commit([staged])).toMatchObject([
      { kind: 'outage', code: 'DROPBOX_UNAVAILABLE' },
    ]);
    expect((await scene.tree()).size).toBe(0);
    await scene.planDropbox();
    expect(await scene.uploader().commit([staged])).toEqual([{ kind: 'done' }]);
  }, 60_000);

  it('loses other ways into its file before new bytes go there, and the folder’s links', async () => {
    const scene = await office();
    const first = await scene.addDocument(Buffer.from('first'));
    const { news } = await mirror(scene, first);
    const { rev, counterpart, path } = (news[0] as Event<'DocumentMirrored'>).data;
    // Made while the folder took links; they stay when it takes them no more.
    const shared_folder_id = scene.restricted.namespace;
    const links = (shared_link_policy: string) =>
      scene.hand('eleanor.hartwell', 'sharing/update_folder_policy', {
        shared_folder_id,
        shared_link_policy,
      });
    await links('anyone');
    await scene.hand('priya.raman', 'sharing/create_shared_link_with_settings', { path });
    await scene.hand('priya.raman', 'sharing/create_shared_link_with_settings', { path: `${FOLDER}/0001` });
    await scene.hand('eleanor.hartwell', 'sharing/add_file_member', {
      file: path,
      members: [{ '.tag': 'email', email: address('grace.lin') }],
    });
    await links('members');
    const before = (await scene.leaks()).length;
    expect(before).toBeGreaterThan(0);
    const second = await scene.addVersion(first, Buffer.from('second'));
    const placement = { folder: `${FOLDER}/0001`, name: path.split('/').at(-1), disambiguated: false };
    const { news: told } = await mirror(scene, second, { placement, replaces: rev, counterpart });
    expect(told).toMatchObject([{ name: 'DocumentMirrored' }, { name: 'DocumentLockedAway' }]);
    const open = await scene.dropbox<{ ways: readonly { by: string; who: object }[] }>(
      'GET',
      `access?path=${path}`,
    );
    expect(open.ways.every(({ by }) => by === 'group' || by === 'member')).toBe(true);
    expect(JSON.stringify(open.ways)).not.toContain('grace.lin');
    const reached = await scene.leaks();
    expect(reached.every(({ closed }) => closed !== null)).toBe(true);
  });

  it('that is found there already, after a crash or by hand, is sealed all the same', async () => {
    const scene = await office();
    const file = await scene.addDocument(Buffer.from('secret'));
    const path = `${FOLDER}/0001/${file.document}.bin`;
    await scene.dropbox('PUT', `file?path=${path}`, 'secret');
    await scene.hand('eleanor.hartwell', 'sharing/add_file_member', {
      file: path,
      members: [{ '.tag': 'email', email: address('grace.lin') }],
    });
    const { news } = await mirror(scene, file);
    expect(news).toMatchObject([
      { name: 'DocumentMirrored' },
      { name: 'DocumentLockedAway', data: { removedMembers: 1 } },
    ]);
  });
});

describe('what is known of the folder at a commit', () => {
  it('is read after other ways into the files of the batch were closed, which takes long', async () => {
    const scene = await office();
    const first = await scene.addDocument(Buffer.from('first'));
    const { news } = await mirror(scene, first);
    const { rev, counterpart, path } = (news[0] as Event<'DocumentMirrored'>).data;
    const second = await scene.addVersion(first, Buffer.from('second'));
    const placement = { folder: `${FOLDER}/0001`, name: path.split('/').at(-1), disambiguated: false };
    const before = (await scene.calls()).length;
    await mirror(scene, second, { placement, replaces: rev, counterpart });
    const calls = (await scene.calls()).slice(before);
    const commit = calls.indexOf('files/upload_session/finish_batch_v2');
    const sealed = calls.slice(0, commit).lastIndexOf('sharing/list_file_members');
    expect(sealed).toBeGreaterThan(-1);
    expect(calls.slice(sealed, commit)).toContain('sharing/list_folder_members');
  });

  it('is read for fewer documents at once where it would be old when it is read for all', async () => {
    const scene = await office();
    const files = [];
    for (const name of ['a', 'b', 'c', 'd']) files.push(await scene.addDocument(Buffer.from(name)));
    const staged = [];
    for (const file of files) staged.push(await stage(scene, file, locked(scene, file)));
    const slow = scene.slow((documents) => documents * 3000);
    expect(await slow.commit(staged)).toEqual(files.map(() => ({ kind: 'done' })));
    const commits = (await scene.calls()).filter((route) => route === 'files/upload_session/finish_batch_v2');
    expect(commits).toHaveLength(2);
    expect(await scene.tree()).toHaveProperty('size', 4);
  });

  it('is never so old that somebody may have been let in since: then nothing is committed', async () => {
    const scene = await office();
    const file = await scene.addDocument(Buffer.from('secret'));
    const staged = await stage(scene, file, locked(scene, file));
    expect(await scene.slow(() => 11_000).commit([staged])).toMatchObject([{ kind: 'outage' }]);
    expect(await scene.tree()).toEqual(new Map());
  });
});

it('does not hold open documents of the same batch', async () => {
  const scene = await office();
  const [secret, open] = [
    await scene.addDocument(Buffer.from('a')),
    await scene.addDocument(Buffer.from('b')),
  ];
  const staged = [await stage(scene, secret, locked(scene, secret)), await stage(scene, open, routed(open))];
  await scene.hand('eleanor.hartwell', 'files/delete_v2', { path: FOLDER });
  expect(await scene.uploader().commit(staged)).toEqual([{ kind: 'done' }, { kind: 'done' }]);
  expect([...(await scene.tree()).keys()]).toEqual([`/Matters/Reyes/${open.document}.bin`]);
});
