import { describe, expect, it } from 'vitest';
import { EventId, type EventData } from '@counterpart/contracts';
import { PRIVILEGED } from '../src/routing/ground/document-events.spec-data.js';
import { sampleDocument } from '../src/routing/ground/samples.spec-data.js';
import { sharedGround } from './ground.js';
import { docId, Router } from './scene.js';

/** Files beside the counterpart: copies of what clients uploaded, and prior versions. */

const ground = sharedGround();

const UPLOAD = { creator: 'client' as const };
const SHELF = '/Privileged/2026-0001/_Archive';

/** A client’s upload that lies in its matter’s folder, and its copy. */
async function uploaded(): Promise<Router> {
  const router = new Router(ground.store);
  await router.register();
  await router.place('11', UPLOAD);
  await router.copy('11');
  return router;
}

const lastAlong = async (router: Router): Promise<EventData<'RelocationPlanned'> | undefined> =>
  (await router.along('11')).at(-1)?.data;

async function refuse(router: Router): Promise<void> {
  const { planned, ...about } = await router.aboutMove(router.document('11'));
  const along = (await router.along('11')).at(-1);
  const { from, to } = along?.data ?? { from: about.from, to: { folder: '', name: '' } };
  await router.tell(router.document('11'), 'RelocationRefused', {
    ...about,
    from,
    to: `${to.folder}/${to.name}`,
    planned: along?.id ?? planned,
    reason: 'RESTRICTED_FOLDER_NOT_PROVEN',
  });
}

describe('the copy of what a client uploaded', () => {
  it('follows its matter’s number by one move', async () => {
    const router = await uploaded();
    await router.changeMatter({ displayNumber: '2026-0002' });
    await router.relocate(router.matter);
    expect(await router.along('11')).toHaveLength(1);
    expect(await lastAlong(router)).toMatchObject({
      counterpart: 'id:11copy',
      from: '/ClientUploads/2026-0001/Complaint.pdf',
      to: { folder: '/ClientUploads/2026-0002', name: 'Complaint.pdf' },
      access: 'unchanged',
    });
    await router.carryAlong('11');
    await router.changeMatter({ description: 'nothing that matters' });
    expect(await router.along('11')).toHaveLength(1);
  });

  it('is locked away with its document when that is marked later, and nothing of it is deleted', async () => {
    const router = await uploaded();
    await router.change('11', { ...UPLOAD, ...PRIVILEGED });
    expect(await lastAlong(router)).toMatchObject({
      counterpart: 'id:11copy',
      from: '/ClientUploads/2026-0001/Complaint.pdf',
      to: { folder: SHELF, name: 'Complaint_client_upload.pdf' },
      access: 'into-restricted',
    });
  });

  it('is sent after its document where its own move was refused, when the folder is proven anew', async () => {
    const router = await uploaded();
    await router.change('11', { ...UPLOAD, ...PRIVILEGED });
    await router.relocate(router.document('11'));
    await refuse(router);
    expect(await router.along('11')).toHaveLength(1);
    await router.apply({ unmapped: 'Anything new' });
    expect(await router.along('11')).toHaveLength(2);
    expect(await lastAlong(router)).toMatchObject({ access: 'into-restricted', to: { folder: SHELF } });
  });

  it('is locked away where it is placed only after its document was', async () => {
    const router = new Router(ground.store);
    await router.register();
    await router.place('11', UPLOAD);
    await router.change('11', { ...UPLOAD, ...PRIVILEGED });
    expect(await router.plan(router.document('11'))).toBeUndefined();
    await router.copy('11');
    expect(await router.plan(router.document('11'))).toMatchObject({ data: { access: 'into-restricted' } });
    expect(await lastAlong(router)).toMatchObject({ counterpart: 'id:11copy', to: { folder: SHELF } });
  });

  it('comes out again only by the confirmation that its document comes out by', async () => {
    const router = await uploaded();
    await router.change('11', { ...UPLOAD, ...PRIVILEGED });
    await router.relocate(router.document('11'));
    await router.carryAlong('11');
    const before = (await router.along('11')).length;
    await router.change('11', UPLOAD);
    expect((await router.along('11')).length).toBe(before);
    await router.tell(router.document('11'), 'RelocationRefused', {
      ...(await router.aboutMove(router.document('11'))),
      reason: 'CONFIRMATION_MISSING',
    });
    const { document, matter } = (await router.aboutMove(router.document('11'))) as {
      document: EventData<'PrivilegeReleased'>['document'];
      matter: EventData<'PrivilegeReleased'>['matter'];
    };
    await router.tell(router.document('11'), 'PrivilegeReleased', { document, matter, reason: 'produced' });
    expect(await lastAlong(router)).toMatchObject({
      access: 'out-of-restricted',
      to: { folder: '/ClientUploads/2026-0001', name: 'Complaint.pdf' },
      confirmed: expect.any(String) as string,
    });
  });

  it('that is withheld because its document was marked is owed until it is marked no more', async () => {
    const router = new Router(ground.store);
    await router.register();
    await router.place('11', UPLOAD);
    const [planned] = await router.told(router.document('11'), 'CopyPlanned');
    const { document, matter, versionNumber, copy } = planned!.data;
    await router.change('11', { ...UPLOAD, ...PRIVILEGED });
    const why = { rule: 'privileged.categories', on: 'Privileged', gives: 'privileged' };
    const told = { document, matter, versionNumber, copy, why, planned: planned!.id };
    await router.tell(router.document('11'), 'CopyWithheld', told);
    await router.relocate(router.document('11'));
    expect(await router.told(router.document('11'), 'CopyPlanned')).toHaveLength(1);
  });
});

describe('a document that was marked privileged', () => {
  it('while it was on its way goes into the restricted folder or waits, and never into the open one', async () => {
    const router = new Router(ground.store);
    await router.register();
    await router.add('11');
    const [routed] = await router.told(router.document('11'), 'DocumentRouted');
    await router.change('11', PRIVILEGED);
    const { document, matter, version, attempt } = routed!.data;
    await router.tell(router.document('11'), 'OpenPlacementRefused', {
      document,
      matter,
      routed: routed!.id,
      versionNumber: version.number,
      attempt,
      why: { rule: 'privileged.categories', on: 'Privileged', gives: 'privileged' },
    });
    expect(await router.told(router.document('11'), 'DocumentRouted')).toHaveLength(1);
    expect((await router.told(router.document('11'), 'DocumentSkipped')).at(-1)).toMatchObject({
      data: { reason: 'PRIVILEGED_HELD' },
    });
  });

  it('while it was to go to another open place is locked away at once, without another change', async () => {
    const router = new Router(ground.store);
    await router.register();
    await router.place('11');
    await router.change('11', { category: { id: '2', name: 'Discovery' } });
    await router.change('11', PRIVILEGED);
    await router.tell(router.document('11'), 'RelocationRefused', {
      ...(await router.aboutMove(router.document('11'))),
      reason: 'MARKED_PRIVILEGED',
    });
    expect(await router.plan(router.document('11'))).toMatchObject({ data: { access: 'into-restricted' } });
  });

  it('before its version in place was kept is locked away first', async () => {
    const router = new Router(ground.store);
    await router.register();
    await router.place('11');
    const second = sampleDocument({ id: docId('11') }, 2);
    await router.tell(router.document('11'), 'DocumentVersionAdded', { document: second });
    const [planned] = await router.told(router.document('11'), 'VersionArchivePlanned');
    await router.change('11', { ...second, ...PRIVILEGED });
    const { document, matter, version } = planned!.data;
    await router.tell(router.document('11'), 'VersionArchiveRefused', {
      document,
      matter,
      planned: planned!.id,
      versionNumber: version.number,
      proof: null,
      deviations: [],
    });
    expect(await router.plan(router.document('11'))).toMatchObject({ data: { access: 'into-restricted' } });
    expect(await router.told(router.document('11'), 'DocumentRouted')).toHaveLength(1);
  });

  it('is moved into the restricted folder though the policy leaves it out: what lies there must not lie open', async () => {
    const router = new Router(ground.store);
    await router.apply({ filters: { categories: { except: ['Privileged'] } } });
    await router.register();
    await router.place('11');
    await router.change('11', PRIVILEGED);
    expect(await router.plan(router.document('11'))).toMatchObject({
      data: { access: 'into-restricted', to: { folder: '/Privileged/2026-0001' } },
    });
  });

  it('is followed into the restricted folder by its bytes that were found in the open one', async () => {
    const router = new Router(ground.store);
    await router.register();
    await router.place('11');
    await router.change('11', PRIVILEGED);
    await router.relocate(router.document('11'));
    const { document, matter } = (await router.aboutMove(router.document('11'))) as {
      document: EventData<'OpenCopyFound'>['document'];
      matter: EventData<'OpenCopyFound'>['matter'];
    };
    await router.tell(router.document('11'), 'OpenCopyFound', {
      document,
      matter,
      refusal: EventId.parse('018f3f6e-5b0a-7c4e-9d2a-000000000008'),
      versionNumber: 1,
      file: 'id:11late',
      path: '/Matters/2026-0001/Complaint.pdf',
      rev: '015f6a1c',
      contentHash: 'c'.repeat(64),
    });
    expect(await lastAlong(router)).toMatchObject({
      counterpart: 'id:11late',
      from: '/Matters/2026-0001/Complaint.pdf',
      to: { folder: SHELF, name: 'Complaint.pdf' },
      access: 'into-restricted',
    });
  });
});
