import { expect, it } from 'vitest';
import { matterStream, type Event } from '@counterpart/contracts';
import { mirrored, move, office, OPEN, SHUT, type Office } from './office.js';
import { FIRM, MATTER } from './scene.js';

/*
 * The move of a matter’s folder was given up when a part of it had gone. What was marked privileged after that is locked away from where
 * the trail knows it, which is not where it lies; then a person has the folder’s move retried.
 */

const [OLD, NEW] = ['/Matters/2026-0001-Reyes', '/Matters/2026-0001-Ortiz'];
const BRIEF = 'Pleadings/Brief.pdf';

const lying = async (scene: Office) => [...(await scene.files()).keys()].toSorted();

async function folderMove(scene: Office): Promise<Event<'RelocationPlanned'>> {
  await mirrored(scene);
  await scene.put(`${OLD}/${BRIEF}`, 'brief');
  return scene.planned('RelocationPlanned', {
    matter: MATTER,
    document: null,
    counterpart: null,
    from: OLD,
    to: { folder: '/Matters', name: '2026-0001-Ortiz', disambiguated: false },
    via: null,
    access: 'unchanged',
    policyVersion: 0,
    why: [],
    witness: { counterpart: scene.file.id, path: OPEN },
  });
}

async function lockAway(scene: Office): Promise<void> {
  await scene.categorise('Privileged');
  expect(await move(scene, [OPEN, SHUT], {})).toMatchObject({ name: 'Relocated', data: { to: SHUT } });
}

it('a document in the half that went is found there and locked away; the retry brings nothing back', async () => {
  const scene = await office();
  const planned = await folderMove(scene);
  const about = { matter: MATTER, document: null, planned: planned.id, from: OLD, to: NEW };
  await scene.tell(matterStream(FIRM, MATTER), 'RelocationSplit', about);
  await scene.makeFolders([NEW]);
  await scene.move(`${OLD}/Unsorted`, `${NEW}/Unsorted`);
  await lockAway(scene);
  expect(await lying(scene)).toEqual([`${OLD}/${BRIEF}`, SHUT].toSorted());
  await scene.carryOut(planned);
  expect(await scene.outcome(null)).toMatchObject({ name: 'Relocated', data: { how: 'in-parts' } });
  expect(await lying(scene)).toEqual([`${NEW}/${BRIEF}`, SHUT].toSorted());
});

it('a folder that had not begun to move goes without what was locked away', async () => {
  const scene = await office();
  const planned = await folderMove(scene);
  await lockAway(scene);
  await scene.carryOut(planned);
  expect(await scene.outcome(null)).toMatchObject({ name: 'Relocated', data: { how: 'moved' } });
  expect(await lying(scene)).toEqual([`${NEW}/${BRIEF}`, SHUT].toSorted());
});

it('a folder that had gone, and is known by nothing that lies in it any more, stays as it is', async () => {
  const scene = await office();
  const planned = await folderMove(scene);
  await scene.move(OLD, NEW);
  await lockAway(scene);
  await scene.carryOut(planned);
  expect(await scene.outcome(null)).toMatchObject({ data: { found: 'nothing' } });
  expect(await lying(scene)).toEqual([`${NEW}/${BRIEF}`, SHUT].toSorted());
});
