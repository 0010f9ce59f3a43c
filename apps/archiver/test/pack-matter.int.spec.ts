import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  DocumentId,
  documentStream,
  EventId,
  firmStream,
  MatterId,
  matterStream,
  NamespaceId,
  type Event,
} from '@counterpart/contracts';
import { CLOSED, manifestOf, mirror } from './closed-matter.js';
import { FIRM, MATTER, startScene, type Scene } from './scene.js';

const FROM = '/Matters/2026-0001-Reyes';
const TO = '/Closed/2026/2026-0001';
const CLOSING = EventId.parse('018f3f6e-5b0a-7c4e-9d2a-000000000009');

/** A matter with two documents in its folder, one of them in a subfolder, that is to be packed. */
async function closedMatter() {
  const scene = await startScene();
  const files = [
    await scene.put(`${FROM}/Pleadings/Complaint.pdf`, 'complaint'),
    await scene.put(`${FROM}/Notes “ü”.txt`, 'notes of somebody'),
  ];
  await scene.tell(matterStream(FIRM, MATTER), 'MatterClosed', { matter: CLOSED });
  const archiving = await scene.tell(matterStream(FIRM, MATTER), 'ArchivingBegun', {
    matter: MATTER,
    closing: CLOSING,
    action: 'zip',
    documents: 2,
    from: FROM,
    to: { folder: TO, name: 'Originals' },
    policyVersion: 1,
    why: [],
  });
  return { scene, files, archiving };
}

async function proveRestricted(scene: Scene): Promise<void> {
  const { sharing, team } = scene.client;
  const group = (await team.groups()).find(({ name }) => name === 'Attorneys')?.id ?? '';
  const namespace = NamespaceId.parse(await sharing.restrict('/Privileged'));
  await sharing.addGroup(namespace, group);
  const owner = await sharing.account();
  const wish = { folder: '/Privileged', groupName: 'Attorneys', policyVersion: 0 };
  const proof = { ...wish, namespace, group, owner, how: 'made' as const, revokedLinks: 0 };
  await scene.tell(firmStream(FIRM), 'RestrictedFolderProven', proof);
}

/** Files of a ZIP of Dropbox, read back with the verifier. */
const contentOf = async (scene: Scene, path: string) =>
  (await manifestOf(scene, path)).entries.filter(({ path: name }) => !name.startsWith('_'));

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const zips = async (scene: Scene): Promise<readonly string[]> =>
  [...(await scene.files()).keys()].filter((path) => path.endsWith('.zip'));

async function packed(scene: Scene): Promise<Event<'MatterPacked'>['data']> {
  const outcome = await scene.outcome(null);
  if (outcome.name !== 'MatterPacked') throw new Error(JSON.stringify(outcome));
  return outcome.data;
}

describe('a matter that is packed', () => {
  it('lies in one ZIP beside its folder’s future place, every file proven, and its files as they were', async () => {
    const { scene, files, archiving } = await closedMatter();
    await mirror(scene, '11', files[0]!);
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'done' });
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'skip' });
    const { archives } = await packed(scene);
    expect(archives).toMatchObject([
      { path: `${TO}/2026-0001.zip`, access: 'open', files: 2, how: 'packed' },
    ]);
    const entries = await contentOf(scene, `${TO}/2026-0001.zip`);
    const told = Object.fromEntries(entries.map(({ path, ...entry }) => [path, entry]));
    expect(told['Pleadings/Complaint.pdf']).toMatchObject({
      sha256: sha256('complaint'),
      document: { id: '11', version: { number: 1 } },
    });
    expect(told['Notes “ü”.txt']).toMatchObject({ sha256: sha256('notes of somebody'), document: null });
    for (const file of files) expect((await scene.files()).get(file.path)?.rev).toBe(file.rev);
  });

  it('is recognised where the answer was lost, and not packed twice', async () => {
    const { scene, archiving } = await closedMatter();
    await scene.plan({
      route: 'files/upload_session/finish_batch_v2',
      times: 1,
      effect: { kind: 'reset-after' },
    });
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'outage' });
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'done' });
    expect(await packed(scene)).toMatchObject({ archives: [{ how: 'recognised' }] });
    expect(await zips(scene)).toEqual([`${TO}/2026-0001.zip`]);
  });

  it('is not recognised in the ZIP of another matter whose number gives the same name, with the same files', async () => {
    const { scene, archiving } = await closedMatter();
    await scene.pack(archiving);
    const [other, from] = [MatterId.parse('6'), '/Matters/2026:0001-Osei'];
    await scene.put(`${from}/Pleadings/Complaint.pdf`, 'complaint');
    await scene.put(`${from}/Notes “ü”.txt`, 'notes of somebody');
    const stream = matterStream(FIRM, other);
    await scene.tell(stream, 'MatterClosed', { matter: { ...CLOSED, id: other } });
    const data = { ...archiving.data, matter: other, closing: EventId.parse(randomUUID()), from };
    await scene.pack(await scene.tell(stream, 'ArchivingBegun', data));
    expect((await zips(scene)).toSorted()).toEqual([`${TO}/2026-0001 (2).zip`, `${TO}/2026-0001.zip`]);
    expect((await manifestOf(scene, `${TO}/2026-0001 (2).zip`)).subject.matter.id).toBe('6');
  });

  it('shows nothing in the archive while it is not whole', async () => {
    const { scene, archiving } = await closedMatter();
    await scene.plan({
      route: 'files/upload_session/finish_batch_v2',
      times: 1,
      effect: { kind: 'reset-before' },
    });
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'outage' });
    expect(await zips(scene)).toEqual([]);
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'done' });
    expect(await zips(scene)).toHaveLength(1);
  });

  it('leaves what lies under its name, and takes another', async () => {
    const { scene, archiving } = await closedMatter();
    const other = await scene.put(`${TO}/2026-0001.zip`, 'something else');
    await scene.pack(archiving);
    expect(await packed(scene)).toMatchObject({ archives: [{ path: `${TO}/2026-0001 (2).zip` }] });
    expect((await scene.files()).get(`${TO}/2026-0001.zip`)?.rev).toBe(other.rev);
  });
});

describe('a matter that came to be on legal hold', () => {
  const hold = (scene: Scene, name: 'LegalHoldSet' | 'LegalHoldLifted') =>
    scene.tell(matterStream(FIRM, MATTER), name, { matter: MATTER, reason: 'Preservation letter' });

  it('is not packed where packing had not begun', async () => {
    const { scene, archiving } = await closedMatter();
    await hold(scene, 'LegalHoldSet');
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'done' });
    expect(await scene.outcome(null)).toMatchObject({
      name: 'PackingRefused',
      data: { reason: 'LEGAL_HOLD', archiving: archiving.id },
    });
    expect(await zips(scene)).toEqual([]);
  });

  it('has the ZIP finished that was being written, and is packed where the hold was lifted', async () => {
    const { scene, archiving } = await closedMatter();
    await scene.plan({
      route: 'files/upload_session/finish_batch_v2',
      times: 1,
      effect: { kind: 'reset-before' },
    });
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'outage' });
    await hold(scene, 'LegalHoldSet');
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'done' });
    await packed(scene);
    await hold(scene, 'LegalHoldLifted');
    await scene.pack(await scene.tell(matterStream(FIRM, MATTER), 'ArchivingBegun', archiving.data));
    expect(await packed(scene)).toMatchObject({ archives: [{ how: 'recognised' }] });
  });
});

it('an archiving that is not the matter’s newest is passed over', async () => {
  const { scene, archiving } = await closedMatter();
  const newest = await scene.tell(matterStream(FIRM, MATTER), 'ArchivingBegun', archiving.data);
  expect(await scene.pack(archiving)).toMatchObject({ kind: 'skip' });
  expect(await zips(scene)).toEqual([]);
  expect(await scene.pack(newest)).toMatchObject({ kind: 'done' });
  expect(await packed(scene)).toMatchObject({ archiving: newest.id });
});

describe('what is privileged', () => {
  it('goes into a ZIP of its own within the restricted folder, never into the general one', async () => {
    const { scene, archiving } = await closedMatter();
    await proveRestricted(scene);
    await mirror(scene, '12', await scene.put('/Privileged/2026-0001/Memo.pdf', 'secret'));
    await scene.put('/Privileged/2026-0001/Of another matter.pdf', 'another secret');
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'done' });
    expect(await packed(scene)).toMatchObject({
      archives: [
        { path: `${TO}/2026-0001.zip`, access: 'open', files: 2 },
        { path: '/Privileged/2026-0001/2026-0001.zip', access: 'restricted', files: 1 },
      ],
    });
    const general = await contentOf(scene, `${TO}/2026-0001.zip`);
    expect(general.map(({ sha256: digest }) => digest)).not.toContain(sha256('secret'));
    const shut = await contentOf(scene, '/Privileged/2026-0001/2026-0001.zip');
    expect(shut).toMatchObject([{ path: 'Memo.pdf', sha256: sha256('secret') }]);
  });

  it('has nothing packed while the restricted folder is not known to be shut', async () => {
    const { scene, archiving } = await closedMatter();
    await mirror(scene, '12', await scene.put('/Privileged/2026-0001/Memo.pdf', 'secret'));
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'done' });
    expect(await scene.outcome(null)).toMatchObject({
      name: 'PackingRefused',
      data: { reason: 'RESTRICTED_FOLDER_NOT_PROVEN' },
    });
    expect(await zips(scene)).toEqual([]);
  });

  it.each([
    ['was moved', 'files/move_v2'],
    ['was copied', 'files/copy_v2'],
  ])('has nothing packed where it %s into the open folder by hand', async (_, route) => {
    const { scene, archiving } = await closedMatter();
    await proveRestricted(scene);
    await mirror(scene, '12', await scene.put('/Privileged/2026-0001/Memo.pdf', 'secret'));
    const bared = `${FROM}/Memo for the client.pdf`;
    await scene.hand('eleanor.hartwell', route, {
      from_path: '/Privileged/2026-0001/Memo.pdf',
      to_path: bared,
    });
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'done' });
    expect(await scene.outcome(null)).toMatchObject({
      name: 'PackingRefused',
      data: { reason: 'PRIVILEGED_LIES_OPEN', at: bared },
    });
    expect(await zips(scene)).toEqual([]);
  });

  it('is packed with the others once it was released', async () => {
    const { scene, archiving } = await closedMatter();
    await proveRestricted(scene);
    await mirror(scene, '12', await scene.put('/Privileged/2026-0001/Memo.pdf', 'secret'));
    const document = DocumentId.parse('12');
    const released = { document, matter: MATTER, reason: 'Waived' };
    await scene.tell(documentStream(FIRM, document), 'PrivilegeReleased', released);
    await scene.move('/Privileged/2026-0001/Memo.pdf', `${FROM}/Memo.pdf`);
    await scene.pack(archiving);
    expect(await packed(scene)).toMatchObject({ archives: [{ access: 'open', files: 3 }] });
  });
});

describe('a file that Dropbox gives nobody', () => {
  const paper = `${FROM}/Pleadings/Outline.paper`;
  const bar = (scene: Scene, path: string, barred: string) =>
    scene.admin('PUT', `file?path=${encodeURIComponent(path)}&barred=${barred}`, 'nothing to be read');

  it.each([
    ['a Paper or Google document', 'cloud-document'],
    ['content that was taken down', 'restricted'],
  ])('is named, and nothing is packed (%s)', async (_, barred) => {
    const { scene, archiving } = await closedMatter();
    await bar(scene, paper, barred);
    expect(await scene.pack(archiving)).toMatchObject({ kind: 'done' });
    expect(await scene.outcome(null)).toMatchObject({
      name: 'PackingRefused',
      data: { reason: 'FILE_UNREADABLE', at: paper },
    });
    expect(await zips(scene)).toEqual([]);
  });

  it('holds nothing up once it lies elsewhere', async () => {
    const { scene, archiving } = await closedMatter();
    await bar(scene, paper, 'cloud-document');
    await scene.pack(archiving);
    await scene.move(paper, '/Drafts/Outline.paper');
    const again = await scene.tell(matterStream(FIRM, MATTER), 'ArchivingBegun', archiving.data);
    expect(await scene.pack(again)).toMatchObject({ kind: 'done' });
    expect(await packed(scene)).toMatchObject({ archives: [{ access: 'open', files: 2 }] });
  });

  it('lies in the restricted folder beside what is packed there, and is not ours', async () => {
    const { scene, archiving } = await closedMatter();
    await proveRestricted(scene);
    await mirror(scene, '12', await scene.put('/Privileged/2026-0001/Memo.pdf', 'secret'));
    await bar(scene, '/Privileged/2026-0001/Thoughts.paper', 'cloud-document');
    await scene.pack(archiving);
    expect(await packed(scene)).toMatchObject({
      archives: [{ access: 'open' }, { access: 'restricted', files: 1 }],
    });
  });
});
