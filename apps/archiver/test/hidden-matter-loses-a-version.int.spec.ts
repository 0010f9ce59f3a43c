import { expect, it } from 'vitest';
import { retry } from '@counterpart/eventing';
import { KEPT, PLACE, startScene, tryOf } from './version-scene.js';

/*
 * Somebody deleted a document’s file for good before its next version came. While the connected member could not see its matter, Clio answered
 * with a 404: the version that had lain in place was told as lost, and the next one took its place.
 */

it('a version that Clio does not show is asked for again, and comes when it is shown again', async () => {
  const { files, inClio, clioFaults, remove, tree } = await startScene();
  const plan = await inClio('first');
  await remove(PLACE);
  const match = { path: `/documents/${plan.document}`, origin: 'api' };
  const body = { error: { type: 'RecordNotFound', message: 'not found' } };
  await clioFaults({ match, effect: { status: { code: 404, body } } });
  const told: unknown[] = [];
  expect(await tryOf(files, plan, 4, told)).toEqual(retry('SOURCE_MISSING'));
  expect(told).toEqual([]);
  await clioFaults();
  await tryOf(files, plan, 5, told);
  expect(told).toMatchObject([{ name: 'VersionArchived', data: { how: 'recovered' } }]);
  expect(await tree()).toEqual({ [KEPT]: 'first' });
});
