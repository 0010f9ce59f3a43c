import { describe, expect, it } from 'vitest';
import { DocumentId, firmStream } from '@counterpart/contracts';
import { PRIVILEGED } from '../src/routing/ground/document-events.spec-data.js';
import { sampleDocument } from '../src/routing/ground/samples.spec-data.js';
import { routersOnGround } from './ground.js';
import { docId, type Router } from './scene.js';

let router: Router;
const ground = routersOnGround((fresh) => {
  router = fresh;
});

const HOME = '/Matters/2026-0001-Reyes';
const CLIENT = { id: '5', name: 'Reyes-Ortiz', firstName: null, lastName: null, type: 'Company' as const };
const ownersOf = async (path: string): Promise<readonly string[]> => {
  const sql = 'select owner from router.path_claims where firm = $1 and path_key = $2';
  const { rows } = await ground.store.transact(
    ({ client }) => client.query<{ owner: string }>(sql, [router.firm, path]),
    { firm: router.firm },
  );
  return rows.map(({ owner }) => owner);
};

describe('a document that changes', () => {
  it('is moved once to where it belongs now, and says why', async () => {
    await router.register();
    await router.place('11');
    await router.change('11', { category: { id: '2', name: 'Discovery' } });
    expect((await router.plan(router.document('11')))?.data).toMatchObject({
      document: '11',
      counterpart: 'id:11',
      from: `${HOME}/Pleadings/Complaint.pdf`,
      to: { folder: `${HOME}/Discovery`, name: 'Complaint.pdf' },
      via: null,
      access: 'unchanged',
      why: [{ rule: 'categories.Discovery' }],
    });
    await router.relocate(router.document('11'));
    expect(await router.told(router.document('11'), 'RelocationPlanned')).toHaveLength(1);
  });

  it('goes by a name between where only the case of its name changes', async () => {
    await router.register();
    await router.place('11');
    await router.change('11', { name: 'COMPLAINT.pdf', filename: null });
    expect((await router.plan(router.document('11')))?.data).toMatchObject({
      to: { name: 'COMPLAINT.pdf' },
      via: `${HOME}/Pleadings/Complaint (renaming 11).pdf`,
    });
  });

  it('stays while a version is on its way, and the next version goes to the new place', async () => {
    await router.register();
    await router.add('11');
    await router.change('11', { name: 'Answer.pdf' });
    expect(await router.plan(router.document('11'))).toBeUndefined();
    await router.mirror('11');
    expect((await router.plan(router.document('11')))?.data.to).toMatchObject({ name: 'Answer.pdf' });
    await router.version('11', 2, { name: 'Answer.pdf' });
    expect(await router.told(router.document('11'), 'DocumentRouted')).toHaveLength(1);
    await router.relocate(router.document('11'));
    await router.keep('11');
    const [, routed] = await router.told(router.document('11'), 'DocumentRouted');
    expect(routed?.data).toMatchObject({
      placement: { folder: `${HOME}/Pleadings`, name: 'Answer.pdf' },
      replaces: 'aaaaaaaa1',
      counterpart: 'id:11',
    });
  });

  it('never gets the name of another document, wherever it goes', async () => {
    await router.register();
    await router.place('11', { name: 'Brief.pdf', category: { id: '2', name: 'Discovery' } });
    await router.place('22', { name: 'Brief.pdf' });
    await router.change('22', { name: 'Brief.pdf', category: { id: '2', name: 'Discovery' } });
    expect((await router.plan(router.document('22')))?.data).toMatchObject({
      to: { folder: `${HOME}/Discovery`, name: 'Brief (22).pdf', heldBy: router.document('11') },
    });
  });

  it('stays where it is after a conflict, until something new is known', async () => {
    await router.register();
    await router.place('11');
    await router.change('11', { name: 'Answer.pdf' });
    const about = await router.aboutMove(router.document('11'));
    await router.tell(router.document('11'), 'RelocationConflictFound', {
      ...about,
      found: 'file',
      at: about.to,
    });
    expect(await router.told(router.document('11'), 'RelocationPlanned')).toHaveLength(1);
    await router.changeMatter({ description: 'somebody cleared the way' });
    expect(await router.told(router.document('11'), 'RelocationPlanned')).toHaveLength(2);
  });

  it('says of a move into the restricted folder, or out of it, that it is one', async () => {
    await router.register();
    await router.place('11');
    await router.change('11', PRIVILEGED);
    expect((await router.plan(router.document('11')))?.data).toMatchObject({
      to: { folder: '/Privileged/2026-0001' },
      access: 'into-restricted',
    });
    await router.relocate(router.document('11'));
    await router.change('11', {});
    expect((await router.plan(router.document('11')))?.data.access).toBe('out-of-restricted');
  });
});

describe('a matter that changes', () => {
  it('has its folder moved as a whole, once none of its documents is on its way; then they go on there', async () => {
    await router.register();
    await router.place('11');
    await router.add('22', { name: 'Other.pdf' });
    await router.changeMatter({ client: CLIENT });
    expect(await router.plan(router.matter)).toBeUndefined();
    await router.add('33', { name: 'Third.pdf' });
    expect(await router.told(router.document('33'), 'DocumentRouted')).toEqual([]);
    await router.mirror('22');
    expect((await router.plan(router.matter))?.data).toMatchObject({
      document: null,
      from: HOME,
      to: { folder: '/Matters', name: '2026-0001-Reyes-Ortiz' },
      witness: { counterpart: 'id:11' },
    });
    await router.relocate(router.matter);
    expect(await router.plan(router.document('11'))).toBeUndefined();
    const [third] = await router.told(router.document('33'), 'DocumentRouted');
    expect(third?.data.placement.folder).toBe(`${HOME}-Ortiz/Pleadings`);
    await router.version('11', 2);
    await router.keep('11');
    const [, again] = await router.told(router.document('11'), 'DocumentRouted');
    expect(again?.data.placement).toMatchObject({ folder: `${HOME}-Ortiz/Pleadings`, name: 'Complaint.pdf' });
    expect(await router.told(router.matter, 'RelocationPlanned')).toHaveLength(1);
  });

  it('keeps the paths of its documents apart at the new place, too', async () => {
    await router.register();
    await router.place('11');
    await router.changeMatter({ client: CLIENT });
    await router.relocate(router.matter);
    expect(await ownersOf('/matters/2026-0001-reyes-ortiz/pleadings/complaint.pdf')).toEqual([
      router.document('11'),
    ]);
    await router.add('22');
    const [routed] = await router.told(router.document('22'), 'DocumentRouted');
    expect(routed?.data.placement).toMatchObject({ name: 'Complaint (22).pdf' });
  });

  it('lets documents go one by one where a folder stands at the new place already', async () => {
    await router.register();
    await router.place('11');
    await router.changeMatter({ client: CLIENT });
    const about = await router.aboutMove(router.matter);
    await router.tell(router.matter, 'RelocationConflictFound', { ...about, found: 'folder', at: about.to });
    expect((await router.plan(router.document('11')))?.data).toMatchObject({
      from: `${HOME}/Pleadings/Complaint.pdf`,
      to: { folder: `${HOME}-Ortiz/Pleadings`, name: 'Complaint.pdf' },
    });
  });

  it('lets documents go one by one where the new folder lies within the old one', async () => {
    await router.apply({ matterFolder: '{Client}' });
    await router.register();
    await router.place('11');
    await router.apply({ matterFolder: '{Client}/{MatterNumber}' });
    expect(await router.told(router.matter, 'FolderReassigned')).toMatchObject([
      { data: { from: '/Matters/Reyes', to: '/Matters/Reyes/2026-0001' } },
    ]);
    expect((await router.plan(router.document('11')))?.data.to).toMatchObject({
      folder: '/Matters/Reyes/2026-0001/Pleadings',
    });
  });

  it('is looked at once for each policy that comes into force, however often that is told', async () => {
    await router.register();
    await router.place('11');
    await router.apply({ categories: { Pleadings: 'Court' } });
    const [applied] = await router.told(firmStream(router.firm), 'PolicyApplied');
    await router.handle(applied!);
    await router.reviewAll();
    expect(await router.told(router.matter, 'PlacementReviewRequested')).toHaveLength(1);
    expect((await router.plan(router.document('11')))?.data).toMatchObject({
      policyVersion: 1,
      to: { folder: `${HOME}/Court` },
    });
  });

  it('gives documents a place that a filter left out until now', async () => {
    await router.apply({ filters: { categories: { except: ['Pleadings'] } } });
    await router.register();
    await router.add('11');
    await router.apply({});
    expect(await router.told(router.document('11'), 'DocumentRouted')).toHaveLength(1);
  });
});

describe('a document that is deleted in Clio', () => {
  const restore = (id: string, name = 'Complaint.pdf') =>
    router.tell(router.document(id), 'DocumentRestored', {
      document: sampleDocument({ id: docId(id), name }),
    });

  it('stays where it is by the default policy', async () => {
    await router.register();
    await router.place('11');
    await router.trash('11');
    expect(await router.plan(router.document('11'))).toBeUndefined();
  });

  it('is set aside where the policy says so, and brought back when it is restored', async () => {
    await router.apply({ deletion: { action: 'move' } });
    await router.register();
    await router.place('11');
    await router.trash('11');
    expect(await router.plan(router.document('11'))).toMatchObject({
      name: 'SetAsidePlanned',
      data: { to: { folder: `${HOME}/_Deleted`, name: 'Complaint.pdf' } },
    });
    await router.relocate(router.document('11'));
    await restore('11');
    expect(await router.plan(router.document('11'))).toMatchObject({
      name: 'RelocationPlanned',
      data: { from: `${HOME}/_Deleted/Complaint.pdf`, to: { folder: `${HOME}/Pleadings` } },
    });
  });

  it('is set aside no further once too many were, until an operator has looked', async () => {
    await router.apply({ deletion: { action: 'move', stopAtLeast: 3, stopAtShare: 0.5 } });
    await router.register();
    const ids = ['11', '12', '13', '14'];
    for (const id of ids) await router.place(id, { name: `${id}.pdf` });
    for (const id of ids) await router.trash(id);
    const setAside = async (): Promise<readonly DocumentId[]> => {
      const all = await Promise.all(ids.map((id) => router.told(router.document(id), 'SetAsidePlanned')));
      return all.flat().map(({ data }) => data.document);
    };
    expect(await setAside()).toEqual(['11', '12']);
    const stream = firmStream(router.firm);
    expect(await router.told(stream, 'SetAsidesStopped')).toMatchObject([{ data: { moved: 3 } }]);
    await router.tell(stream, 'SetAsidesResumed', { note: 'on purpose' });
    expect(await setAside()).toEqual(ids);
  });
});

describe('a document that a client uploaded', () => {
  it('is copied once it is mirrored; the next version waits for the copy', async () => {
    await router.register();
    await router.place('11', { creator: 'client' });
    const stream = router.document('11');
    const planned = await router.last(stream, 'CopyPlanned');
    expect(planned.data).toMatchObject({
      counterpart: 'id:11',
      versionNumber: 1,
      copy: { folder: '/ClientUploads/2026-0001', name: 'Complaint.pdf' },
    });
    await router.version('11', 2, { creator: 'client' });
    expect(await router.told(stream, 'DocumentRouted')).toHaveLength(1);
    await router.copy('11');
    await router.keep('11');
    expect(await router.told(stream, 'DocumentRouted')).toHaveLength(2);
    await router.mirror('11');
    expect(await router.told(stream, 'CopyPlanned')).toHaveLength(1);
  });
});
