import { expect, it } from 'vitest';
import { documentStream, firmStream, type DocumentId } from '@counterpart/contracts';
import { FIRM, FOLDER, lookTwice, startFirm } from './drift-scene.js';

/*
 * Somebody moved or deleted a folder of fifty thousand documents. One page of changes said that it was gone, and one look asked Dropbox
 * for all of them, one after the other, kept nothing before the end, and looked neither at the time nor at whether the service stopped.
 * All other firms waited for hours; a deploy made it begin anew.
 */

type Firm = Awaited<ReturnType<typeof startFirm>>;

/** Documents that are looked at before it is kept what that came to. */
const PART = 40;
const MANY = 2 * PART + 10;

/** A clock that stands still until each question takes ten minutes. */
function tickingClock() {
  let [nowMs, stepMs] = [Date.parse('2026-11-24T09:00:00Z'), 0];
  return {
    now: () => new Date((nowMs += stepMs)),
    beSlow: (isSlow: boolean) => {
      stepMs = isSlow ? 600_000 : 0;
    },
  };
}

async function mirrorMany({ mirror }: Firm): Promise<readonly DocumentId[]> {
  const documents: DocumentId[] = [];
  for (let id = 1; id <= MANY; id += 1) documents.push(await mirror(String(id), `File ${id}.pdf`));
  return documents;
}

const asked = async ({ admin }: Firm): Promise<number> => {
  const { calls } = (await admin('GET', 'calls')) as { calls: readonly { route: string }[] };
  return calls.filter(({ route }) => route.endsWith('files/get_metadata')).length;
};

const askedBy = async (firm: Firm, work: () => Promise<unknown>): Promise<number> => {
  const before = await asked(firm);
  await work();
  return (await asked(firm)) - before;
};

const named = async ({ story }: Firm, documents: readonly DocumentId[], name: string): Promise<number> => {
  const stories = await Promise.all(documents.map((document) => story(documentStream(FIRM, document))));
  return stories.flat().filter((event) => event.name === name).length;
};

/** A person takes all of it away. */
const removeAll = ({ remove }: Firm): Promise<unknown> => remove(FOLDER);

it('a folder of many documents is looked at in parts, each of which is kept, and told as a whole', async () => {
  const clock = tickingClock();
  const firm = await startFirm(clock.now);
  const { drift } = firm;
  const documents = await mirrorMany(firm);
  await firm.put('/Elsewhere/other.txt', 'unrelated');
  expect(await lookTwice(drift)).toBe(0);
  await removeAll(firm);
  clock.beSlow(true);
  for (const expected of [PART, PART, MANY - 2 * PART])
    expect(await askedBy(firm, () => drift.look(FIRM))).toBe(expected);
  expect(await named(firm, documents, 'DriftFound')).toBe(0);
  const told: (number | undefined)[] = [];
  for (let look = 0; look < 3; look += 1) told.push(await drift.look(FIRM));
  expect(told).toEqual([PART, PART, MANY - 2 * PART]);
  expect(await drift.look(FIRM)).toBe(0);
  expect(await named(firm, documents, 'DriftFound')).toBe(MANY);
});

it('while a part of it is told nothing is healed: together it is too much', async () => {
  const clock = tickingClock();
  const firm = await startFirm(clock.now);
  const { drift, heal, apply, story } = firm;
  await mirrorMany(firm);
  await firm.put('/Elsewhere/other.txt', 'unrelated');
  await apply({ edited: 'heal', moved: 'heal', deleted: 'heal', stopAtLeast: 50, stopAtShare: 0.5 });
  await firm.project();
  await lookTwice(drift);
  await removeAll(firm);
  await drift.look(FIRM);
  clock.beSlow(true);
  expect(await drift.look(FIRM)).toBe(PART);
  clock.beSlow(false);
  expect(await heal.tend(FIRM)).toBe(0);
  expect(Object.keys(await firm.files())).toEqual(['/Elsewhere/other.txt']);
  expect(await drift.look(FIRM)).toBe(MANY - PART);
  expect(await heal.tend(FIRM)).toBe(0);
  const stops = (await story(firmStream(FIRM))).filter(({ name }) => name === 'DriftHealingStopped');
  expect(stops.map(({ data }) => data)).toMatchObject([{ documents: MANY, changed: MANY }]);
});

it('a service that stops leaves after the part in hand, and nothing of it is asked for again', async () => {
  const firm = await startFirm();
  const { drift } = firm;
  await mirrorMany(firm);
  await firm.put('/Elsewhere/other.txt', 'unrelated');
  await lookTwice(drift);
  await removeAll(firm);
  const stops = AbortSignal.abort(new Error('the service stops'));
  const stopped = () => expect(drift.look(FIRM, stops)).rejects.toThrow('the service stops');
  expect(await askedBy(firm, stopped)).toBe(PART);
  expect(await askedBy(firm, () => drift.look(FIRM))).toBe(MANY - PART);
  expect(await askedBy(firm, stopped)).toBe(PART);
  expect(await drift.look(FIRM)).toBe(MANY - PART);
});

it('of a folder that somebody moved the pages show all files: none of them is asked for before the second look', async () => {
  const firm = await startFirm();
  const { drift, client } = firm;
  await mirrorMany(firm);
  await lookTwice(drift);
  await client.relocate('move', FOLDER, '/Elsewhere');
  expect(await askedBy(firm, () => drift.look(FIRM))).toBe(0);
  expect(await drift.look(FIRM)).toBe(MANY);
});

it('healing that takes too long goes on with whom it did not come to', async () => {
  const clock = tickingClock();
  const firm = await startFirm(clock.now);
  const { drift, heal, apply, mirror, remove, put } = firm;
  for (const id of ['1', '2', '3']) await mirror(id, `File ${id}.pdf`);
  await put('/Elsewhere/other.txt', 'unrelated');
  await lookTwice(drift);
  await apply({ deleted: 'heal' });
  for (const id of ['1', '2', '3']) await remove(`${FOLDER}/File ${id}.pdf`);
  // What lies in the way of the first keeps it from being put back.
  await put(`${FOLDER}/File 1.pdf`, 'somebody’s own');
  expect(await lookTwice(drift)).toBe(3);
  clock.beSlow(true);
  const healed: number[] = [];
  for (let look = 0; look < 3; look += 1) healed.push(await heal.tend(FIRM));
  expect(healed).toEqual([0, 1, 1]);
});
