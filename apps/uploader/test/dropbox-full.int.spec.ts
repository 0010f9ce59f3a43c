import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Event } from '@counterpart/contracts';
import { contentHash } from '@counterpart/dropbox-client';
import { routed, startScene, type ClioFile, type Scene, type Uploader } from './scene.js';

/*
 * A Dropbox without space made a dead letter of each document that came, and buying space brought none of them. ADR 0038: uploads
 * wait, and what does not fit by itself holds up nobody.
 */

const FULL = { kind: 'full', code: 'DROPBOX_FULL' };
const COMMIT = 'finish_batch_v2';
const noRoom = (entries?: number) => ({
  route: COMMIT,
  effect: { kind: 'entry-error', tags: ['path', 'insufficient_space'], ...(entries && { entries }) },
});

async function stagedIn(
  scene: Scene,
  uploader: Uploader,
  sizes: readonly number[],
): Promise<{ readonly files: readonly ClioFile[]; readonly events: readonly Event<'DocumentStaged'>[] }> {
  const files = await Promise.all(sizes.map((size) => scene.addDocument(randomBytes(size))));
  const events = await Promise.all(files.map((file) => stagedAgain(scene, uploader, file, 1)));
  return { files, events };
}

async function stagedAgain(
  scene: Scene,
  uploader: Uploader,
  file: ClioFile,
  attempt: number,
): Promise<Event<'DocumentStaged'>> {
  expect(await uploader.stage(routed(file, { attempt }), undefined, attempt)).toEqual({ kind: 'done' });
  const told = (await scene.story(file)).findLast(({ name }) => name === 'DocumentStaged');
  if (told?.name !== 'DocumentStaged') throw new Error('it was not staged');
  return told;
}

const treeOf = (files: readonly ClioFile[]): ReadonlyMap<string, string> =>
  new Map(files.map(({ document, bytes }) => [`/Matters/Reyes/${document}.bin`, contentHash(bytes)]));

describe('a Dropbox that is full', () => {
  it.each([
    ['for each entry', noRoom()],
    ['for the whole call', { route: COMMIT, effect: { kind: 'route-error', tags: ['insufficient_space'] } }],
  ])(
    'and says so %s gives nothing up: the documents wait, and get into place once there is space',
    async (_, rule) => {
      const scene = await startScene();
      const uploader = scene.uploader();
      const { files, events } = await stagedIn(scene, uploader, [100, 200, 300]);
      await scene.planDropbox(rule);
      for (let probe = 0; probe < 2; probe += 1)
        expect(await uploader.commit(events)).toEqual([FULL, FULL, FULL]);
      for (const file of files)
        expect((await scene.story(file)).map(({ name }) => name)).toEqual(['DocumentStaged']);
      expect(await scene.tree()).toEqual(new Map());
      await scene.planDropbox();
      expect((await uploader.commit(events)).map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
      expect(await scene.tree()).toEqual(treeOf(files));
    },
  );

  it('is not told from one by empty documents: they get in everywhere', async () => {
    const scene = await startScene();
    const uploader = scene.uploader();
    const { files, events } = await stagedIn(scene, uploader, [100, 0]);
    await scene.planDropbox(noRoom(1));
    expect(await uploader.commit(events)).toEqual([FULL, { kind: 'done' }]);
    await scene.planDropbox();
    expect(await uploader.commit(events.slice(0, 1))).toEqual([{ kind: 'done' }]);
    expect(await scene.tree()).toEqual(treeOf(files));
  });
});

describe('a document that does not fit while others do', () => {
  it('leaves its namespace’s lane at once, and is sent again by the schedule', async () => {
    const scene = await startScene();
    const uploader = scene.uploader();
    const { files, events } = await stagedIn(scene, uploader, [900, 200, 300]);
    const [large, ...small] = files as [ClioFile, ...ClioFile[]];
    await scene.planDropbox(noRoom(1));
    expect((await uploader.commit(events)).map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
    expect(await scene.tree()).toEqual(treeOf(small));
    expect((await scene.story(large)).at(-1)).toMatchObject({
      name: 'StagingLost',
      data: { reason: 'DROPBOX_FULL', attempt: 1, left: null },
    });
    const again = routed(large, { attempt: 2 });
    expect(await uploader.stage(again)).toEqual({ kind: 'retry', code: 'DROPBOX_FULL' });
    await scene.planDropbox();
    const staged = await stagedAgain(scene, uploader, large, 2);
    expect(await uploader.commit([staged])).toEqual([{ kind: 'done' }]);
    expect(await scene.tree()).toEqual(treeOf(files));
  });
});
