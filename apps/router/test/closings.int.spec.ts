import { describe, expect, it } from 'vitest';
import type { EventData, EventName } from '@counterpart/contracts';
import { routersOnGround } from './ground.js';
import { MATTER, type Router } from './scene.js';

let router: Router;
routersOnGround((fresh) => {
  router = fresh;
});

const CLOSINGS: readonly EventName[] = [
  'ClosingBegun',
  'ClosingHeldUp',
  'ArchivingBegun',
  'MatterArchived',
  'ClosingEnded',
];

/** What was told of closings, in order. */
const told = async () =>
  (await router.story(router.matter)).map(({ name }) => name).filter((name) => CLOSINGS.includes(name));

async function closedWith(closing: object, ...documents: readonly string[]): Promise<void> {
  await router.apply({ closing });
  await router.register();
  for (const id of documents) await router.place(id);
  await router.close();
}

/** What the archiver tells of the note. */
async function note(): Promise<void> {
  const archived = await router.last(router.matter, 'MatterArchived');
  const { matter, closing } = archived.data;
  const data = { matter, closing, archived: archived.id, note: '9', how: 'posted' } as const;
  await router.tell(router.matter, 'ClosingNoted', data);
}

/** A matter of one document is closed, moved and noted. */
async function movedToArchive(): Promise<void> {
  await closedWith({ action: 'move' }, '11');
  await router.tick();
  await router.tick();
  await router.relocate(router.matter);
  await router.tick();
  await note();
}

/** A person has the newest closing tried again. */
async function retryClosing(): Promise<void> {
  const { closing } = (await router.last(router.matter, 'ClosingBegun')).data;
  await router.tell(router.matter, 'ClosingRetryOrdered', { matter: MATTER, closing, why: null });
}

describe('a matter that is closed', () => {
  it.each([
    ['move', '/Closed/2026/2026-0001-Reyes'],
    ['prefix', '/Matters/Closed 2026-0001-Reyes'],
  ] as const)('is archived by %s once its documents are settled', async (action, folder) => {
    await closedWith({ action }, '11', '12');
    await router.tick(0);
    expect(await told()).toEqual(['ClosingBegun']);
    await router.tick();
    await router.tick();
    expect(await told()).toEqual(['ClosingBegun', 'ArchivingBegun']);
    expect((await router.plan(router.matter))?.data).toMatchObject({
      from: '/Matters/2026-0001-Reyes',
      to: {
        folder: folder.slice(0, folder.lastIndexOf('/')),
        name: folder.slice(folder.lastIndexOf('/') + 1),
      },
      document: null,
    });
    await router.tick();
    await router.relocate(router.matter);
    await router.tick();
    await router.tick();
    expect(await told()).toEqual(['ClosingBegun', 'ArchivingBegun', 'MatterArchived']);
    const [archived] = await router.told(router.matter, 'MatterArchived');
    expect(archived?.data).toMatchObject({ documents: 2, archives: [{ path: folder, access: 'open' }] });
    await note();
    await router.tick();
    expect(await told()).toHaveLength(3);
  });

  it('is left alone where the policy says nothing of it', async () => {
    await closedWith({ action: 'none' }, '11');
    await router.tick();
    expect(await told()).toEqual([]);
  });

  it('makes nothing where it has no document, and says so', async () => {
    await closedWith({ action: 'move' });
    await router.tick();
    expect(await told()).toEqual(['ClosingBegun', 'ClosingEnded']);
    expect(await router.plan(router.matter)).toBeUndefined();
    await router.tick();
    expect(await told()).toHaveLength(2);
  });

  it('waits for a document that is on its way, and asks for it by name when its patience ends, once', async () => {
    await router.apply({ closing: { action: 'move' } });
    await router.register();
    await router.place('11');
    await router.add('12', { name: 'Late.pdf' });
    await router.close();
    await router.tick(30);
    expect(await told()).toEqual(['ClosingBegun']);
    await router.tick(90);
    await router.tick(95);
    expect(await told()).toEqual(['ClosingBegun', 'ClosingHeldUp']);
    const [held] = await router.told(router.matter, 'ClosingHeldUp');
    expect(held?.data).toMatchObject({
      because: 'documents-unsettled',
      missing: [{ document: '12', name: 'Late.pdf', state: 'on-its-way' }],
      unsettled: 1,
    });
    await router.mirror('12');
    await router.tick(100);
    expect((await told()).at(-1)).toBe('ArchivingBegun');
  });

  it('asks where something lies in its folder’s way, and goes on when it is told to', async () => {
    await closedWith({ action: 'move' }, '11');
    await router.tick();
    await router.tick();
    const about = await router.aboutMove(router.matter);
    await router.tell(router.matter, 'RelocationConflictFound', { ...about, found: 'file', at: about.to });
    // The router looks at it once more, and finds the same.
    const again = await router.plan(router.matter);
    if (again !== undefined && again.id !== about.planned) {
      const second = await router.aboutMove(router.matter);
      await router.tell(router.matter, 'RelocationConflictFound', {
        ...second,
        found: 'file',
        at: second.to,
      });
    }
    await router.tick();
    expect((await told()).at(-1)).toBe('ClosingHeldUp');
    await retryClosing();
    const before = (await router.told(router.matter, 'RelocationPlanned')).length;
    await router.tick();
    expect(await router.told(router.matter, 'RelocationPlanned')).toHaveLength(before + 1);
    await router.relocate(router.matter);
    await router.tick();
    expect((await told()).at(-1)).toBe('MatterArchived');
  });

  it('keeps its place when another policy comes, and takes later documents and versions there', async () => {
    await movedToArchive();
    const moves = (await router.told(router.matter, 'RelocationPlanned')).length;
    await router.apply({ closing: { action: 'prefix' }, roots: { default: '/Files' } });
    await router.tick();
    expect(await router.told(router.matter, 'RelocationPlanned')).toHaveLength(moves);
    await router.add('13', { name: 'Order.pdf' });
    const [routed] = await router.told(router.document('13'), 'DocumentRouted');
    expect(routed?.data.placement.folder).toBe('/Closed/2026/2026-0001-Reyes/Pleadings');
  });
});

describe('a matter that is packed', () => {
  /** What the archiver tells of the packing that began last. */
  async function answer(name: 'MatterPacked' | 'PackingRefused', details: object): Promise<void> {
    const begun = await router.last(router.matter, 'ArchivingBegun');
    const { matter, closing } = begun.data;
    const data = { matter, closing, archiving: begun.id, ...details };
    await router.tell(router.matter, name, data as EventData<typeof name>);
  }
  const zip = {
    path: '/Closed/2026/2026-0001/2026-0001.zip',
    access: 'open',
    file: 'id:zip',
    rev: 'aaaaaaaa1',
    size: 9,
    contentHash: 'c',
    manifestSha256: 's',
    files: 1,
    bytes: 9,
    how: 'packed',
  };

  it('keeps its documents waiting until its ZIP is proven; then its folder moves beside that', async () => {
    await closedWith({ action: 'zip' }, '11');
    await router.tick();
    await router.add('12', { name: 'Late.pdf' });
    await router.tick();
    expect(await router.told(router.document('12'), 'DocumentRouted')).toEqual([]);
    expect(await router.plan(router.matter)).toBeUndefined();
    await answer('MatterPacked', { archives: [zip] });
    await router.tick();
    expect((await router.plan(router.matter))?.data.to).toMatchObject({
      folder: '/Closed/2026/2026-0001',
      name: 'Originals',
    });
    await router.relocate(router.matter);
    const [routed] = await router.told(router.document('12'), 'DocumentRouted');
    expect(routed?.data.placement.folder).toBe('/Closed/2026/2026-0001/Originals/Pleadings');
    await router.mirror('12');
    await router.tick();
    const [archived] = await router.told(router.matter, 'MatterArchived');
    expect(archived?.data.archives).toEqual([{ path: zip.path, access: 'open' }]);
    await note();
    await router.reopen();
    expect((await router.plan(router.matter))?.data.to).toMatchObject({
      folder: '/Matters',
      name: '2026-0001-Reyes',
    });
  });

  it('asks where it could not be packed, lets its documents go on, and is packed anew when it is told to', async () => {
    await closedWith({ action: 'zip' }, '11');
    await router.tick();
    await router.add('12', { name: 'Late.pdf' });
    await answer('PackingRefused', { reason: 'ARCHIVE_BROKEN', at: zip.path });
    await router.tick();
    await router.reviewAll();
    expect((await told()).at(-1)).toBe('ClosingHeldUp');
    const [held] = await router.told(router.matter, 'ClosingHeldUp');
    expect(held?.data.refusal).toEqual({ reason: 'ARCHIVE_BROKEN', at: zip.path });
    await router.mirror('12');
    await router.tick();
    expect((await told()).at(-1)).toBe('ClosingHeldUp');
    await retryClosing();
    await router.tick();
    expect((await router.told(router.matter, 'ArchivingBegun')).map(({ data }) => data.documents)).toEqual([
      1, 2,
    ]);
  });
});

describe('a matter that is opened again', () => {
  it('goes back to its live place, whole', async () => {
    await movedToArchive();
    await router.reopen();
    expect((await router.plan(router.matter))?.data).toMatchObject({
      from: '/Closed/2026/2026-0001-Reyes',
      to: { folder: '/Matters', name: '2026-0001-Reyes' },
    });
    await router.relocate(router.matter);
    await router.tick();
    expect((await told()).at(-1)).toBe('MatterArchived');
  });

  it('ends a closing that is under way', async () => {
    await closedWith({ action: 'move' }, '11');
    await router.reopen();
    await router.tick();
    await router.tick();
    expect(await told()).toEqual(['ClosingBegun', 'ClosingEnded']);
    await router.close();
    await router.tick();
    expect(await told()).toEqual(['ClosingBegun', 'ClosingEnded', 'ClosingBegun', 'ArchivingBegun']);
  });
});

describe('a legal hold', () => {
  it('keeps a closed matter where it is, says so once, and lets it go on when it is lifted', async () => {
    await closedWith({ action: 'move' }, '11');
    await router.hold('LegalHoldSet');
    await router.tick();
    await router.tick();
    expect(await told()).toEqual(['ClosingBegun', 'ClosingHeldUp']);
    expect(await router.plan(router.matter)).toBeUndefined();
    await router.hold('LegalHoldLifted');
    await router.tick();
    await router.tick();
    expect((await router.plan(router.matter))?.data).toMatchObject({ document: null });
  });

  it('keeps folder and documents where they lie, whatever changes, until it is lifted', async () => {
    await router.apply({ deletion: { action: 'move' } });
    await router.register();
    await router.place('11');
    await router.place('12');
    await router.hold('LegalHoldSet');
    await router.changeMatter({ displayNumber: '2026-0002' });
    await router.change('11', { category: { id: '8', name: 'Discovery' } });
    await router.trash('12');
    for (const stream of [router.matter, router.document('11'), router.document('12')]) {
      expect(await router.plan(stream)).toBeUndefined();
    }
    await router.hold('LegalHoldLifted');
    expect((await router.plan(router.matter))?.data.to.name).toBe('2026-0002-Reyes');
  });
});
