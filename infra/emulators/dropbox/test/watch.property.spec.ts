import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { address, byEmail, openOffice, type Office } from './office.js';
import type { Loose } from './team.js';

/** Something that somebody does; most of it may be refused. */
type Deed = readonly [mailbox: string, route: string, arg: (ids: ReadonlyMap<string, string>) => object];

const PATHS = ['/W', '/W/a', '/W/a/b', '/W/c', '/Out'];
const FILES = ['/W/1', '/W/a/2', '/W/a/b/3', '/W/c/4', '/Out/5'];
const MAILBOXES = ['eleanor.hartwell', 'marisol.reyes', 'grace.lin'];
const EMAILS = [...MAILBOXES.map(address), 'expert@example.com', 'nobody@example.com'];

const path = fc.constantFrom(...PATHS);
const item = fc.constantFrom(...PATHS, ...FILES);
const shared = (ids: ReadonlyMap<string, string>, at: string): string => ids.get(at.toLowerCase()) ?? '1';

const doing: fc.Arbitrary<(mailbox: string) => Deed> = fc.oneof(
  fc
    .tuple(path, fc.constantFrom('inherit', 'no_inherit'))
    .map(([at, access_inheritance]) => (mailbox: string): Deed => [
      mailbox,
      'sharing/share_folder',
      () => ({ path: at, access_inheritance }),
    ]),
  fc
    .tuple(path, fc.constantFrom('inherit', 'no_inherit'))
    .map(([at, access_inheritance]) => (mailbox: string): Deed => [
      mailbox,
      'sharing/set_access_inheritance',
      (ids) => ({ shared_folder_id: shared(ids, at), access_inheritance }),
    ]),
  fc
    .tuple(path, fc.constantFrom(...EMAILS))
    .map(([at, email]) => (mailbox: string): Deed => [
      mailbox,
      'sharing/add_folder_member',
      (ids) => ({ shared_folder_id: shared(ids, at), members: [{ member: byEmail(email) }] }),
    ]),
  fc
    .tuple(path, fc.constantFrom(...EMAILS))
    .map(([at, email]) => (mailbox: string): Deed => [
      mailbox,
      'sharing/remove_folder_member',
      (ids) => ({ shared_folder_id: shared(ids, at), member: byEmail(email), leave_a_copy: false }),
    ]),
  path.map((at) => (mailbox: string): Deed => [
    mailbox,
    'sharing/unshare_folder',
    (ids) => ({ shared_folder_id: shared(ids, at) }),
  ]),
  fc
    .tuple(item, fc.constantFrom('public', 'team', 'members'))
    .map(([at, audience]) => (mailbox: string): Deed => [
      mailbox,
      'sharing/create_shared_link_with_settings',
      () => ({ path: at, settings: { audience } }),
    ]),
  fc
    .tuple(fc.constantFrom(...FILES), fc.constantFrom(...EMAILS))
    .map(([file, email]) => (mailbox: string): Deed => [
      mailbox,
      'sharing/add_file_member',
      () => ({ file, members: [byEmail(email)] }),
    ]),
  fc
    .tuple(item, item)
    .map(([from_path, to_path]) => (mailbox: string): Deed => [
      mailbox,
      'files/move_v2',
      () => ({ from_path, to_path: `${to_path}x` }),
    ]),
  item.map((at) => (mailbox: string): Deed => [mailbox, 'files/delete_v2', () => ({ path: at })]),
);
const deed = fc.tuple(fc.constantFrom(...MAILBOXES), doing).map(([mailbox, make]) => make(mailbox));

/** Two watches over the same: one for Eleanor alone, one that allows the whole team. */
const ELEANOR = { name: 'eleanor', allowed: { members: [address('eleanor.hartwell')] } };
const TEAM = { name: 'team', allowed: { groups: ['Everyone at Hartwell & Reyes LLP'] } };

const emailOf = ({ who }: Loose): string => String((who as Loose)['email']);
const isTeam = (email: string): boolean => email.endsWith('@hartwell-reyes.example');
const wayKey = (watch: string, id: unknown, { who, by, through, at, role }: Loose): string =>
  JSON.stringify([watch, id, who, by, through, at, role]);

/** What stands below /W. */
async function entriesOf({ team }: Office): Promise<readonly Loose[]> {
  const text = await (await fetch(`${team.url}/_emulator/tree`)).text();
  const lines = text.split('\n').filter((line) => line !== '');
  const entries = lines.map((line) => JSON.parse(line) as Loose);
  return entries.filter((entry) => String(entry['path_lower']).startsWith('/w/'));
}

/** What the watches hold for open now. */
async function standingIn({ team }: Office): Promise<ReadonlySet<string>> {
  const { leaks, empty } = (await team.admin('GET', 'access/exposures')) as Readonly<
    Record<'leaks' | 'empty', readonly Loose[]>
  >;
  const open = [...leaks, ...empty].filter(({ closed }) => closed === null);
  return new Set(
    open.map(({ watch, item: one, who, way }) =>
      wayKey(String(watch), (one as Loose)['id'], { ...(way as Loose), who }),
    ),
  );
}

/** Everybody who can open an item, asked for anew. */
async function waysTo({ team }: Office, id: string): Promise<readonly Loose[]> {
  const { ways } = (await team.admin('GET', `access?id=${encodeURIComponent(id)}`)) as {
    readonly ways: readonly Loose[];
  };
  return ways;
}

async function doAll({ team }: Office, deeds: readonly Deed[]): Promise<void> {
  const ids = new Map<string, string>();
  for (const [mailbox, route, arg] of deeds) {
    const told = (await team.admin('POST', 'hand', { as: address(mailbox), route, arg: arg(ids) })) as {
      readonly body: Loose | null;
    };
    const { path_lower: at, shared_folder_id: id } = told.body ?? {};
    if (typeof id === 'string') ids.set(String(at), id);
  }
}

async function watchedOffice(deeds: readonly Deed[]): Promise<Office> {
  const office = await openOffice();
  const expert = { email: 'expert@example.com', givenName: 'Ada', surname: 'Expert' };
  await office.team.admin('PUT', 'team', { outsiders: [expert] });
  for (const watch of [ELEANOR, TEAM])
    await office.team.admin('PUT', 'access/watches', { ...watch, path: '/W' });
  for (const file of FILES) await office.team.admin('PUT', `file?path=${file}`, file);
  await doAll(office, deeds);
  return office;
}

describe('a watch', () => {
  it('holds open, whatever was done, just what is open', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 14 }), async (deeds) => {
        const office = await watchedOffice(deeds);
        const open = new Set<string>();
        for (const { id } of await entriesOf(office)) {
          for (const way of await waysTo(office, String(id))) {
            if (emailOf(way) !== address('eleanor.hartwell')) open.add(wayKey(ELEANOR.name, id, way));
            if (!isTeam(emailOf(way))) open.add(wayKey(TEAM.name, id, way));
          }
        }
        expect(await standingIn(office)).toEqual(open);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a member’s calls', () => {
  it('find, whatever was done, just the files that the member has access to', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 14 }), async (deeds) => {
        const office = await watchedOffice(deeds);
        const files = (await entriesOf(office)).filter(({ type }) => type === 'file');
        for (const { id } of files) {
          const members = (await waysTo(office, String(id))).filter(({ by }) => by !== 'link').map(emailOf);
          for (const mailbox of MAILBOXES) {
            const { status } = await office.as(mailbox).rpc('files/get_metadata', { path: id });
            expect(status === 200).toBe(members.includes(address(mailbox)));
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});
