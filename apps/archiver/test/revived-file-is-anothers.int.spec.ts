import { describe, expect, it } from 'vitest';
import { DocumentId, documentStream } from '@counterpart/contracts';
import { FIRM, FOLDER, lookTwice, startFirm } from './drift-scene.js';
import { hashOf, keep, PLACE, startScene } from './version-scene.js';

/*
 * A document’s file was deleted, and a hand moved another document’s file of the same content to its place. It was taken for the deleted
 * one that stood up again: the next version was committed into the other document’s file, or both documents pulled it back and forth.
 */

const OTHER = DocumentId.parse('502');

/** Another document’s file of the same content. */
async function scene(from: string) {
  const made = await startScene();
  await made.remove(PLACE);
  await made.edit(from, 'first');
  const seen = await made.client.look(from);
  if (seen.kind !== 'file') throw new Error('the other file is there');
  made.owners.set(seen.id, OTHER);
  return { ...made, other: seen.id };
}

describe('a version whose file was deleted is not found', () => {
  it('in another document’s file that a hand moved to its place', async () => {
    const { files, client, plan, tree } = await scene('/Matters/2026-0001/Motion.pdf');
    await client.relocate('move', '/Matters/2026-0001/Motion.pdf', PLACE);
    expect(await files.revive(FIRM, { ...plan, place: PLACE })).toBeUndefined();
    expect(await tree()).toEqual({ [PLACE]: 'first' });
  });

  it('nor in one that was deleted there', async () => {
    const { files, plan, remove, tree } = await scene(PLACE);
    await remove(PLACE);
    expect(await files.revive(FIRM, { ...plan, place: PLACE })).toBeUndefined();
    expect(await tree()).toEqual({});
  });

  it('and is kept without that file (the next version went into it)', async () => {
    const { files, inClio } = await scene(PLACE);
    expect(await keep(files, await inClio('first'), PLACE)).toMatchObject({
      kept: { contentHash: hashOf('first') },
      current: null,
    });
  });
});

it('of two documents of the same content each keeps its own file, though a hand put one into the other’s place', async () => {
  const { drift, heal, mirror, apply, remove, client, files, story } = await startFirm();
  const content = 'the same letter';
  const [brief, motion] = [
    await mirror('1', 'Brief.pdf', { content }),
    await mirror('2', 'Motion.pdf', { content }),
  ];
  await apply({ edited: 'heal', moved: 'heal', deleted: 'heal' });
  await lookTwice(drift);
  const others = await client.look(`${FOLDER}/Motion.pdf`);
  await remove(`${FOLDER}/Brief.pdf`);
  await client.relocate('move', `${FOLDER}/Motion.pdf`, `${FOLDER}/Brief.pdf`);
  for (let look = 0; look < 3; look += 1) {
    await lookTwice(drift);
    await heal.tend(FIRM);
  }
  expect(await files()).toEqual({ [`${FOLDER}/Brief.pdf`]: content, [`${FOLDER}/Motion.pdf`]: content });
  expect(await client.look(`${FOLDER}/Motion.pdf`)).toMatchObject({ id: 'id' in others ? others.id : '' });
  const healed = async (document: DocumentId) =>
    (await story(documentStream(FIRM, document))).flatMap((event) =>
      event.name === 'DriftHealed' ? [event.data.how] : [],
    );
  expect([await healed(brief), await healed(motion)]).toEqual([['restored'], ['moved-back']]);
});
