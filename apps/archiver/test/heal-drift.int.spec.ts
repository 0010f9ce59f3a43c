import { expect, it } from 'vitest';
import {
  documentStream,
  firmStream,
  matterStream,
  type DocumentId,
  type Event,
} from '@counterpart/contracts';
import { FIRM, FOLDER, MATTER, startFirm } from './drift-scene.js';

type Scene = Awaited<ReturnType<typeof startFirm>>;

const ALL = { edited: 'heal', moved: 'heal', deleted: 'heal' } as const;

/** Finds what was changed by hand, and puts it back. */
async function lookAndHeal({ drift, heal }: Scene): Promise<number> {
  await drift.look(FIRM);
  await drift.look(FIRM);
  return heal.tend(FIRM);
}

async function outcomes(
  { story }: Scene,
  document: DocumentId,
): Promise<readonly Event<'DriftHealed' | 'DriftHealRefused'>['data'][]> {
  return (await story(documentStream(FIRM, document))).flatMap((event) =>
    event.name === 'DriftHealed' || event.name === 'DriftHealRefused' ? [event.data] : [],
  );
}

it('an edit, a move and a deletion are put back; the edit is kept as a file of its own', async () => {
  const scene = await startFirm();
  const { mirror, apply, put, remove, client, files } = scene;
  const [edited, moved, deleted] = [
    await mirror('1', 'Brief.pdf'),
    await mirror('2', 'Motion.pdf'),
    await mirror('3', 'Müller.pdf'),
  ];
  await apply(ALL);
  expect(await lookAndHeal(scene)).toBe(0);
  await put(`${FOLDER}/Brief.pdf`, 'edited by hand');
  await client.relocate('move', `${FOLDER}/Motion.pdf`, '/Elsewhere/Motion.pdf');
  await remove(`${FOLDER}/Müller.pdf`);
  expect(await lookAndHeal(scene)).toBe(3);
  const before = await files();
  expect(before).toMatchObject({
    [`${FOLDER}/Brief.pdf`]: 'content of 1',
    [`${FOLDER}/Motion.pdf`]: 'content of 2',
    [`${FOLDER}/Müller.pdf`]: 'content of 3',
  });
  const [edit] = Object.entries(before).filter(([path]) => path.includes('_edited_'));
  expect(edit).toEqual([expect.stringMatching(/_Archive\/Brief_edited_[0-9a-f]{8}\.pdf$/), 'edited by hand']);
  expect(await outcomes(scene, edited)).toMatchObject([{ how: 'rewritten', handEdit: { path: edit?.[0] } }]);
  expect(await outcomes(scene, moved)).toMatchObject([{ how: 'moved-back', handEdit: null }]);
  expect(await outcomes(scene, deleted)).toMatchObject([{ how: 'restored', path: `${FOLDER}/Müller.pdf` }]);
  // What was put back is no drift, and is put back again when it is changed again.
  expect(await lookAndHeal(scene)).toBe(0);
  await remove(`${FOLDER}/Müller.pdf`);
  expect(await lookAndHeal(scene)).toBe(1);
  expect(await files()).toEqual(before);
});

it('what hands do to files right after they were put back under another id is found as their documents’', async () => {
  const scene = await startFirm();
  const { mirror, apply, put, remove, client, told } = scene;
  const names = ['Brief.pdf', 'Motion.pdf', 'Memo.pdf'];
  const documents = await Promise.all(names.map((name, index) => mirror(String(index + 1), name)));
  await apply(ALL);
  await lookAndHeal(scene);
  const idsNow = async () =>
    new Map((await client.listings.filesBelow('')).map(({ path, id }) => [path, id]));
  const before = await idsNow();
  for (const name of names) await remove(`${FOLDER}/${name}`);
  expect(await lookAndHeal(scene)).toBe(3);
  const ids = await idsNow();
  for (const name of names) expect(ids.get(`${FOLDER}/${name}`)).not.toBe(before.get(`${FOLDER}/${name}`));
  await apply({ edited: 'leave', moved: 'leave', deleted: 'leave' });
  await put(`${FOLDER}/Brief.pdf`, 'edited by hand');
  await client.relocate('move', `${FOLDER}/Motion.pdf`, '/Elsewhere/Motion.pdf');
  await remove(`${FOLDER}/Memo.pdf`);
  await lookAndHeal(scene);
  const found = await Promise.all(documents.map(async (document) => (await told(document)).at(-1)));
  const expected = ['edited', 'moved', 'deleted'].map((kind, index) => {
    return { kind, counterpart: ids.get(`${FOLDER}/${names[index]}`) };
  });
  expect(found).toMatchObject(expected);
});

it('is left where the policy says so, and put back once the policy says that', async () => {
  const scene = await startFirm();
  const { mirror, apply, remove, files } = scene;
  await mirror('1', 'Brief.pdf');
  await lookAndHeal(scene);
  await remove(`${FOLDER}/Brief.pdf`);
  await apply({ ...ALL, deleted: 'leave' });
  expect(await lookAndHeal(scene)).toBe(0);
  expect(await files()).toEqual({});
  await apply(ALL);
  expect(await scene.heal.tend(FIRM)).toBe(1);
  expect(await files()).toEqual({ [`${FOLDER}/Brief.pdf`]: 'content of 1' });
});

it('an answer that is lost after a restore or a rewrite is found by the next look', async () => {
  const scene = await startFirm();
  const { mirror, apply, put, remove, files, plan, heal } = scene;
  const documents = [await mirror('1', 'Brief.pdf'), await mirror('2', 'Motion.pdf')];
  await apply(ALL);
  await lookAndHeal(scene);
  await remove(`${FOLDER}/Brief.pdf`);
  await put(`${FOLDER}/Motion.pdf`, 'edited by hand');
  await scene.drift.look(FIRM);
  await scene.drift.look(FIRM);
  const lost = (route: string) => ({ route, times: 1, effect: { kind: 'reset-after' } });
  await plan(lost('files/restore'), lost('files/upload_session/finish_batch_v2'));
  await expect(heal.tend(FIRM)).rejects.toMatchObject({ name: 'DropboxError' });
  await expect(heal.tend(FIRM)).rejects.toMatchObject({ name: 'DropboxError' });
  await heal.tend(FIRM);
  const left = await files();
  expect(left).toMatchObject({
    [`${FOLDER}/Brief.pdf`]: 'content of 1',
    [`${FOLDER}/Motion.pdf`]: 'content of 2',
  });
  expect(Object.keys(left)).toHaveLength(3);
  for (const document of documents) expect(await outcomes(scene, document)).toMatchObject([{ how: 'found' }]);
});

it('nothing of a matter on legal hold is moved or written over; what was deleted is put back', async () => {
  const scene = await startFirm();
  const { mirror, apply, tell, put, remove, client, files } = scene;
  const [edited, moved] = [await mirror('1', 'Brief.pdf'), await mirror('2', 'Motion.pdf')];
  await mirror('3', 'Deleted.pdf');
  await apply(ALL);
  await lookAndHeal(scene);
  await put(`${FOLDER}/Brief.pdf`, 'edited by hand');
  await client.relocate('move', `${FOLDER}/Motion.pdf`, '/Elsewhere/Motion.pdf');
  await remove(`${FOLDER}/Deleted.pdf`);
  const stream = matterStream(FIRM, MATTER);
  await tell(stream, 'LegalHoldSet', { matter: MATTER, reason: 'Preservation letter' });
  expect(await lookAndHeal(scene)).toBe(1);
  expect(await files()).toEqual({
    [`${FOLDER}/Brief.pdf`]: 'edited by hand',
    '/Elsewhere/Motion.pdf': 'content of 2',
    [`${FOLDER}/Deleted.pdf`]: 'content of 3',
  });
  await scene.heal.tend(FIRM);
  expect(await outcomes(scene, edited)).toMatchObject([{ reason: 'LEGAL_HOLD' }]);
  expect(await outcomes(scene, moved)).toMatchObject([{ reason: 'LEGAL_HOLD' }]);
  await tell(stream, 'LegalHoldLifted', { matter: MATTER, reason: 'Settled' });
  expect(await scene.heal.tend(FIRM)).toBe(2);
});

it('what is marked privileged by now is never put into an open place', async () => {
  const scene = await startFirm();
  const { mirror, apply, remove, files } = scene;
  const document = await mirror('1', 'Memo.pdf', { category: 'Privileged' });
  await apply(ALL);
  await lookAndHeal(scene);
  await remove(`${FOLDER}/Memo.pdf`);
  expect(await lookAndHeal(scene)).toBe(0);
  expect(await files()).toEqual({});
  expect(await outcomes(scene, document)).toMatchObject([{ reason: 'MARKED_PRIVILEGED' }]);
});

it('a place that somebody took is theirs, and what Dropbox has no more is sent from Clio again', async () => {
  const scene = await startFirm();
  const { mirror, apply, remove, put, client, files, plan } = scene;
  const [taken, gone] = [await mirror('1', 'Brief.pdf'), await mirror('2', 'Motion.pdf')];
  await apply(ALL);
  await lookAndHeal(scene);
  await client.relocate('move', `${FOLDER}/Brief.pdf`, '/Elsewhere/Brief.pdf');
  await put(`${FOLDER}/Brief.pdf`, 'somebody’s own');
  await remove(`${FOLDER}/Motion.pdf`);
  const expired = { route: 'files/restore', effect: { kind: 'route-error', tags: ['invalid_revision'] } };
  await plan(expired);
  expect(await lookAndHeal(scene)).toBe(0);
  expect(await files()).toEqual({
    [`${FOLDER}/Brief.pdf`]: 'somebody’s own',
    '/Elsewhere/Brief.pdf': 'content of 1',
  });
  expect(await outcomes(scene, taken)).toMatchObject([{ reason: 'PLACE_TAKEN' }]);
  expect(await outcomes(scene, gone)).toMatchObject([{ reason: 'REVISION_GONE', rev: null }]);
});

it('a mass of drift is told once and left to a person', async () => {
  const scene = await startFirm();
  const { mirror, apply, remove, files, story, project, heal } = scene;
  for (let id = 1; id <= 6; id += 1) await mirror(String(id), `File ${id}.pdf`);
  await apply({ ...ALL, stopAtLeast: 3, stopAtShare: 0.5 });
  await project();
  await lookAndHeal(scene);
  for (let id = 1; id <= 4; id += 1) await remove(`${FOLDER}/File ${id}.pdf`);
  expect(await lookAndHeal(scene)).toBe(0);
  expect(await heal.tend(FIRM)).toBe(0);
  expect(Object.keys(await files())).toHaveLength(2);
  const stops = (await story(firmStream(FIRM))).filter(({ name }) => name === 'DriftHealingStopped');
  expect(stops.map(({ data }) => data)).toMatchObject([{ documents: 6, changed: 4 }]);
  await apply({ stopAtShare: 0.9 });
  expect(await heal.tend(FIRM)).toBe(4);
});
