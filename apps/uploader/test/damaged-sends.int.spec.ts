import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { contentHash } from '@counterpart/dropbox-client';
import { CHUNK, routed, startScene, type ClioFile, type Scene } from './scene.js';

/* A bit that flipped on the way to Dropbox was a line in a log: the trail of the document told nothing of it. */

async function stagedAs(scene: Scene, file: ClioFile) {
  const uploader = scene.uploader();
  expect(await uploader.stage(routed(file))).toEqual({ kind: 'done' });
  const [event] = await scene.story(file);
  if (event?.name !== 'DocumentStaged') throw new Error('it was not staged');
  expect(await uploader.commit([event])).toEqual([{ kind: 'done' }]);
  expect([...(await scene.tree()).values()]).toEqual([contentHash(file.bytes)]);
  return event.data;
}

it.each([
  { size: 1000, route: 'session/start$' },
  { size: 3 * CHUNK, route: 'append_v2' },
])(
  'a document of $size bytes of which some arrived damaged says so on its trail',
  async ({ size, route }) => {
    const scene = await startScene();
    const file = await scene.addDocument(randomBytes(size));
    await scene.planDropbox({ route, times: 2, effect: { kind: 'bit-flip' } });
    expect(await stagedAs(scene, file)).toMatchObject({ damagedSends: 2 });
  },
);

it('small documents that travel together each say so', async () => {
  const scene = await startScene();
  const files = await Promise.all([100, 200, 300].map((size) => scene.addDocument(randomBytes(size))));
  await scene.planDropbox({ route: 'append_batch', times: 1, effect: { kind: 'bit-flip' } });
  const uploader = scene.uploader();
  await Promise.all(files.map((file) => uploader.stage(routed(file))));
  const told = (await Promise.all(files.map((file) => scene.story(file)))).flat();
  expect(told.map(({ data }) => ('damagedSends' in data ? data.damagedSends : null))).toEqual([1, 1, 1]);
});

it('a document that arrived whole says nothing', async () => {
  const scene = await startScene();
  expect(await stagedAs(scene, await scene.addDocument(randomBytes(1000)))).not.toHaveProperty(
    'damagedSends',
  );
});
