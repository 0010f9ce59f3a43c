import { describe, expect, it } from 'vitest';
import { documentStream, matterStream } from '@counterpart/contracts';
import type { Delivery } from '@counterpart/eventing';
import { ArchiveVersion } from '../src/archive-version/archive-version.handler.js';
import { bring, FIRM, hashOf, KEPT, mortal, PLACE, startScene } from './version-scene.js';

/* A document was told by its third version, and the two before it were never kept. */

describe('a version that was told late', () => {
  it('comes out of Clio and lies beside the counterpart, which stays as it is', async () => {
    const { files, inClio, plan, tree } = await startScene();
    expect(await bring(files, await inClio('other'))).toEqual({
      how: 'recovered',
      kept: { path: KEPT, file: expect.any(String) as string, contentHash: hashOf('other') },
      current: { rev: plan.rev, contentHash: plan.contentHash },
      handEdit: null,
    });
    expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'other' });
  });

  it('leaves alone what somebody made of the counterpart by hand, and what lies under its name', async () => {
    const { files, inClio, edit, tree } = await startScene();
    await edit(PLACE, 'edited by hand');
    await edit(KEPT, 'something else');
    const plan = await inClio('other');
    expect(await bring(files, plan)).toMatchObject({ how: 'recovered', handEdit: null });
    expect(await tree()).toMatchObject({
      [PLACE]: 'edited by hand',
      [KEPT]: 'something else',
      [KEPT.replace('.pdf', ` (${plan.document}).pdf`)]: 'other',
    });
  });

  it('that Clio has no more is told as unavailable, and nothing is put under its name', async () => {
    const { files, plan, tree } = await startScene();
    expect(await bring(files, plan)).toMatchObject({ kept: null, how: 'unavailable' });
    expect(await tree()).toEqual({ [PLACE]: 'first' });
  });

  it.each([1, 2, 3, 4])('lies there once, whatever the archiver died at: call %i', async (at) => {
    const { files, inClio, tree } = await startScene();
    const plan = await inClio('other');
    for (const after of [false, true]) {
      await bring(mortal(files, { at, after }), plan).catch(() => undefined);
      expect(await bring(files, plan)).toMatchObject({ kept: { path: KEPT } });
      expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'other' });
    }
  });

  it('goes along with its matter’s folder where that was moved meanwhile: the old one does not come back', async () => {
    const { files, inClio, tree } = await startScene();
    const data = { ...(await inClio('other')), rev: null, contentHash: null };
    const { document, matter } = data;
    const planned = { id: 'planned', firm: FIRM, name: 'VersionArchivePlanned', data };
    const added = { id: 'added', name: 'DocumentAdded', data: { document: { id: document, matter } } };
    const [from, to] = ['/Matters/2026-0001', '/Matters/2026-0002'];
    const moved = { id: 'moved', name: 'Relocated', data: { document: null, matter, from, to } };
    const story = [added, planned, moved].map((event, index) => ({ event, position: BigInt(index) }));
    const streams = new Map([
      [documentStream(FIRM, document), story.slice(0, 2)],
      [matterStream(FIRM, matter), story.slice(2)],
    ]);
    const store = {
      answered: () => Promise.resolve(new Set()),
      readStreams: () => Promise.resolve(streams),
      transact: (work: (tx: unknown) => Promise<void>) => work(undefined),
      append: () => Promise.resolve(),
    };
    const gate = { refusalOf: () => Promise.resolve(null), seal: () => Promise.resolve() };
    const handler = new ArchiveVersion(store as never, files, gate, () => new Date());
    const delivery = { event: planned, tries: 1, signal: new AbortController().signal, fence: null };
    await handler.archive(delivery as unknown as Delivery<'VersionArchivePlanned'>);
    expect(await tree()).toMatchObject({ [KEPT.replace(from, to)]: 'other' });
  });
});
