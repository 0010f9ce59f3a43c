import { expect, it } from 'vitest';
import { FIRM, FOLDER, startFirm } from './drift-scene.js';

const [ROOT, OTHER] = ['3235641', '9900001'];

it('what was mirrored to an account of before is not told as deleted where another one is connected, and what is deleted there is', async () => {
  const { drift, mirror, put, remove, told, connectAnother } = await startFirm();
  const look = async (): Promise<number | undefined> => {
    await drift.look(FIRM);
    return drift.look(FIRM);
  };
  const before = await mirror('1', 'Brief.pdf');
  expect(await look()).toBe(0);
  await connectAnother(OTHER);
  await put('/Welcome.txt', 'somebody’s file');
  expect(await look()).toBe(0);
  const after = await mirror('2', 'Motion.pdf');
  expect(await look()).toBe(0);
  await remove(`${FOLDER}/Motion.pdf`);
  expect(await look()).toBe(1);
  expect(await told(after)).toMatchObject([{ kind: 'deleted' }]);
  await connectAnother(ROOT);
  expect(await look()).toBe(0);
  await remove(`${FOLDER}/Brief.pdf`);
  expect(await look()).toBe(1);
  expect(await told(before)).toMatchObject([{ kind: 'deleted' }]);
  expect(await told(after)).toHaveLength(1);
});

it('another account without a file tells of no deletion, and its looks go on', async () => {
  const { drift, mirror, told, connectAnother } = await startFirm();
  const document = await mirror('1', 'Brief.pdf');
  await drift.look(FIRM);
  await connectAnother(OTHER);
  expect([await drift.look(FIRM), await drift.look(FIRM)]).toEqual([0, 0]);
  expect(await told(document)).toEqual([]);
});

it('what looked changed at one look is not judged in an account that was connected before the next', async () => {
  const { drift, mirror, put, told, connectAnother } = await startFirm();
  const document = await mirror('1', 'Brief.pdf');
  await drift.look(FIRM);
  await put(`${FOLDER}/Brief.pdf`, 'edited by hand');
  await drift.look(FIRM);
  await connectAnother(OTHER);
  expect([await drift.look(FIRM), await drift.look(FIRM)]).toEqual([0, 0]);
  expect(await told(document)).toEqual([]);
});
