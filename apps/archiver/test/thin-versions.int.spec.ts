import { describe, expect, it } from 'vitest';
import {
  firmStream,
  matterStream,
  NamespaceId,
  VersionId,
  type Event,
  type EventData,
} from '@counterpart/contracts';
import { openArchive, verifyArchive, type ArchiveFile } from '@counterpart/matter-archive';
import type { ThinningWorld } from '../src/thin-versions/thin-versions.handler.js';
import { DOCUMENT, FIRM, MATTER, startScene, type Scene, type TreeFile } from './scene.js';

const HOME = '/Matters/2026-0001/Memos';
const SHELF = `${HOME}/_Archive`;
const content = (number: number): string => `what version ${number} said`.repeat(number * 40);

type Plan = EventData<'VersionThinningPlanned'>;

/** A document whose first versions lie beside it. */
async function shelved(count: number, shelf = SHELF) {
  const scene = await startScene();
  const files: TreeFile[] = [];
  for (let number = 1; number <= count; number += 1) {
    files.push(await scene.put(`${shelf}/Memo_v${number}_20260501.txt`, content(number)));
  }
  return { scene, files };
}

const planOf = (files: readonly TreeFile[], details: Partial<Plan> = {}): Plan => ({
  document: DOCUMENT,
  matter: MATTER,
  versions: files.map(({ id, path, size, hash }) => {
    const number = Number(/_v(\d+)_/.exec(path)?.[1]);
    const dated = '2026-05-01T10:00:00Z';
    return { id: VersionId.parse(`90${number}`), number, path, file: id, size, contentHash: hash, dated };
  }),
  earlier: null,
  to: { folder: SHELF, name: `Memo_versions_1-${files.length}.zip`, disambiguated: false },
  access: 'open',
  policyVersion: 1,
  why: [],
  ...details,
});

/** What a ZIP in Dropbox holds, by version: verified to the last bit, and read out of it. */
async function contentOf(scene: Scene, path: string): Promise<ReadonlyMap<number, string>> {
  const found = await scene.client.look(path);
  if (found.kind !== 'file') throw new TypeError(`no ZIP at ${path}`);
  const file: ArchiveFile = {
    size: found.size,
    read: (from, to) => scene.client.download(path, { range: { from, to } }),
  };
  expect(await verifyArchive(file)).toMatchObject({ kind: 'whole' });
  const opened = await openArchive(file);
  const texts = new Map<number, string>();
  for (const entry of opened?.manifest.entries ?? []) {
    if (entry.document === null) continue;
    const pieces: Uint8Array[] = [];
    for await (const bytes of opened?.read(entry) ?? []) pieces.push(bytes);
    texts.set(entry.document.version.number, Buffer.concat(pieces).toString());
  }
  return texts;
}

const thinned = async (scene: Scene): Promise<Event<'VersionsThinned'>> => {
  const outcome = await scene.outcome(DOCUMENT);
  if (outcome.name !== 'VersionsThinned') throw new TypeError(`it is ${JSON.stringify(outcome)}`);
  return outcome;
};

const pathsIn = async (scene: Scene): Promise<readonly string[]> =>
  [...(await scene.files()).keys()].filter((path) => path.startsWith('/')).toSorted();

const byName = (one: string | undefined = '', other: string | undefined = ''): number =>
  one < other ? -1 : 1;

class Killed extends Error {}

/** The process dies at the nth step of its work with files: everything before it happened. */
const killedAt =
  (step: number) =>
  (world: ThinningWorld): ThinningWorld => {
    let steps = 0;
    const count = (): void => {
      steps += 1;
      if (steps > step) throw new Killed();
    };
    const { files, ground } = world;
    return {
      ...world,
      ground: {
        tree: (firm, folder) => ground.tree(firm, folder),
        look: (firm, place) => ground.look(firm, place),
        read: (firm, file, signal) => ground.read(firm, file, signal),
        shutFolder: (firm) => ground.shutFolder(firm),
        verdictOf: (error) => {
          throw error;
        },
        archive: (firm, file) => {
          count();
          return ground.archive(firm, file);
        },
        put: async (firm, archive) => {
          count();
          return ground.put(firm, archive);
        },
      },
      files: {
        look: (firm, place) => files.look(firm, place),
        remove: async (firm, file) => {
          count();
          return files.remove(firm, file);
        },
      },
    };
  };

describe('prior versions that are to be rolled up', () => {
  it('lie in one ZIP, each byte for byte, before they are removed', async () => {
    const { scene, files } = await shelved(3);
    const newest = await scene.put(`${HOME}/Memo.txt`, 'as it is now');
    const plan = await scene.planned('VersionThinningPlanned', planOf(files.slice(0, 2)));
    expect(await scene.thin(plan)).toMatchObject({ kind: 'done' });
    const { data } = await thinned(scene);
    expect(data).toMatchObject({ removed: [1, 2], left: [], earlier: null, planned: plan.id });
    expect(data.archive).toMatchObject({ path: `${SHELF}/Memo_versions_1-2.zip`, versions: [1, 2] });
    expect(await pathsIn(scene)).toEqual([newest.path, files[2]?.path, data.archive.path].toSorted(byName));
    expect(await contentOf(scene, data.archive.path)).toEqual(
      new Map([1, 2].map((one) => [one, content(one)])),
    );
    expect(await scene.thin(plan)).toMatchObject({ kind: 'skip' });
  });

  it('join those of the ZIP before, so that there is one ZIP of a document', async () => {
    const { scene, files } = await shelved(3);
    await scene.thin(await scene.planned('VersionThinningPlanned', planOf(files.slice(0, 2))));
    const { archive: earlier } = (await thinned(scene)).data;
    const { path, file, rev, size, contentHash, versions } = earlier;
    const next = planOf(files.slice(2), {
      earlier: { path, file, rev, size, contentHash, versions },
      to: { folder: SHELF, name: 'Memo_versions_1-3.zip', disambiguated: false },
    });
    await scene.thin(await scene.planned('VersionThinningPlanned', next));
    const { data } = await thinned(scene);
    expect(data).toMatchObject({ removed: [3], earlier: 'removed', archive: { versions: [1, 2, 3] } });
    expect(await pathsIn(scene)).toEqual([`${SHELF}/Memo_versions_1-3.zip`]);
    const expected = new Map([1, 2, 3].map((one) => [one, content(one)]));
    expect(await contentOf(scene, data.archive.path)).toEqual(expected);
  });

  // Upload, reading back, and the removal of each of three versions and of the ZIP before.
  it.each([0, 1, 2, 3, 4, 5, 6])(
    'survive a kill at step %i: nothing is lost, nothing doubled',
    async (step) => {
      const { scene, files } = await shelved(4);
      await scene.thin(await scene.planned('VersionThinningPlanned', planOf(files.slice(0, 1))));
      const { path, file, rev, size, contentHash, versions } = (await thinned(scene)).data.archive;
      const earlier = { path, file, rev, size, contentHash, versions };
      const to = { folder: SHELF, name: 'Memo_versions_1-4.zip', disambiguated: false };
      const plan = await scene.planned('VersionThinningPlanned', planOf(files.slice(1), { earlier, to }));
      const steps = await scene.thin(plan, killedAt(step)).then(
        () => 'done',
        (error: unknown) => (error instanceof Killed ? 'killed' : String(error)),
      );
      // Opening the ZIP before is a step, too.
      expect(steps).toBe('killed');
      await scene.thin(plan);
      const { data } = await thinned(scene);
      expect(data).toMatchObject({ removed: [2, 3, 4], left: [], earlier: 'removed' });
      expect(await pathsIn(scene)).toEqual([`${SHELF}/Memo_versions_1-4.zip`]);
      const expected = new Map([1, 2, 3, 4].map((one) => [one, content(one)]));
      expect(await contentOf(scene, data.archive.path)).toEqual(expected);
    },
  );

  it('that somebody edited, moved or deleted are not touched, and told', async () => {
    const { scene, files } = await shelved(4);
    await scene.put(files[0]?.path ?? '', 'edited by hand');
    await scene.move(files[1]?.path ?? '', '/Elsewhere/Memo.txt');
    await scene.hand('eleanor.hartwell', 'files/delete_v2', { path: files[2]?.path });
    await scene.thin(await scene.planned('VersionThinningPlanned', planOf(files)));
    expect(await scene.outcome(DOCUMENT)).toMatchObject({
      name: 'VersionThinningRefused',
      data: {
        reason: 'VERSIONS_CHANGED',
        changed: [
          { number: 1, found: 'edited' },
          { number: 2, found: 'moved' },
          { number: 3, found: 'nothing' },
        ],
      },
    });
    expect(await pathsIn(scene)).toEqual(
      ['/Elsewhere/Memo.txt', files[0]?.path, files[3]?.path].toSorted(byName),
    );
  });

  it('that somebody edits while they are packed stay, and are told; their bytes as they were are in the ZIP', async () => {
    const { scene, files } = await shelved(2);
    const plan = await scene.planned('VersionThinningPlanned', planOf(files));
    await scene.thin(plan, (world) => ({
      ...world,
      files: {
        look: (firm, place) => world.files.look(firm, place),
        remove: async (firm, file) => {
          if (file.path.includes('_v1_')) await scene.put(file.path, 'edited at the last moment');
          return world.files.remove(firm, file);
        },
      },
    }));
    const { data } = await thinned(scene);
    expect(data).toMatchObject({ removed: [2], left: [{ number: 1, because: 'edited' }] });
    expect(await pathsIn(scene)).toEqual([files[0]?.path, data.archive.path]);
    expect((await contentOf(scene, data.archive.path)).get(1)).toBe(content(1));
  });

  it('of a matter on legal hold are neither packed nor removed', async () => {
    const { scene, files } = await shelved(2);
    const plan = await scene.planned('VersionThinningPlanned', planOf(files));
    await scene.tell(matterStream(FIRM, MATTER), 'LegalHoldSet', { matter: MATTER, reason: 'letter' });
    await scene.thin(plan);
    expect(await scene.outcome(DOCUMENT)).toMatchObject({ data: { reason: 'LEGAL_HOLD' } });
    expect(await pathsIn(scene)).toEqual(files.map(({ path }) => path));
  });

  it('are removed no further when a legal hold is set meanwhile', async () => {
    const { scene, files } = await shelved(3);
    const plan = await scene.planned('VersionThinningPlanned', planOf(files));
    await scene.thin(plan, (world) => ({
      ...world,
      files: {
        look: (firm, place) => world.files.look(firm, place),
        remove: async (firm, file) => {
          const removal = await world.files.remove(firm, file);
          await scene.tell(matterStream(FIRM, MATTER), 'LegalHoldSet', { matter: MATTER, reason: 'letter' });
          return removal;
        },
      },
    }));
    expect((await thinned(scene)).data).toMatchObject({
      removed: [1],
      left: [2, 3].map((number) => ({ number, because: 'legal-hold' })),
    });
    expect(await pathsIn(scene)).toHaveLength(3);
  });

  it('of a document that is marked by now are not packed into an open place', async () => {
    const { scene, files } = await shelved(2);
    const plan = await scene.planned('VersionThinningPlanned', planOf(files));
    await scene.categorise('Privileged');
    await scene.thin(plan);
    expect(await scene.outcome(DOCUMENT)).toMatchObject({ data: { reason: 'MARKED_PRIVILEGED' } });
    expect(await pathsIn(scene)).toEqual(files.map(({ path }) => path));
  });

  it('of a document that is marked while they are packed do not show in an open place', async () => {
    const { scene, files } = await shelved(2);
    const plan = await scene.planned('VersionThinningPlanned', planOf(files));
    await scene.thin(plan, (world) => ({
      ...world,
      access: {
        seal: (firm, folder, file) => world.access.seal(firm, folder, file),
        refusalOf: async (firm, subject) => {
          const answer = await world.access.refusalOf(firm, subject);
          await scene.categorise('Privileged');
          return answer;
        },
      },
    }));
    expect(await scene.outcome(DOCUMENT)).toMatchObject({ data: { reason: 'MARKED_PRIVILEGED' } });
    expect(await pathsIn(scene)).toEqual(files.map(({ path }) => path));
  });

  it('are packed anew where the ZIP before was changed by hand, which stays', async () => {
    const { scene, files } = await shelved(2);
    await scene.thin(await scene.planned('VersionThinningPlanned', planOf(files.slice(0, 1))));
    const { path, file, rev, size, contentHash, versions } = (await thinned(scene)).data.archive;
    await scene.put(path, 'no ZIP any more');
    const earlier = { path, file, rev, size, contentHash, versions };
    const to = { folder: SHELF, name: 'Memo_versions_1-2.zip', disambiguated: false };
    await scene.thin(await scene.planned('VersionThinningPlanned', planOf(files.slice(1), { earlier, to })));
    expect(await scene.outcome(DOCUMENT)).toMatchObject({ data: { reason: 'EARLIER_ARCHIVE_CHANGED' } });
    expect(await pathsIn(scene)).toEqual([files[1]?.path, path].toSorted(byName));
  });
});

describe('prior versions of what is privileged', () => {
  const shelf = '/Privileged/2026-0001/_Archive';
  const to = { folder: shelf, name: 'Memo_versions_1-2.zip', disambiguated: false };

  async function lockedAway() {
    const { scene, files } = await shelved(2, shelf);
    await scene.categorise('Privileged');
    const { sharing, team } = scene.client;
    const group = (await team.groups()).find(({ name }) => name === 'Attorneys')?.id ?? '';
    const namespace = NamespaceId.parse(await sharing.restrict('/Privileged'));
    await sharing.addGroup(namespace, group);
    const owner = await sharing.account();
    const proven = { folder: '/Privileged', groupName: 'Attorneys', policyVersion: 0, revokedLinks: 0 };
    const proof = { ...proven, namespace, group, owner, how: 'made' as const };
    await scene.tell(firmStream(FIRM), 'RestrictedFolderProven', proof);
    return { scene, files, namespace };
  }

  it('lie in a ZIP beside it, within the restricted folder', async () => {
    const { scene, files } = await lockedAway();
    const plan = planOf(files, { to, access: 'restricted' });
    await scene.thin(await scene.planned('VersionThinningPlanned', plan));
    const { data } = await thinned(scene);
    expect(data).toMatchObject({ removed: [1, 2], archive: { path: `${shelf}/Memo_versions_1-2.zip` } });
    expect(await contentOf(scene, data.archive.path)).toHaveProperty('size', 2);
  });

  it('are left as they are where somebody else can open the folder by now', async () => {
    const { scene, files, namespace } = await lockedAway();
    const before = await pathsIn(scene);
    await scene.hand('eleanor.hartwell', 'sharing/add_folder_member', {
      shared_folder_id: namespace,
      members: [{ member: { '.tag': 'email', email: 'priya.raman@hartwell-reyes.example' } }],
    });
    await scene.thin(
      await scene.planned('VersionThinningPlanned', planOf(files, { to, access: 'restricted' })),
    );
    expect(await scene.outcome(DOCUMENT)).toMatchObject({ data: { reason: 'RESTRICTED_FOLDER_NOT_PROVEN' } });
    expect(await pathsIn(scene)).toEqual(before);
  });
});

it('a version that Dropbox gives nobody is named and left where it is, and nothing is removed', async () => {
  const { scene, files } = await shelved(2);
  const path = files[1]?.path ?? '';
  const barred = `file?path=${encodeURIComponent(path)}&barred=restricted`;
  const again = await scene.admin<{ id: string }>('PUT', barred, content(2));
  expect(again.id).toBe(files[1]?.id);
  const planned = await scene.planned('VersionThinningPlanned', planOf(files));
  expect(await scene.thin(planned)).toMatchObject({ kind: 'done' });
  expect(await scene.outcome(DOCUMENT)).toMatchObject({
    name: 'VersionThinningRefused',
    data: { reason: 'FILE_UNREADABLE', changed: [{ number: 2, found: 'unreadable' }] },
  });
  expect(await pathsIn(scene)).toEqual(files.map((file) => file.path).toSorted());
});
