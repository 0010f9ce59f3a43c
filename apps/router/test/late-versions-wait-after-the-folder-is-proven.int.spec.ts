import { describe, expect, it } from 'vitest';
import { firmStream, type EventData } from '@counterpart/contracts';
import { PRIVILEGED } from '../src/routing/ground/document-events.spec-data.js';
import { provenFolder, sampleDocument } from '../src/routing/ground/samples.spec-data.js';
import { routersOnGround } from './ground.js';
import { docId, type Router } from './scene.js';

/*
 * A document lay locked away, and versions that were told late were still to be kept beside it when somebody shared the restricted
 * folder. It was mended, and nobody went on with them. Its matter was closed: one waited for them for ever, untold, or was archived without
 * them.
 */

let router: Router;
routersOnGround(async (fresh) => {
  router = fresh;
  await router.apply({ closing: { action: 'move' } });
  await router.register();
  // Proven before the document came: nothing of it was ever held.
  await router.prove();
  await router.tell(stream(), 'DocumentAdded', { document: third() });
  await router.mirror('11');
  await router.findEarlier('11');
});

const stream = () => router.document('11');
const third = () => sampleDocument({ id: docId('11'), ...PRIVILEGED }, 3);
const planned = () => router.told(stream(), 'VersionArchivePlanned');
const numbers = async () => (await planned()).map(({ data }) => data.version.number);

/** Nobody can prove the folder any more. */
const unproven = () => {
  const { folder, groupName, policyVersion } = provenFolder();
  const data = { folder, groupName, policyVersion, code: 'PRIVILEGED_FOLDER_OPEN' as const, deviations: [] };
  return router.tell(firmStream(router.firm), 'RestrictedFolderRefused', data);
};

async function refuse(
  because: Pick<EventData<'VersionArchiveRefused'>, 'proof' | 'deviations'>,
): Promise<void> {
  const plan = await router.last(stream(), 'VersionArchivePlanned');
  const { document, matter, version } = plan.data;
  const about = { document, matter, planned: plan.id, versionNumber: version.number };
  await router.tell(stream(), 'VersionArchiveRefused', { ...about, ...because });
}

const SHARED: EventData<'VersionArchiveRefused'>['deviations'] = [
  { code: 'SHARED_WITHIN', who: null, through: '/Privileged/2026-0001' },
];
const standing = async () => (await router.told(firmStream(router.firm), 'RestrictedFolderProven')).at(-1);

const broken: readonly [string, () => Promise<void>][] = [
  [
    'of which there is no proof any more',
    async () => {
      await unproven();
      await refuse({ proof: null, deviations: [] });
    },
  ],
  [
    'whose proof did not hold',
    async () => refuse({ proof: (await standing())?.id ?? null, deviations: SHARED }),
  ],
];

describe.each(broken)('late versions beside a document in a restricted folder %s', (_, breaks) => {
  it('go on once that is proven', async () => {
    expect((await planned()).at(-1)?.data.to.folder).toMatch(/^\/Privileged\//u);
    await breaks();
    expect(await numbers()).toEqual([1]);
    await router.prove();
    expect(await numbers()).toEqual([1, 1]);
    await router.keep('11');
    await router.keep('11');
    expect(await numbers()).toEqual([1, 1, 2]);
  });

  it('are waited for by the closing of their matter, which names the document and goes on with them', async () => {
    await breaks();
    await router.close();
    await router.tick(90);
    const [held] = await router.told(router.matter, 'ClosingHeldUp');
    expect(held?.data).toMatchObject({ missing: [{ document: '11', state: 'held' }] });
    await router.prove();
    await router.keep('11');
    await router.keep('11');
    await router.tick(100);
    expect(await router.told(router.matter, 'ArchivingBegun')).toHaveLength(1);
  });
});

it('documents whose late versions are kept take no turn', async () => {
  await router.keep('11');
  await router.keep('11');
  const before = await router.story(stream());
  await router.prove();
  expect(await router.story(stream())).toEqual(before);
});
