import { expect, it } from 'vitest';
import type { EventStore } from '@counterpart/event-store';
import { sampleDocument } from '../src/routing/ground/samples.spec-data.js';
import { routersOnGround } from './ground.js';
import { handlersOn } from './handlers.js';
import { docId, type Router } from './scene.js';

/*
 * A matter was closed, and all of its documents were settled. Earlier versions of one were found right after: it was packed without
 * them.
 */

let router: Router;
const ground = routersOnGround(async (fresh) => {
  router = fresh;
  await router.apply({ closing: { action: 'zip' } });
  await router.register();
  await router.tell(stream(), 'DocumentAdded', { document: sampleDocument({ id: docId('11') }, 2) });
  await router.mirror('11');
  await router.close();
});

const stream = () => router.document('11');
const begun = () => router.told(router.matter, 'ArchivingBegun');

/** A store on which something happens right after the documents were surveyed. */
function afterSurvey(happens: () => Promise<void>): EventStore {
  const { store } = ground;
  let isOver = false;
  const readStreams: EventStore['readStreams'] = async (streams, options) => {
    const read = await store.readStreams(streams, options);
    if (!isOver && streams.includes(stream())) {
      isOver = true;
      await happens();
    }
    return read;
  };
  return {
    readStreams,
    readStream: (...args: Parameters<EventStore['readStream']>) => store.readStream(...args),
    transact: store.transact.bind(store),
    append: (...args: Parameters<EventStore['append']>) => store.append(...args),
  } as unknown as EventStore;
}

it('a matter is not packed without versions that were found after its documents were looked at', async () => {
  const later = () => new Date(Date.parse('2026-11-24T09:02:00Z'));
  const { closings } = handlersOn(
    afterSurvey(() => router.findEarlier('11', 1)),
    () => router.firm,
    router.book,
  );
  await closings(later, 4).tend(router.firm);
  expect(await begun()).toEqual([]);
  await router.tick();
  expect(await begun()).toEqual([]);
  await router.keep('11');
  await router.tick();
  expect(await begun()).toHaveLength(1);
});
