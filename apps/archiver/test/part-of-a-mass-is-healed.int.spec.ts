import { expect, it } from 'vitest';
import { DocumentId } from '@counterpart/contracts';
import { DriftWatch } from '../src/find-drift/drift-watch.js';
import { FIRM, FOLDER, startFirm } from './drift-scene.js';

/** A firm in whose Dropbox seven files were deleted: more than are judged at once. */
async function startMass() {
  const scene = await startFirm();
  const { mirror, apply, remove, drift } = scene;
  const names = Array.from({ length: 7 }, (_, at) => `Memo ${at + 1}.pdf`);
  for (const [at, name] of names.entries()) await mirror(String(at + 1), name);
  await apply({ deleted: 'heal' });
  await drift.look(FIRM);
  await drift.look(FIRM);
  for (const name of names) await remove(`${FOLDER}/${name}`);
  await drift.look(FIRM);
  return scene;
}

it('nothing is put back while the first of what was found are told and the others are not', async () => {
  const { drift, heal, ground } = await startMass();
  const file = ground.file.bind(ground);
  const healed: Promise<number>[] = [];
  let looks = 0;
  ground.file = async (...asked) => {
    looks += 1;
    // The first six are told by then.
    if (looks === 7) healed.push(heal.tend(FIRM));
    await Promise.all(healed);
    return file(...asked);
  };
  expect(await drift.look(FIRM)).toBe(7);
  expect(await Promise.all(healed)).toEqual([0]);
  expect(await heal.tend(FIRM)).toBe(7);
});

it('a pod of the version before reads how far judging came that broke off, and the next look judges all', async () => {
  const { drift, ground, query } = await startMass();
  const file = ground.file.bind(ground);
  ground.file = () => Promise.reject(new Error('killed'));
  await expect(drift.look(FIRM)).rejects.toThrow('killed');
  const { rows } = (await query('select judged from archiver.drift_marks where firm = $1', [FIRM])) as {
    rows: { judged: unknown }[];
  };
  // That version takes nothing else.
  expect(rows.map(({ judged }) => DocumentId.safeParse(judged).success)).toEqual([true]);
  ground.file = file;
  expect(await drift.look(FIRM)).toBe(7);
});

it('no other pod looks while what was found is put back', async () => {
  const { drift, heal, marks } = await startMass();
  const looked: (number | undefined)[] = [];
  const healer = {
    tend: async () => {
      looked.push(await drift.look(FIRM));
      return heal.tend(FIRM);
    },
  };
  const healed: number[] = [];
  const listener = { onTold: () => undefined, onHealed: (_: unknown, count: number) => healed.push(count) };
  await new DriftWatch(drift, healer, marks, listener).tend(FIRM);
  expect([looked, healed]).toEqual([[undefined], [7]]);
});
