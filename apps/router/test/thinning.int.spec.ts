import { describe, expect, it } from 'vitest';
import { PRIVILEGED } from '../src/routing/ground/document-events.spec-data.js';
import { sampleDocument } from '../src/routing/ground/samples.spec-data.js';
import { routersOnGround } from './ground.js';
import { docId, type Router } from './scene.js';

const SHELF = '/Matters/2026-0001-Reyes/Pleadings/_Archive';
const IN_A_YEAR = new Date('2027-12-01T00:00:00Z');

let router: Router;
routersOnGround(async (fresh) => {
  router = fresh;
  await router.register();
  await router.place('11');
  for (const number of [2, 3, 4]) await replaceBy(number);
});

async function replaceBy(number: number): Promise<void> {
  await router.version('11', number);
  await router.keep('11');
  await router.mirror('11');
}

const plans = () => router.told(router.document('11'), 'VersionThinningPlanned');

/** What the archiver would answer to the newest plan. */
async function thinned(): Promise<void> {
  const planned = await router.last(router.document('11'), 'VersionThinningPlanned');
  const { document, matter, versions, to, earlier } = planned.data;
  const numbers = versions.map(({ number }) => number);
  const archive = {
    path: `${to.folder}/${to.name}`,
    file: `id:zip${numbers.at(-1)}`,
    rev: 'bbbbbbbbb',
    size: 100,
    contentHash: 'z',
    versions: [...(earlier?.versions ?? []), ...numbers],
    manifestSha256: 'm',
    how: 'packed' as const,
  };
  const about = { document, matter, planned: planned.id, archive };
  await router.tell(router.document('11'), 'VersionsThinned', {
    ...about,
    removed: numbers,
    left: [],
    earlier: earlier === null ? null : 'removed',
  });
}

describe('the clock', () => {
  it('plans nothing where the policy does not thin', async () => {
    expect(await router.thin(IN_A_YEAR)).toBe(0);
  });

  it('plans what is beyond the newest once, and live versions wait for the outcome', async () => {
    await router.apply({ versions: { thinning: { keepNewest: 1 } } });
    expect(await router.thin()).toBe(1);
    expect(await router.thin()).toBe(0);
    const [planned] = await plans();
    expect(planned?.data).toMatchObject({
      versions: [1, 2].map((number) => ({ number, file: `id:11v${number}`, size: 1024 })),
      earlier: null,
      to: { folder: SHELF, name: 'Complaint_versions_1-2.zip' },
      access: 'open',
    });
    const kept = await router.told(router.document('11'), 'VersionArchivePlanned');
    await router.version('11', 5);
    expect(await router.told(router.document('11'), 'VersionArchivePlanned')).toHaveLength(kept.length);
    await thinned();
    expect(await router.told(router.document('11'), 'VersionArchivePlanned')).toHaveLength(kept.length + 1);
  });

  it('adds what grows old later to the same ZIP', async () => {
    await router.apply({ versions: { thinning: { keepNewest: 2 } } });
    await router.thin();
    await thinned();
    await router.apply({ versions: { thinning: { keepNewest: 1 } } });
    expect(await router.thin()).toBe(1);
    expect((await plans()).at(-1)?.data).toMatchObject({
      versions: [{ number: 2 }],
      earlier: { path: `${SHELF}/Complaint_versions_1-1.zip`, versions: [1] },
      to: { name: 'Complaint_versions_1-2.zip' },
    });
  });

  it('plans what was replaced long enough ago', async () => {
    await router.apply({ versions: { thinning: { afterDays: 365 } } });
    expect(await router.thin()).toBe(0);
    expect(await router.thin(IN_A_YEAR)).toBe(1);
  });

  it('leaves a matter on legal hold alone until that is lifted', async () => {
    await router.apply({ versions: { thinning: { keepNewest: 1 } } });
    await router.hold('LegalHoldSet');
    expect(await router.thin()).toBe(0);
    await router.hold('LegalHoldLifted');
    expect(await router.thin()).toBe(1);
  });

  it('has the ZIP go along when the document goes elsewhere', async () => {
    await router.apply({ versions: { thinning: { keepNewest: 1 } } });
    await router.thin();
    await thinned();
    const document = sampleDocument({ id: docId('11'), ...PRIVILEGED }, 4);
    await router.tell(router.document('11'), 'DocumentChanged', { document, changed: ['category'] });
    const along = (await router.along('11')).map(({ data }) => data.counterpart);
    expect(along).toContain('id:zip2');
    expect(along).not.toContain('id:11v1');
  });
});
