import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { Event } from '@counterpart/contracts';
import { contentHash } from '@counterpart/dropbox-client';
import { eventually } from '@counterpart/testing';
import { CHUNK, routed, startScene, type Scene } from './scene.js';

/* kill -9 of an uploader in the middle of a large file: bytes that Dropbox has are not sent again, and none is missing. */

const CHUNKS = 13;
const SIZE = CHUNKS * CHUNK + 99;
const PROGRAM = fileURLToPath(new URL('mortal-uploader.ts', import.meta.url));

function start({ ground }: Scene, order: Event<'DocumentRouted'>): ChildProcess {
  const task = JSON.stringify({ ...ground, order, chunkBytes: CHUNK });
  const child = spawn(process.execPath, [PROGRAM, task], { stdio: 'inherit' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Chunks that Dropbox was sent. */
const appends = async (scene: Scene): Promise<number> =>
  (await scene.calls()).filter((route) => route.endsWith('append_v2')).length;

/** What an uploader wrote down of its progress. */
async function progress(scene: Scene): Promise<{ readonly session: string; readonly acknowledged: number }> {
  const sql = 'select session, acknowledged::int from uploader.staging_progress';
  const { rows } = await scene.store.transact(
    ({ client }) => client.query<{ session: string; acknowledged: number }>(sql),
    { firm: scene.firm },
  );
  return rows[0] ?? { session: '', acknowledged: 0 };
}

it('an uploader that is killed in the middle of a large file is followed by one that goes on in the same session', async () => {
  const scene = await startScene();
  const file = await scene.addDocument(randomBytes(SIZE));
  const order = routed(file);
  // A chunk is on its way until the uploader dies, however late that is. All others come, save the last, which waits for it.
  await scene.planDropbox({
    route: 'append_v2',
    every: 9,
    times: 1,
    effect: { kind: 'latency', ms: 600_000 },
  });
  const mortal = start(scene, order);
  await eventually(async () => (await appends(scene)) === CHUNKS - 1, { withinMs: 120_000 });
  await eventually(async () => (await progress(scene)).acknowledged >= 4 * CHUNK);
  mortal.kill('SIGKILL');
  expect(await once(mortal, 'exit')).toEqual([null, 'SIGKILL']);
  await scene.planDropbox();
  const left = await progress(scene);
  expect(left.acknowledged).toBeLessThan(CHUNKS * CHUNK);
  expect(await scene.story(file)).toEqual([]);

  expect(await once(start(scene, order), 'exit')).toEqual([0, null]);
  const [staged] = (await scene.story(file)).filter(
    (event): event is Event<'DocumentStaged'> => event.name === 'DocumentStaged',
  );
  expect(staged?.data.session).toBe(left.session);
  // With the one that was held: what was acknowledged before is not sent again.
  expect((await appends(scene)) - CHUNKS).toBeLessThanOrEqual(CHUNKS + 1 - left.acknowledged / CHUNK);
  expect(await scene.uploader().commit([staged!])).toEqual([{ kind: 'done' }]);
  const place = `/Matters/Reyes/${file.document}.bin`;
  expect(await scene.tree()).toEqual(new Map([[place, contentHash(file.bytes)]]));
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  expect((await scene.story(file)).at(-1)).toMatchObject({ name: 'DocumentMirrored', data: { sha256 } });
}, 400_000);
