import { expect, it } from 'vitest';
import type { DocumentId } from '@counterpart/contracts';
import { FIRM, FOLDER, lookTwice, startFirm } from './drift-scene.js';

/*
 * Somebody renamed a matter’s folder, which was told and left so. Whom a change is about was read from the places that were given to
 * documents alone: what was edited or deleted in the renamed folder after that was never told, and a version that waited for its file to
 * come back, or to be gone for good, waited for ever.
 */

const THEIRS = '/Matters/Reyes (Jo)';

it('what is edited, moved on or deleted where a hand left it is told', async () => {
  const { drift, mirror, put, remove, client, told } = await startFirm();
  const names = ['Brief.pdf', 'Motion.pdf', 'Memo.pdf', 'Kept.pdf'];
  const documents: DocumentId[] = [];
  for (const [at, name] of names.entries()) documents.push(await mirror(String(at + 1), name));
  await lookTwice(drift);
  await client.relocate('move', FOLDER, THEIRS);
  expect(await lookTwice(drift)).toBe(4);
  await put(`${THEIRS}/Brief.pdf`, 'edited by hand');
  await client.relocate('move', `${THEIRS}/Motion.pdf`, '/Elsewhere/Motion.pdf');
  await remove(`${THEIRS}/Memo.pdf`);
  expect(await lookTwice(drift)).toBe(3);
  const last = await Promise.all(documents.map(async (document) => (await told(document)).at(-1)));
  expect(last).toMatchObject([
    { kind: 'edited', found: { path: `${THEIRS}/Brief.pdf` } },
    { kind: 'moved', found: { path: '/Elsewhere/Motion.pdf' } },
    { kind: 'deleted', found: null },
    { kind: 'moved', found: { path: `${THEIRS}/Kept.pdf` } },
  ]);
});

it('so is what goes with a folder above it that is deleted', async () => {
  const { drift, mirror, put, remove, client, told } = await startFirm();
  const document = await mirror('1', 'Brief.pdf');
  await put('/Elsewhere/other.txt', 'unrelated');
  await lookTwice(drift);
  await client.relocate('move', FOLDER, '/Jo/2026/Reyes');
  expect(await lookTwice(drift)).toBe(1);
  await remove('/Jo');
  expect(await lookTwice(drift)).toBe(1);
  expect((await told(document)).at(-1)).toMatchObject({ kind: 'deleted' });
});

it('a file that was put back under another id is found wherever a hand moves it', async () => {
  const { drift, heal, mirror, put, remove, client, apply, told } = await startFirm();
  const document = await mirror('1', 'Brief.pdf');
  await put('/Elsewhere/other.txt', 'unrelated');
  await apply({ deleted: 'heal' });
  await lookTwice(drift);
  await remove(`${FOLDER}/Brief.pdf`);
  await lookTwice(drift);
  expect(await heal.tend(FIRM)).toBe(1);
  await lookTwice(drift);
  await client.relocate('move', `${FOLDER}/Brief.pdf`, '/Jo/Brief.pdf');
  await lookTwice(drift);
  await put('/Jo/Brief.pdf', 'edited by hand');
  expect(await lookTwice(drift)).toBe(1);
  expect((await told(document)).at(-1)).toMatchObject({ kind: 'edited', found: { path: '/Jo/Brief.pdf' } });
});
