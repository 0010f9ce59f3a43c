import type { DocumentSnapshot } from '@counterpart/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { PRIVILEGED } from '../src/routing/ground/document-events.spec-data.js';
import { sampleDocument } from '../src/routing/ground/samples.spec-data.js';
import { routersOnGround } from './ground.js';
import type { Router } from './scene.js';

const HOME = '/Matters/2026-0001-Reyes';

let router: Router;
routersOnGround(async (fresh) => {
  router = fresh;
  await router.register();
  await router.place('11');
});

const version = (number: number, details: Partial<DocumentSnapshot> = {}) =>
  router.version('11', number, details);

describe('a new version', () => {
  it('waits until the one in place is kept, then lies where that lay, and replaces it', async () => {
    await version(2);
    expect(await router.told(router.document('11'), 'DocumentRouted')).toHaveLength(1);
    const [planned] = await router.told(router.document('11'), 'VersionArchivePlanned');
    expect(planned?.data).toMatchObject({
      version: { number: 1 },
      counterpart: 'id:11',
      rev: 'aaaaaaaa1',
      to: { folder: `${HOME}/Pleadings/_Archive`, name: 'Complaint_v1_20260501.pdf' },
    });
    await router.keep('11');
    const [first, second] = await router.told(router.document('11'), 'DocumentRouted');
    expect(second?.data).toMatchObject({
      placement: first?.data.placement,
      replaces: 'aaaaaaaa1',
      counterpart: 'id:11',
      why: [{ rule: 'placement.kept' }],
    });
  });

  it('is followed by the next one, however many came at once', async () => {
    await version(2);
    await version(3);
    for (const number of [2, 3]) {
      await router.keep('11');
      expect((await router.routed('11')).data.version.number).toBe(number);
      await router.mirror('11');
    }
    const planned = await router.told(router.document('11'), 'VersionArchivePlanned');
    expect(planned.map(({ data }) => data.to.name)).toEqual([
      'Complaint_v1_20260501.pdf',
      'Complaint_v2_20260501.pdf',
    ]);
  });

  it('of 0 bytes is skipped, and that is told; the one in place stays until the next that has content', async () => {
    const { version: empty } = sampleDocument({}, 2);
    await version(2, { version: { ...empty, size: 0 } });
    const skipped = await router.told(router.document('11'), 'DocumentSkipped');
    expect(skipped.map(({ data }) => [data.versionNumber, data.reason])).toEqual([[2, 'EMPTY_PLACEHOLDER']]);
    expect(await router.told(router.document('11'), 'VersionArchivePlanned')).toEqual([]);
    await version(3);
    const [planned] = await router.told(router.document('11'), 'VersionArchivePlanned');
    expect(planned?.data.version.number).toBe(1);
    await router.keep('11');
    const [, next] = await router.told(router.document('11'), 'DocumentRouted');
    expect(next?.data).toMatchObject({ version: { number: 3 }, replaces: 'aaaaaaaa1' });
  });

  it('lets nothing move while the one in place is kept', async () => {
    await version(2);
    await router.change('11', { name: 'Answer.pdf' });
    expect(await router.plan(router.document('11'))).toBeUndefined();
  });
});

describe('a document with prior versions', () => {
  beforeEach(async () => {
    await version(2);
    await router.keep('11');
    await router.mirror('11');
  });

  const movesOf = async () =>
    (await router.told(router.document('11'), 'RelocationPlanned')).map(({ data }) => ({
      file: data.counterpart,
      to: `${data.to.folder}/${data.to.name}`,
      access: data.access,
      along: data.along === true,
    }));

  it('takes them along where it goes', async () => {
    await router.change('11', { category: { id: '9', name: 'Discovery' } });
    expect(await movesOf()).toEqual([
      { file: 'id:11', to: `${HOME}/Discovery/Complaint.pdf`, access: 'unchanged', along: false },
      {
        file: 'id:11v1',
        to: `${HOME}/Discovery/_Archive/Complaint_v1_20260501.pdf`,
        access: 'unchanged',
        along: true,
      },
    ]);
  });

  it('takes them into the restricted folder with it', async () => {
    await router.change('11', PRIVILEGED);
    expect(await movesOf()).toEqual([
      { file: 'id:11', to: '/Privileged/2026-0001/Complaint.pdf', access: 'into-restricted', along: false },
      {
        file: 'id:11v1',
        to: '/Privileged/2026-0001/_Archive/Complaint_v1_20260501.pdf',
        access: 'into-restricted',
        along: true,
      },
    ]);
  });

  it('leaves them where they are when only its name changes', async () => {
    await router.change('11', { name: 'Answer.pdf' });
    expect(await movesOf()).toHaveLength(1);
  });
});
