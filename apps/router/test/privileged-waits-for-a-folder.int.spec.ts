import { describe, expect, it } from 'vitest';
import type { Event, EventData } from '@counterpart/contracts';
import { PRIVILEGED } from '../src/routing/ground/document-events.spec-data.js';
import { discarded } from '../src/routing/ground/failed-work.spec-data.js';
import { sampleDocument } from '../src/routing/ground/samples.spec-data.js';
import { routersOnGround } from './ground.js';
import { docId, type Router } from './scene.js';

/*
 * A client was renamed while an upload of its matter was parked: the matter’s folder waited for that document, and all
 * others waited for the folder. What was marked privileged meanwhile stayed in the open.
 */

const RENAMED = {
  client: { id: '5', name: 'Reyes-Ortiz', firstName: null, lastName: null, type: 'Company' as const },
  displayNumber: '2026-0001-new',
};

let router: Router;
routersOnGround((fresh) => {
  router = fresh;
});

/** One document lies in place, another’s version is on its way and will stay so; then the folder is to move. */
async function folderThatWaits(): Promise<void> {
  await router.register();
  await router.place('10');
  await router.add('11');
  await router.changeMatter(RENAMED);
  expect(await folderMoves()).toHaveLength(0);
}

const folderMoves = (): Promise<readonly Event[]> => router.told(router.matter, 'RelocationPlanned');
const accesses = async (id: string) =>
  (await router.told(router.document(id), 'RelocationPlanned')).map(({ data }) => data.access);

/** A person gave the upload of a document up for good. */
async function discardedUpload(id: string): Promise<EventData<'WorkDiscarded'>> {
  const work = { consumer: 'uploader.stage', state: 'waiting', document: docId(id) } as const;
  return discarded(await router.routed(id), work).data;
}

describe('what is marked privileged while its matter’s folder waits for another document', () => {
  it('is locked away at once; the folder waits for that, too', async () => {
    await folderThatWaits();
    await router.change('10', PRIVILEGED);
    expect(await accesses('10')).toEqual(['into-restricted']);
    await router.mirror('11');
    expect(await folderMoves()).toHaveLength(0);
    await router.relocate(router.document('10'));
    expect(await folderMoves()).toHaveLength(1);
    expect(await accesses('10')).toEqual(['into-restricted']);
  });

  it('is locked away at once where a policy marks it', async () => {
    await folderThatWaits();
    await router.apply({ privileged: { categories: ['Pleadings'] } });
    expect(await accesses('10')).toEqual(['into-restricted']);
    expect(await folderMoves()).toHaveLength(0);
  });

  it('is locked away although its own version is what the folder waits for, which goes on waiting', async () => {
    await router.register();
    await router.place('10');
    await router.add('12');
    await router.mirror('12');
    await router.version('10', 2);
    await router.keep('10');
    await router.changeMatter(RENAMED);
    await router.change('10', { ...PRIVILEGED, version: sampleDocument({}, 2).version });
    // Its first version, which was kept beside it, goes along.
    expect(await accesses('10')).toEqual(['into-restricted', 'into-restricted']);
    await router.relocate(router.document('10'));
    await router.carryAlong('10');
    await router.change('12', { name: 'Answer.pdf' });
    expect(await folderMoves()).toHaveLength(0);
  });
});

it('a document whose upload a person discarded holds its matter’s folder up no longer', async () => {
  await folderThatWaits();
  await router.tell(router.document('11'), 'WorkDiscarded', {
    ...(await discardedUpload('11')),
    consumer: 'notifier',
  });
  await router.add('12');
  expect(await folderMoves()).toHaveLength(0);
  await router.tell(router.document('11'), 'WorkDiscarded', await discardedUpload('11'));
  await router.add('13');
  expect(await folderMoves()).toHaveLength(1);
  await router.relocate(router.matter);
  expect(await router.told(router.document('12'), 'DocumentRouted')).toHaveLength(1);
});
