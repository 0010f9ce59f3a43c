import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { DropboxConnections } from '@counterpart/connections';
import {
  EventId,
  DocumentId,
  documentStream,
  FirmId,
  firmStream,
  MatterId,
  type Event,
  type EventData,
  type EventName,
} from '@counterpart/contracts';
import { startDropboxEmulator, type EmulatorOptions } from '@counterpart/emulator-dropbox';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import type { Delivery } from '@counterpart/eventing';
import { Firms } from '@counterpart/service-defaults';
import { faultPlan, testDatabase, type TestDatabase, tellOn, emulatorAdmin } from '@counterpart/testing';
import { DropboxRestrictions } from '../src/adapters/dropbox-restrictions.js';
import { RestrictFolder, type FolderTurn } from '../src/restrict-folder/restrict-folder.handler.js';

const NOW = new Date('2026-11-24T09:00:00Z');
const ELEANOR = 'dbmid:AAHhy7WsR0x-u4ZCqiDl5Fz5zvuL3kmspwU';
const WISH = { folder: '/Legal/Privileged', groupName: 'Attorneys', policyVersion: 0 };

let database: TestDatabase;
let source: ReturnType<typeof storeDataSource>;
let store: EventStore;

beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({ url: database.ownerUrl });
  source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(source);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** A firm with its Dropbox, and the archiver that works for it. */
async function scene(emulated: Partial<EmulatorOptions> = {}) {
  const { url, close } = await startDropboxEmulator({ tokenLink: 'team', ...emulated });
  onTestFinished(close);
  const firm = FirmId.parse(`firm-${randomUUID().slice(0, 8)}`);
  const connected = {
    firm,
    clio: {
      baseUrl: 'http://127.0.0.1:1',
      downloadOrigins: ['http://127.0.0.1:1'],
      grant: { accessToken: 'fake' },
      webhookUrl: 'http://127.0.0.1:1',
    },
    dropbox: {
      apiUrl: url,
      contentUrl: url,
      grant: { accessToken: 'fake-dropbox-access-token' },
      ...(emulated.tokenLink === 'member' ? {} : { selectUser: ELEANOR }),
    },
    alerts: [],
    quotas: {},
  };
  const connections = new DropboxConnections(new Firms([connected]));
  const handler = new RestrictFolder(store, new DropboxRestrictions(connections), () => NOW);
  const admin = emulatorAdmin(url);
  const deliver = (event: Event): ReturnType<RestrictFolder['handle']> =>
    handler.handle({
      event,
      tries: 1,
      signal: new AbortController().signal,
      fence: null,
    } as unknown as Delivery<FolderTurn>);
  return {
    firm,
    admin,
    faults: faultPlan(url, onTestFinished),
    deliver,
    sharing: (await connections.of(firm)).client.sharing,
    hand: (mailbox: string, route: string, arg: object) =>
      admin('POST', 'hand', { as: `${mailbox}@hartwell-reyes.example`, route, arg }),
    plan: (wish: object = {}) => tell(firm, 'RestrictedFolderPlanned', { ...WISH, ...wish }),
    /** What the firm’s stream tells beyond the plans. */
    answers: async () =>
      (await store.readStream(firmStream(firm)))
        .map(({ event }) => event)
        .filter(({ name }) => name !== 'RestrictedFolderPlanned'),
  };
}

type Scene = Awaited<ReturnType<typeof scene>>;

/** Records what another service would, and gives the event back as Kafka would deliver it. */
const tell = <Name extends EventName>(
  firm: FirmId,
  name: Name,
  data: EventData<Name>,
  stream = firmStream(firm),
): Promise<Event<Name>> => tellOn(store, { at: NOW })({ name, stream, firm, key: `${firm}/-`, data });

/** An uploader found the folder to be other than it was proven. */
function refusedPlacement({ firm }: Scene, proof: EventId): Promise<Event> {
  const document = DocumentId.parse('11');
  const data = {
    document,
    matter: MatterId.parse('5'),
    routed: EventId.parse(randomUUID()),
    versionNumber: 1,
    attempt: 1,
    proof,
    deviations: [{ code: 'INHERITS_MEMBERS' as const, who: null, through: WISH.folder }],
  };
  return tell(firm, 'RestrictedPlacementRefused', data, documentStream(firm, document));
}

async function firstProof(office: Scene): Promise<EventId> {
  await office.deliver(await office.plan());
  return (await office.answers()).at(-1)!.id;
}

describe.each(['at-once', 'deferred'] as const)('where sharing is done %s', (sharingJobs) => {
  it('the folder is made, proven and told once, however often it is delivered', async () => {
    const office = await scene({ sharingJobs });
    const planned = await office.plan();
    expect(await office.deliver(planned)).toEqual({ kind: 'done' });
    expect(await office.deliver(planned)).toMatchObject({ kind: 'skip' });
    expect(await office.deliver(await office.plan())).toEqual({ kind: 'skip', reason: 'proven by now' });
    expect(await office.answers()).toMatchObject([
      { name: 'RestrictedFolderProven', data: { ...WISH, how: 'made', revokedLinks: 0 } },
    ]);
  });

  it('a lost answer at any step is made good by the next try', async () => {
    for (const route of ['share_folder', 'add_folder_member', 'list_folder_members', 'get_folder_metadata']) {
      const office = await scene({ sharingJobs });
      const effect = { kind: 'reset-after' };
      await office.faults({ route, times: 6, effect });
      const planned = await office.plan();
      const first = await office.deliver(planned);
      if (first.kind !== 'done') expect(first.kind).toBe('outage');
      await office.faults();
      await office.deliver(planned);
      expect(await office.answers()).toMatchObject([{ name: 'RestrictedFolderProven' }]);
    }
  }, 60_000);

  it('one that was opened by hand is shut again, its links ended, and proven anew', async () => {
    const office = await scene({ sharingJobs });
    const proof = await firstProof(office);
    const { namespace } = (await office.answers())[0]!.data as EventData<'RestrictedFolderProven'>;
    await office.admin('PUT', `file?path=${WISH.folder}/0001/memo.pdf`);
    const shared_folder_id = namespace;
    await office.hand('eleanor.hartwell', 'sharing/set_access_inheritance', {
      shared_folder_id,
      access_inheritance: 'inherit',
    });
    await office.admin('POST', 'jobs');
    await office.hand('eleanor.hartwell', 'sharing/update_folder_policy', {
      shared_folder_id,
      shared_link_policy: 'anyone',
      acl_update_policy: 'editors',
    });
    await office.hand('eleanor.hartwell', 'sharing/create_shared_link_with_settings', { path: WISH.folder });
    const found = await refusedPlacement(office, proof);
    expect(await office.deliver(found)).toEqual({ kind: 'done' });
    expect((await office.answers()).at(-1)).toMatchObject({
      name: 'RestrictedFolderProven',
      data: { how: 'mended', revokedLinks: 1, namespace },
    });
    expect(await office.deliver(await refusedPlacement(office, proof))).toEqual({
      kind: 'skip',
      reason: 'proven anew since',
    });
  });
});

describe('a restricted folder is refused, and nothing is proven,', () => {
  const codeOf = async (office: Scene) => (await office.answers()).at(-1);

  it('where the team has no such group, until it has one', async () => {
    const office = await scene();
    const planned = await office.plan({ groupName: 'Privilege Team' });
    expect(await office.deliver(planned)).toEqual({ kind: 'retry', code: 'PRIVILEGED_GROUP_MISSING' });
    expect(await office.deliver(planned)).toMatchObject({ kind: 'retry' });
    expect(await office.answers()).toMatchObject([
      { name: 'RestrictedFolderRefused', data: { code: 'PRIVILEGED_GROUP_MISSING', deviations: [] } },
    ]);
    await office.admin('PUT', 'team', { groups: [{ name: 'Privilege Team', members: [] }] });
    expect(await office.deliver(planned)).toEqual({ kind: 'done' });
    expect(await codeOf(office)).toMatchObject({ name: 'RestrictedFolderProven' });
  });

  it('where the group is the one of everybody', async () => {
    const office = await scene();
    const planned = await office.plan({ groupName: 'Everyone at Hartwell & Reyes LLP' });
    expect(await office.deliver(planned)).toEqual({ kind: 'retry', code: 'PRIVILEGED_GROUP_MISSING' });
  });

  it('where the connection lacks the right', async () => {
    for (const emulated of [
      { tokenLink: 'member' },
      { scopes: ['account_info.read', 'files.metadata.read', 'team_data.member', 'groups.read'] },
    ] as const) {
      const office = await scene(emulated as Partial<EmulatorOptions>);
      expect(await office.deliver(await office.plan())).toEqual({
        kind: 'retry',
        code: 'PRIVILEGED_RIGHT_MISSING',
      });
    }
  });

  it.each([
    ['a file', 'PUT', `file?path=${WISH.folder}`],
    ['a folder in use', 'PUT', `file?path=${WISH.folder}/team-lunch.txt`],
  ])('where %s stands at its place, which is left as it is', async (_, method, path) => {
    const office = await scene();
    await office.admin(method, path);
    expect(await office.deliver(await office.plan())).toEqual({
      kind: 'retry',
      code: 'PRIVILEGED_FOLDER_TAKEN',
    });
    expect(await office.sharing.standing(WISH.folder)).toMatchObject({ namespace: null });
  });

  it('where a shared folder in use, or somebody else’s, stands at its place', async () => {
    const office = await scene();
    await office.admin('PUT', `file?path=${WISH.folder}/team-lunch.txt`);
    await office.hand('eleanor.hartwell', 'sharing/share_folder', { path: WISH.folder });
    expect(await office.deliver(await office.plan())).toMatchObject({ code: 'PRIVILEGED_FOLDER_TAKEN' });
    const other = await scene();
    await other.hand('priya.raman', 'sharing/share_folder', { path: WISH.folder });
    expect(await other.deliver(await other.plan())).toMatchObject({ code: 'PRIVILEGED_FOLDER_TAKEN' });
  });

  it('where somebody else is a member, or a link on a folder above leads in: both are named', async () => {
    const office = await scene();
    await office.admin('PUT', 'file?path=/Legal/readme.txt');
    await office.hand('grace.lin', 'sharing/create_shared_link_with_settings', { path: '/Legal' });
    const shared = (await office.hand('eleanor.hartwell', 'sharing/share_folder', { path: WISH.folder })) as {
      readonly body: { readonly shared_folder_id: string };
    };
    await office.hand('eleanor.hartwell', 'sharing/add_folder_member', {
      shared_folder_id: shared.body.shared_folder_id,
      members: [{ member: { '.tag': 'email', email: 'noemie.dubois@hartwell-reyes.example' } }],
    });
    expect(await office.deliver(await office.plan())).toEqual({
      kind: 'retry',
      code: 'PRIVILEGED_FOLDER_OPEN',
    });
    expect(await codeOf(office)).toMatchObject({
      data: {
        deviations: [
          { code: 'UNEXPECTED_MEMBER', who: 'noemie.dubois@hartwell-reyes.example', through: WISH.folder },
          { code: 'OPEN_LINK', who: 'public', through: 'Legal' },
        ],
      },
    });
  });
});

it('waits while Dropbox is away, and tells nothing', async () => {
  const office = await scene();
  await office.faults({ route: 'groups/list', effect: { kind: 'status', code: 503 } });
  expect(await office.deliver(await office.plan())).toMatchObject({
    kind: 'outage',
    code: 'DROPBOX_UNAVAILABLE',
  });
  expect(await office.answers()).toEqual([]);
}, 60_000);

it('works on what was planned last, whatever event it is asked by', async () => {
  const office = await scene();
  const first = await office.plan({ groupName: 'Nobody' });
  await office.plan();
  expect(await office.deliver(first)).toEqual({ kind: 'done' });
  expect(await office.answers()).toMatchObject([{ data: { groupName: 'Attorneys' } }]);
});
