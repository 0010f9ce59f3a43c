import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Router, startGround, type Ground } from './scene.js';

const PLEADINGS = '/Matters/2026-0001-Reyes/Pleadings';

let ground: Ground;
let router: Router;

beforeAll(async () => {
  ground = await startGround();
});
beforeEach(async () => {
  router = new Router(ground.store);
  await router.register();
});
afterAll(() => ground.close());

/** What the uploader would answer where a file that was put there by hand has the document’s name. */
async function meetFile(id: string): Promise<void> {
  const routed = (await router.told(router.document(id), 'DocumentRouted')).at(-1);
  if (routed === undefined) throw new TypeError(`document ${id} was never routed`);
  const { document, matter, version, placement } = routed.data;
  await router.tell(router.document(id), 'PlacementConflictFound', {
    document,
    matter,
    routed: routed.id,
    versionNumber: version.number,
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
  const [conflict] = await router.told(router.document('11'), 'PlacementConflictFound');
  if (conflict === undefined) throw new TypeError('a conflict was told');
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
