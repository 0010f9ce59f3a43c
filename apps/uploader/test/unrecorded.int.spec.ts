import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { contentHash } from '@counterpart/dropbox-client';
import { InfrastructureUnavailable } from '@counterpart/eventing';
import { CHUNK, routed, startScene } from './scene.js';

/* PostgreSQL read and took no writes: each document was fetched from Clio and sent to Dropbox again every five seconds. */

it.each([
  ['small', 1000],
  ['large', 3 * CHUNK],
])('a %s document that could not be recorded is recorded later, and does not flow again', async (_, size) => {
  const scene = await startScene();
  const file = await scene.addDocument(randomBytes(size));
  const [uploader, order] = [scene.uploader(), routed(file)];
  const appendAll = scene.store.appendAll.bind(scene.store);
  scene.store.appendAll = () =>
    Promise.reject(new InfrastructureUnavailable('postgres', { refusesWrites: true }));
  await expect(uploader.stage(order)).rejects.toMatchObject({ name: 'InfrastructureUnavailable' });
  const calls = await scene.calls();
  await expect(uploader.stage(order)).rejects.toMatchObject({ name: 'InfrastructureUnavailable' });
  scene.store.appendAll = appendAll;
  expect(await uploader.stage(order)).toEqual({ kind: 'done' });
  expect(await scene.calls()).toEqual(calls);
  const [event] = await scene.story(file);
  if (event?.name !== 'DocumentStaged') throw new Error('it was not staged');
  expect(await uploader.commit([event])).toEqual([{ kind: 'done' }]);
  expect([...(await scene.tree()).values()]).toEqual([contentHash(file.bytes)]);
});
