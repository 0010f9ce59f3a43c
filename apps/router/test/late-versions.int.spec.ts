import { describe, expect, it } from 'vitest';
import { keepRefused } from '../src/routing/ground/archive-events.spec-data.js';
import { deadLettered, discarded } from '../src/routing/ground/failed-work.spec-data.js';
import { sampleDocument } from '../src/routing/ground/samples.spec-data.js';
import { routersOnGround } from './ground.js';
import { docId, type Router } from './scene.js';

/* Documents that were told by a later version than their first kept no earlier one, and no run brought them. */

const HOME = '/Matters/2026-0001-Reyes';

let router: Router;
routersOnGround(async (fresh) => {
  router = fresh;
  await router.register();
});

/** The document that it is about. */
const OWN = { document: docId('11') };
const stream = () => router.document('11');
const third = (details: object = {}) => sampleDocument({ id: docId('11'), ...details }, 3);

const planned = () => router.told(stream(), 'VersionArchivePlanned');

async function placed(): Promise<void> {
  await router.tell(stream(), 'DocumentAdded', { document: third() });
  await router.mirror('11');
}

describe('versions that were told late', () => {
  it('are kept beside the counterpart, one after another, each once; the one in place is neither sent nor kept', async () => {
    await placed();
    await router.findEarlier('11');
    for (const number of [1, 2]) {
      const plans = await planned();
      expect(plans).toHaveLength(number);
      expect(plans.at(-1)?.data).toMatchObject({
        version: { number },
        contentHash: null,
        rev: null,
        to: { folder: `${HOME}/Pleadings/_Archive`, name: `Complaint_v${number}_20260501.pdf` },
      });
      await router.keep('11');
    }
    for (const event of await router.told(stream(), 'EarlierVersionsFound')) await router.handle(event);
    expect(await planned()).toHaveLength(2);
    expect(await router.told(stream(), 'DocumentRouted')).toHaveLength(1);
  });

  it('wait until the document lies in place', async () => {
    await router.tell(stream(), 'DocumentAdded', { document: third() });
    await router.findEarlier('11');
    expect(await planned()).toEqual([]);
    await router.mirror('11');
    expect(await planned()).toMatchObject([{ data: { version: { number: 1 } } }]);
  });

  it('let the next version keep and replace the one in place as ever', async () => {
    await placed();
    await router.findEarlier('11');
    await router.version('11', 4);
    expect((await planned()).at(-1)?.data).toMatchObject({ version: { number: 3 }, rev: 'aaaaaaaa3' });
    await router.keep('11');
    expect((await router.routed('11')).data).toMatchObject({
      version: { number: 4 },
      replaces: 'aaaaaaaa3',
    });
    await router.mirror('11');
    await router.keep('11', 1);
    expect((await planned()).at(-1)?.data).toMatchObject({ version: { number: 2 }, contentHash: null });
  });

  it('that a person gave up stand in nobody’s way', async () => {
    await placed();
    await router.findEarlier('11');
    const [plan] = await planned();
    await router.tell(stream(), 'WorkDiscarded', discarded(plan!, OWN).data);
    expect((await planned()).at(-1)?.data).toMatchObject({ version: { number: 2 } });
  });

  it('keep no folder of a matter from moving, nor anything that does', async () => {
    await placed();
    await router.findEarlier('11');
    await router.changeMatter({ displayNumber: '2026-0002' });
    expect(await router.told(router.matter, 'RelocationPlanned')).toHaveLength(1);
  });

  it.each(['refused', 'given up'])(
    'that are %s while their document moves do not make its folder move, too',
    async (outcome) => {
      await placed();
      await router.findEarlier('11');
      const [plan] = await planned();
      await router.change('11', third({ category: { id: '8', name: 'Discovery' } }));
      if (outcome === 'refused')
        await router.tell(stream(), 'VersionArchiveRefused', keepRefused(plan!, OWN).data);
      else await router.tell(stream(), 'WorkDeadLettered', deadLettered(plan!, OWN).data);
      await router.changeMatter({ displayNumber: '2026-0002' });
      expect(await router.told(router.matter, 'RelocationPlanned')).toEqual([]);
      await router.relocate(stream());
      expect(await router.told(router.matter, 'RelocationPlanned')).toHaveLength(1);
    },
  );
});
