import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fixedToken } from '@counterpart/access-tokens';
import { DropboxClient } from '@counterpart/dropbox-client';
import { startDropboxEmulator, type EmulatorOptions } from '@counterpart/emulator-dropbox';
import { folderDeviations, itemDeviations, readFileAccess, readFolderAccess } from '../src/index.js';

/*
 * What we say of access, held against what the emulated Dropbox judges by its own rules: whatever people do by hand, a
 * file that somebody else can open is never called shut.
 */

const ROOT = '3235641';
const ELEANOR = 'dbmid:AAHhy7WsR0x-u4ZCqiDl5Fz5zvuL3kmspwU';
const FOLDER = '/Legal/Privileged';
const FILE = `${FOLDER}/0001/memo.pdf`;
const address = (mailbox: string): string => `${mailbox}@hartwell-reyes.example`;

interface Way {
  readonly who: { readonly kind: string; readonly accountId?: string };
  readonly by: string;
  readonly through: string;
}

async function openOffice(options: Partial<EmulatorOptions>) {
  const { url, close } = await startDropboxEmulator({ tokenLink: 'team', ...options });
  onTestFinished(close);
  const admin = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/_emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return (text === '' ? null : JSON.parse(text)) as T;
  };
  const { sharing, team } = new DropboxClient({
    apiUrl: url,
    contentUrl: url,
    token: fixedToken('fake-dropbox-access-token'),
    selectUser: ELEANOR,
    rootNamespace: ROOT,
  });
  const group = (await team.groups()).find(({ name }) => name === 'Attorneys')?.id ?? '';
  const namespace = await sharing.restrict(FOLDER);
  await sharing.addGroup(namespace, group);
  await admin('PUT', `file?path=${FILE}`);
  const allowed = { owner: await sharing.account(), group, namespace };
  return { admin, sharing, allowed };
}

type Office = Awaited<ReturnType<typeof openOffice>>;

/** Things that people do; some are refused by Dropbox, which is as good. */
const HANDS: Readonly<Record<string, (namespace: string) => readonly [string, string, object]>> = {
  'link above': () => ['grace.lin', 'sharing/create_shared_link_with_settings', { path: '/Legal' }],
  'link within': () => [
    'eleanor.hartwell',
    'sharing/create_shared_link_with_settings',
    { path: `${FOLDER}/0001` },
  ],
  'link to the file': () => [
    'priya.raman',
    'sharing/create_shared_link_with_settings',
    { path: FILE, settings: { audience: 'team' } },
  ],
  'link for nobody': () => [
    'priya.raman',
    'sharing/create_shared_link_with_settings',
    { path: FILE, settings: { audience: 'no_one' } },
  ],
  'open the folder': (id) => [
    'eleanor.hartwell',
    'sharing/set_access_inheritance',
    { shared_folder_id: id, access_inheritance: 'inherit' },
  ],
  'let links out': (id) => [
    'eleanor.hartwell',
    'sharing/update_folder_policy',
    { shared_folder_id: id, shared_link_policy: 'anyone', member_policy: 'anyone' },
  ],
  'add a person': (id) => [
    'eleanor.hartwell',
    'sharing/add_folder_member',
    {
      shared_folder_id: id,
      members: [{ member: { '.tag': 'email', email: address('grace.lin') }, access_level: 'viewer' }],
    },
  ],
  'add a guest': (id) => [
    'eleanor.hartwell',
    'sharing/add_folder_member',
    {
      shared_folder_id: id,
      members: [{ member: { '.tag': 'email', email: 'guest@elsewhere.example' } }],
    },
  ],
  'share the file': () => [
    'eleanor.hartwell',
    'sharing/add_file_member',
    { file: FILE, members: [{ '.tag': 'email', email: address('noemie.dubois') }] },
  ],
  'share within': () => ['eleanor.hartwell', 'sharing/share_folder', { path: `${FOLDER}/0001` }],
  'move it out': () => ['eleanor.hartwell', 'files/move_v2', { from_path: FILE, to_path: '/Legal/memo.pdf' }],
};

async function strangersByDropbox({ admin, allowed }: Office, id: string): Promise<number> {
  const { ways } = await admin<{ ways: readonly Way[] }>('GET', `access?id=${id}`);
  const others = ways.filter(({ who, by, through }) => {
    const isOwner = who.kind === 'account' && who.accountId === allowed.owner;
    return !isOwner && !(by === 'group' && through === allowed.group);
  });
  return others.length;
}

async function ourDeviations({ sharing, allowed }: Office, id: string) {
  const file = await readFileAccess(sharing, id);
  if (file === null) throw new Error('the file is there');
  const folder = await readFolderAccess(sharing, FOLDER);
  return [...folderDeviations(folder, FOLDER, allowed), ...itemDeviations(file, allowed)];
}

describe.each([
  {},
  { listedLinks: 'own' },
  { parentLinks: 'stop', folderLinkPolicy: 'all-links' },
] as readonly Partial<EmulatorOptions>[])('where Dropbox is as %j', (options) => {
  it('calls nothing shut that somebody else can open, whatever people did', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom(...Object.keys(HANDS)), { maxLength: 5 }),
        async (deeds) => {
          const office = await openOffice(options);
          const { id } = (await office.sharing.standing(FILE)) as { readonly id: string };
          expect(await ourDeviations(office, id)).toEqual([]);
          for (const deed of deeds) {
            const [as, route, arg] = HANDS[deed]!(office.allowed.namespace);
            await office.admin('POST', 'hand', { as: address(as), route, arg });
          }
          const found = await ourDeviations(office, id);
          if ((await strangersByDropbox(office, id)) > 0) expect(found).not.toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a link to a folder above the restricted one', () => {
  it('is told of the folder and of each file in it', async () => {
    const office = await openOffice({});
    const { id } = (await office.sharing.standing(FILE)) as { readonly id: string };
    const [as, route, arg] = HANDS['link above']!(office.allowed.namespace);
    await office.admin('POST', 'hand', { as: address(as), route, arg });
    const links = (await ourDeviations(office, id)).filter(({ code }) => code === 'OPEN_LINK');
    expect(links.map(({ through }) => through)).toEqual(['Legal', 'Legal']);
  });
});
