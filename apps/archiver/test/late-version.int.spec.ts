import { describe, expect, it } from 'vitest';
import { done } from '@counterpart/eventing';
import { meanwhile, startLateScene } from './late-scene.js';
import { hashOf, KEPT, mortal, PLACE } from './version-scene.js';

/* A document was told by its third version, and the two before it were never kept. */

const [FROM, TO] = ['/Matters/2026-0001', '/Matters/2026-0002'];

describe('a version that was told late', () => {
  it('comes out of Clio and lies beside the counterpart, which stays as it is', async () => {
    const { files, bringBy, told, tree } = await startLateScene();
    expect(await bringBy(files)).toEqual(done());
    expect(told).toMatchObject([
      {
        name: 'VersionArchived',
        data: {
          how: 'recovered',
          kept: { path: KEPT, file: expect.any(String) as string, contentHash: hashOf('other') },
          current: { contentHash: hashOf('first') },
          handEdit: null,
        },
      },
    ]);
    expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'other' });
  });

  it('leaves alone what somebody made of the counterpart by hand, and what lies under its name', async () => {
    const { files, bringBy, plan, told, edit, tree } = await startLateScene();
    await edit(PLACE, 'edited by hand');
    await edit(KEPT, 'something else');
    await bringBy(files);
    expect(told).toMatchObject([{ data: { how: 'recovered', handEdit: null } }]);
    expect(await tree()).toMatchObject({
      [PLACE]: 'edited by hand',
      [KEPT]: 'something else',
      [KEPT.replace('.pdf', ` (${plan.document}).pdf`)]: 'other',
    });
  });

  it('that was deleted in Clio is told as unavailable, and nothing is put under its name', async () => {
    const { files, bringBy, plan, deleteInClio, told, tree } = await startLateScene();
    await deleteInClio(plan.document);
    expect(await bringBy(files)).toEqual(done());
    expect(told).toMatchObject([{ data: { kept: null, how: 'unavailable' } }]);
    expect(await tree()).toEqual({ [PLACE]: 'first' });
  });

  it.each([1, 2, 3, 4])('lies there once, whatever the archiver died at: call %i', async (at) => {
    const { files, bringBy, told, tree } = await startLateScene();
    const takeBack = files.takeBack.bind(files);
    for (const after of [false, true]) {
      const dying = { ...mortal(files, { at, after }), takeBack };
      await bringBy({ ...dying, verdictOf: fail }).catch(() => undefined);
      await bringBy(files);
      expect(told.at(-1)).toMatchObject({ data: { kept: { path: KEPT } } });
      expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'other' });
    }
  });

  it('goes along with its matter’s folder where that was moved meanwhile: the old one does not come back', async () => {
    const { files, bringBy, ofMatter, tree } = await startLateScene();
    ofMatter('Relocated', { from: FROM, to: TO });
    await bringBy(files);
    const kept = KEPT.replace(FROM, TO);
    expect(await tree()).toEqual({ [PLACE]: 'first', [kept]: 'other' });
  });

  it('is asked for again where another number of bytes came, and given up only when no try is left', async () => {
    const { files, bringBy, told, plan } = await startLateScene();
    const cut = { ...plan, size: 4 };
    const late: typeof files.late = (firm, _, terms) => files.late(firm, cut, terms);
    const cutting = { ...meanwhile(files, {}), late };
    expect(await bringBy(cutting, {}, 1)).toMatchObject({ kind: 'retry', code: 'CONTENT_MISMATCH' });
    expect(await bringBy(cutting, {}, 4)).toEqual({ kind: 'retry', code: 'CONTENT_MISMATCH' });
    expect(told).toEqual([]);
  });
});

/** What kills a process is nothing that a handler may judge. */
function fail(error: unknown): never {
  throw error;
}
