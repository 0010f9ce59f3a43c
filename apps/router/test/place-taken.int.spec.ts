import { expect, it } from 'vitest';
import { routersOnGround } from './ground.js';
import type { Router } from './scene.js';

const PLEADINGS = '/Matters/2026-0001-Reyes/Pleadings';

let router: Router;
routersOnGround(async (fresh) => {
  router = fresh;
  await router.register();
});

/** What the uploader would answer where a file that was put there by hand has the document’s name. */
async function meetFile(id: string): Promise<void> {
  const { placement } = (await router.routed(id)).data;
  await router.tell(router.document(id), 'PlacementConflictFound', {
    ...(await router.aboutRouting(id)),
    path: `${placement.folder}/${placement.name}`,
    found: 'file',
    foundRev: '015f6a1c',
    foundContentHash: 'b',
    contentHash: 'c',
  });
}

const namesOf = async (id: string): Promise<readonly string[]> =>
  (await router.told(router.document(id), 'DocumentRouted')).map(({ data }) => data.placement.name);

it('a document whose place is taken waits, and is routed there again once the place is cleared', async () => {
  await router.add('11');
  await meetFile('11');
  expect(await namesOf('11')).toEqual(['Complaint.pdf']);
  const conflict = await router.last(router.document('11'), 'PlacementConflictFound');
  const { document, matter, path } = conflict.data;
  await router.tell(router.document('11'), 'PlaceCleared', { document, matter, conflict: conflict.id, path });
  expect(await namesOf('11')).toEqual(['Complaint.pdf', 'Complaint.pdf']);
});

it('where the policy keeps both it gets a name of its own beside that file, and keeps it', async () => {
  await router.apply({ conflicts: 'keep-both' });
  await router.add('11');
  await meetFile('11');
  await meetFile('11');
  expect(await namesOf('11')).toEqual(['Complaint.pdf', 'Complaint (11).pdf', 'Complaint (11-2).pdf']);
  await router.mirror('11');
  const [, , routed] = await router.told(router.document('11'), 'DocumentRouted');
  expect(routed?.data).toMatchObject({
    placement: { folder: PLEADINGS, disambiguated: true },
    replaces: null,
    why: expect.arrayContaining([
      { rule: 'name.taken', on: 'Complaint.pdf', gives: 'Complaint (11-2).pdf' },
    ]) as unknown,
  });
  await router.change('11', { etag: '"2"' });
  expect(await router.plan(router.document('11'))).toBeUndefined();
});

it('a policy that keeps both from now on lets what waited go on', async () => {
  await router.add('11');
  await meetFile('11');
  await router.apply({ conflicts: 'keep-both' });
  expect(await namesOf('11')).toEqual(['Complaint.pdf', 'Complaint (11).pdf']);
});
