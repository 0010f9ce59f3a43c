import { expect, it } from 'vitest';
import { FIRM, FOLDER, lookTwice, startFirm } from './drift-scene.js';

/*
 * The first look at a large Dropbox kept nothing before its end: an error or a deploy made it list everything from the
 * beginning. Meanwhile it read the story of each document by queries of its own, and asked Dropbox for each counterpart again for every
 * folder above it.
 */

type Firm = Awaited<ReturnType<typeof startFirm>>;

/** Entries of a page, as the client asks for them. */
const PAGE = 2000;
const [BRIEF, MOTION] = [`${FOLDER}/Brief.pdf`, `${FOLDER}/Motion.pdf`];

/** Files of other people; a folder counts as an entry, too. */
async function fill({ put }: Firm, folder: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += 100) {
    const some = Array.from({ length: Math.min(100, count - from) }, (_, at) => from + at);
    await Promise.all(some.map((at) => put(`${folder}/${at}.txt`, 'unrelated')));
  }
}

const breakAt = ({ plan }: Firm, route: string): Promise<void> =>
  plan({ route, effect: { kind: 'route-error', tags: ['other'] } });
const mend = ({ plan }: Firm): Promise<void> => plan();

const callsOf = async ({ admin }: Firm, route: string): Promise<number> => {
  const { calls } = (await admin('GET', 'calls')) as { calls: readonly { route: string }[] };
  return calls.filter((call) => call.route.endsWith(route)).length;
};

it('a first look that breaks off, or whose service stops, goes on with the page after the last one that was kept', async () => {
  const firm = await startFirm();
  const { drift, mirror, remove, told } = firm;
  await fill(firm, '/Archive', PAGE);
  const document = await mirror('1', 'Brief.pdf');
  const stops = AbortSignal.abort(new Error('the service stops'));
  await expect(drift.look(FIRM, stops)).rejects.toThrow('the service stops');
  await breakAt(firm, 'list_folder/continue');
  await expect(drift.look(FIRM)).rejects.toMatchObject({ name: 'DropboxError' });
  await mend(firm);
  expect(await lookTwice(drift)).toBe(0);
  expect(await callsOf(firm, 'files/list_folder')).toBe(1);
  await remove(BRIEF);
  expect(await lookTwice(drift)).toBe(1);
  expect(await told(document)).toMatchObject([{ kind: 'deleted' }]);
});

it('while a listing is not at its end nothing that it has not shown is told, however often it breaks off', async () => {
  const firm = await startFirm();
  const { drift, mirror, remove, told } = firm;
  await fill(firm, '/Archive', PAGE);
  const [kept, gone] = [await mirror('1', 'Brief.pdf'), await mirror('2', 'Motion.pdf')];
  await remove(MOTION);
  await breakAt(firm, 'list_folder/continue');
  for (let look = 0; look < 3; look += 1)
    await expect(drift.look(FIRM)).rejects.toMatchObject({ name: 'DropboxError' });
  expect([await told(kept), await told(gone)]).toEqual([[], []]);
  await mend(firm);
  expect(await drift.look(FIRM)).toBe(0);
  expect(await drift.look(FIRM)).toBe(1);
  expect(await told(gone)).toMatchObject([{ kind: 'deleted' }]);
  expect(await told(kept)).toEqual([]);
});

it('what is deleted, moved or edited after its page was kept is found, though the look breaks off there', async () => {
  const firm = await startFirm();
  const { drift, mirror, remove, put, told, client } = firm;
  const documents = [
    await mirror('1', 'Brief.pdf'),
    await mirror('2', 'Motion.pdf'),
    await mirror('3', 'Müller.pdf'),
  ];
  await fill(firm, '/Zoning', PAGE);
  await breakAt(firm, 'list_folder/continue');
  await expect(drift.look(FIRM)).rejects.toMatchObject({ name: 'DropboxError' });
  await remove(BRIEF);
  await client.relocate('move', MOTION, '/Elsewhere/Motion.pdf');
  await put(`${FOLDER}/Müller.pdf`, 'edited by hand');
  await mend(firm);
  expect(await drift.look(FIRM)).toBe(0);
  expect(await lookTwice(drift)).toBe(3);
  const kinds = await Promise.all(
    documents.map(async (document) => (await told(document)).map(({ kind }) => kind)),
  );
  expect(kinds).toEqual([['deleted'], ['moved'], ['edited']]);
});

it('a first look asks Dropbox for none of the counterparts by itself, and finds what was moved and edited before', async () => {
  const firm = await startFirm();
  const { drift, mirror, put, told, client } = firm;
  // The folders of the matter are the last entries of the first page.
  await fill(firm, '/Archive', PAGE - 3);
  const [moved, edited] = [await mirror('1', 'Brief.pdf'), await mirror('2', 'Motion.pdf')];
  const others = [await mirror('3', 'Kept.pdf'), await mirror('4', 'Kept too.pdf')];
  await client.relocate('move', BRIEF, '/Zoning/Brief.pdf');
  await put(MOTION, 'edited by hand');
  const before = await callsOf(firm, 'files/get_metadata');
  expect(await drift.look(FIRM)).toBe(0);
  expect(await callsOf(firm, 'files/get_metadata')).toBe(before);
  expect(await drift.look(FIRM)).toBe(2);
  expect(await told(moved)).toMatchObject([{ kind: 'moved', found: { path: '/Zoning/Brief.pdf' } }]);
  expect(await told(edited)).toMatchObject([{ kind: 'edited' }]);
  for (const document of others) expect(await told(document)).toEqual([]);
});

it('a look that takes too long leaves the rest to the firm’s next one, and judges nothing before it is at its end', async () => {
  let nowMs = Date.parse('2026-11-24T09:00:00Z');
  // Whatever is done takes ten minutes.
  const firm = await startFirm(() => new Date((nowMs += 600_000)));
  const { drift, mirror, remove, told } = firm;
  await fill(firm, '/Archive', PAGE);
  const document = await mirror('1', 'Brief.pdf');
  await remove(BRIEF);
  await mirror('2', 'Motion.pdf');
  expect(await drift.look(FIRM)).toBe(0);
  expect(await callsOf(firm, 'list_folder/continue')).toBe(0);
  // The rest of the listing and the comparison, and the end of it.
  expect(await lookTwice(drift)).toBe(0);
  expect(await told(document)).toEqual([]);
  expect(await drift.look(FIRM)).toBe(1);
  expect(await callsOf(firm, 'files/list_folder')).toBe(1);
});

it('suspects that a version before kept in its mark are judged', async () => {
  const { drift, mirror, put, told, query } = await startFirm();
  const document = await mirror('1', 'Brief.pdf');
  await drift.look(FIRM);
  await put(BRIEF, 'edited by hand');
  expect(await drift.look(FIRM)).toBe(0);
  await query(
    `with moved as (delete from archiver.drift_suspects where firm = $1 returning document, told)
     update archiver.drift_marks set suspects = (select jsonb_agg(moved) from moved) where firm = $1`,
    [FIRM],
  );
  expect(await drift.look(FIRM)).toBe(1);
  expect(await told(document)).toMatchObject([{ kind: 'edited' }]);
});
