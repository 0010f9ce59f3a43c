import { beforeEach, describe, expect, it } from 'vitest';
import { routersOnGround } from './ground.js';
import type { Router } from './scene.js';

/* Outcomes after which nothing is left to do for what they are about, and all else goes on. */

let router: Router;
routersOnGround(async (fresh) => {
  router = fresh;
  await router.register();
});

const routings = () => router.routings('11');
const folderMoves = async () => (await router.told(router.matter, 'RelocationPlanned')).length;

describe('a version that Clio has no more', () => {
  /** What the uploader answers to the newest routing. */
  async function miss(): Promise<void> {
    await router.tell(router.document('11'), 'SourceMissing', await router.aboutRouting('11'));
  }

  it('is settled: it is not sent again by itself, and asked for again after the document changed', async () => {
    await router.add('11');
    await miss();
    expect(await routings()).toEqual([[1, 1]]);
    await router.change('11', { name: 'Answer.pdf' });
    expect(await routings()).toEqual([
      [1, 1],
      [1, 1],
    ]);
    await router.mirror('11');
    await router.change('11', { name: 'Answer.pdf' });
    expect(await routings()).toHaveLength(2);
  });

  it('makes room at once for the next one, which waited for it', async () => {
    await router.add('11');
    await router.version('11', 2);
    expect(await routings()).toEqual([[1, 1]]);
    await miss();
    expect(await routings()).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  it('holds its matter’s folder up no longer', async () => {
    await router.place('12');
    await router.add('11');
    await router.changeMatter({ displayNumber: '2026-0002' });
    expect(await folderMoves()).toBe(0);
    await miss();
    expect(await folderMoves()).toBe(1);
  });
});

describe('a copy in whose place something lies', () => {
  const UPLOAD = { creator: 'client' as const };

  /** What the archiver answers to the copy that was planned. */
  async function conflict(): Promise<void> {
    const planned = await router.last(router.document('11'), 'CopyPlanned');
    const { document, matter, versionNumber, copy } = planned.data;
    const about = { document, matter, versionNumber, planned: planned.id };
    const path = `${copy.folder}/${copy.name}`;
    await router.tell(router.document('11'), 'CopyConflictFound', { ...about, path, found: 'file' });
  }

  beforeEach(() => router.place('11', UPLOAD));

  it('is owed no more, and the next version waits for it no longer', async () => {
    await router.version('11', 2, UPLOAD);
    expect(await router.told(router.document('11'), 'VersionArchivePlanned')).toEqual([]);
    await conflict();
    await router.keep('11');
    expect(await routings()).toEqual([
      [1, 1],
      [2, 1],
    ]);
    await router.mirror('11');
    await router.change('11', UPLOAD);
    expect(await router.told(router.document('11'), 'CopyPlanned')).toHaveLength(1);
  });

  it('holds no move up, and nothing goes along for it', async () => {
    await router.change('11', { ...UPLOAD, name: 'Answer.pdf' });
    expect(await router.plan(router.document('11'))).toBeUndefined();
    await conflict();
    expect(await router.plan(router.document('11'))).toMatchObject({ data: { to: { name: 'Answer.pdf' } } });
    expect(await router.along('11')).toEqual([]);
  });
});
