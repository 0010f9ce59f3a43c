import { expect, it } from 'vitest';
import { restarted } from '../src/routing/ground/document-events.spec-data.js';
import { sharedGround } from './ground.js';
import { docId, Router } from './scene.js';

/* A firm connected another Dropbox, and none of its documents ever came there. */

const ground = sharedGround();

it('a document that is mirrored anew goes to the same places, version by version, however often it is delivered', async () => {
  const router = new Router(ground.store);
  const stream = router.document('11');
  await router.register();
  await router.place('11');
  await router.version('11', 2);
  await router.keep('11');
  await router.mirror('11');
  const anew = { ...restarted().data, document: docId('11') };
  await router.tell(stream, 'MirroringRestarted', anew);
  for (const event of await router.told(stream, 'MirroringRestarted')) await router.handle(event);
  await router.mirror('11');
  await router.keep('11');
  await router.mirror('11');
  const routed = await router.told(stream, 'DocumentRouted');
  expect(routed.map(({ data }) => [data.version.number, data.replaces, data.placement.name])).toEqual([
    [1, null, 'Complaint.pdf'],
    [2, 'aaaaaaaa1', 'Complaint.pdf'],
    [1, null, 'Complaint.pdf'],
    [2, 'aaaaaaaa1', 'Complaint.pdf'],
  ]);
  const kept = await router.told(stream, 'VersionArchivePlanned');
  expect(kept.map(({ data }) => data.to.name)).toEqual([
    'Complaint_v1_20260501.pdf',
    'Complaint_v1_20260501.pdf',
  ]);
});
