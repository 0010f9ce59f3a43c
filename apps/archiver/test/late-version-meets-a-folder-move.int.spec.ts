import { describe, expect, it } from 'vitest';
import { done } from '@counterpart/eventing';
import type { ShelfGate } from '../src/archive-version/archive-version.ports.js';
import { meanwhile, startLateScene } from './late-scene.js';
import { ARCHIVE, FIRM, KEPT, PLACE } from './version-scene.js';

/*
 * The bytes of a late version took minutes. Where it was to go, and where its document lay, had been asked before: it was put where the folder
 * lay no more, and nobody found it; or into the open, though its document had been locked away.
 */

const [FROM, TO] = ['/Matters/2026-0001', '/Matters/2026-0002'];
const CARRIED = { [PLACE.replace(FROM, TO)]: 'first', [KEPT.replace(FROM, TO)]: 'other' };
const LATER = { kind: 'retry', code: 'DROPBOX_WRITE_CONTENTION', inMs: expect.any(Number) as number };
const REFUSED = { proof: null, deviations: [] };

describe('a late version that is put while its matter’s folder moves', () => {
  it('goes to where the folder was moved while its bytes were on their way', async () => {
    const { files, client, bringBy, ofMatter, told, tree } = await startLateScene();
    const sent = async (): Promise<void> => {
      const planned = ofMatter('RelocationPlanned', { from: FROM });
      await client.relocate('move', FROM, TO);
      ofMatter('Relocated', { planned, from: FROM, to: TO });
    };
    expect(await bringBy(meanwhile(files, { sent }))).toEqual(done());
    expect(told).toMatchObject([{ data: { kept: { path: KEPT.replace(FROM, TO) } } }]);
    expect(await tree()).toEqual(CARRIED);
  });

  it('waits while nobody can tell where the folder lies, however often it is tried', async () => {
    const { files, client, bringBy, ofMatter, tree } = await startLateScene();
    const planned = ofMatter('RelocationPlanned', { from: FROM });
    expect(await bringBy(files, {}, 9)).toEqual(LATER);
    await client.relocate('move', FROM, TO);
    expect(await bringBy(files, {}, 10)).toEqual(LATER);
    ofMatter('Relocated', { planned, from: FROM, to: TO });
    expect(await bringBy(files, {}, 11)).toEqual(done());
    expect(await tree()).toEqual(CARRIED);
  });

  it('waits for no folder of a matter that its document left', async () => {
    const { files, bringBy, ofMatter, tree } = await startLateScene();
    ofMatter('RelocationPlanned', { from: '/Matters/2026-0009' });
    // Its name only begins alike.
    ofMatter('RelocationPlanned', { from: '/Matters/2026-00' });
    expect(await bringBy(files)).toEqual(done());
    expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'other' });
  });

  it('is taken back where the folder was gone when it was put, and goes there after it', async () => {
    const { files, client, bringBy, ofMatter, told, tree } = await startLateScene();
    const planned = { id: undefined as string | undefined };
    // The folder goes between the look at the trail and the put; its outcome is not told yet.
    const racing = meanwhile(files, {
      put: () => (planned.id = ofMatter('RelocationPlanned', { from: FROM })),
    });
    expect(await bringBy(racing)).toEqual(LATER);
    expect(told).toEqual([]);
    expect(await tree()).toEqual({ [PLACE]: 'first' });
    await client.relocate('move', FROM, TO);
    ofMatter('Relocated', { planned: planned.id as never, from: FROM, to: TO });
    await bringBy(files, {}, 2);
    expect(await tree()).toEqual(CARRIED);
  });

  it('is found where the folder took it along', async () => {
    const { files, client, bringBy, ofMatter, tree } = await startLateScene();
    const racing = meanwhile(files, {
      put: async () => {
        const planned = ofMatter('RelocationPlanned', { from: FROM });
        await client.relocate('move', FROM, TO);
        ofMatter('Relocated', { planned, from: FROM, to: TO });
      },
    });
    expect(await bringBy(racing)).toEqual(LATER);
    await bringBy(files, {}, 2);
    expect(await tree()).toEqual(CARRIED);
  });
});

describe('a late version whose document is locked away while its bytes are on their way', () => {
  const SHUT = '/Privileged/2026-0001/Brief.pdf';
  const move = { access: 'into-restricted' as const, from: PLACE };

  it('is not put into the open where the document lies shut by now, marked or not', async () => {
    const { files, plan, bringBy, own, told, tree } = await startLateScene();
    const sent = (): void => {
      const planned = own('RelocationPlanned', move);
      own('Relocated', { planned, counterpart: plan.counterpart, from: PLACE, to: SHUT });
    };
    const gate: ShelfGate['refusalOf'] = (_, { lies }) => Promise.resolve(lies === SHUT ? REFUSED : null);
    await bringBy(meanwhile(files, { sent }), { gate });
    expect(told).toMatchObject([{ name: 'VersionArchiveRefused', data: REFUSED }]);
    expect(await tree()).toEqual({ [PLACE]: 'first' });
  });

  it('waits for the outcome', async () => {
    const { files, bringBy, own, tree } = await startLateScene();
    const sent = (): unknown => own('RelocationPlanned', move);
    expect(await bringBy(meanwhile(files, { sent }))).toEqual(LATER);
    expect(await tree()).toEqual({ [PLACE]: 'first' });
  });
});

it('what was put at a stale place is taken back only as it was put', async () => {
  const { files, edit, client, tree } = await startLateScene();
  await edit(KEPT, 'other');
  const put = await client.look(KEPT);
  if (put.kind !== 'file') throw new TypeError('it lies there');
  await edit(KEPT, 'edited by hand');
  await files.takeBack(FIRM, { file: put.id, contentHash: put.contentHash });
  expect(await tree()).toMatchObject({ [`${ARCHIVE}/Brief_v1_20260501.pdf`]: 'edited by hand' });
});
