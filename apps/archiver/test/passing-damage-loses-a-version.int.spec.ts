import { describe, expect, it } from 'vitest';
import type { VersionFiles } from '../src/archive-version/archive-version.ports.js';
import { hashOf, keep, keepAt, KEPT, PLACE, startScene, tryOf, type Plan } from './version-scene.js';

/*
 * A file’s version was to come from Dropbox’s history or out of Clio. One bit that flipped on its way, an upload session that was
 * lost before its commit, or a download that ended early counted as “nobody has it”: the next version replaced it, and the
 * version was kept nowhere though it could still be read.
 */

const DOWNLOAD = { path: '^/', origin: 'downloads' };

/** What becomes of a try that is not the last. */
async function failureOf(files: VersionFiles, plan: Plan): Promise<unknown> {
  const error: unknown = await keepAt(files, plan, { isLastTry: false }).then(
    () => undefined,
    (failed: unknown) => failed,
  );
  return error === undefined ? undefined : files.verdictOf(error);
}

describe('a version that comes out of Clio', () => {
  it('is asked for again where a bit flipped on its way', async () => {
    const { files, inClio, clioFaults, remove, tree } = await startScene();
    const plan = await inClio('first');
    await remove(PLACE);
    await clioFaults({ match: DOWNLOAD, times: 1, effect: 'bit-flip' });
    expect(await failureOf(files, plan)).toMatchObject({ kind: 'retry', code: 'CONTENT_MISMATCH' });
    expect(await tree()).toEqual({});
    expect(await keep(files, plan)).toMatchObject({ how: 'recovered', kept: { path: KEPT } });
    expect(await tree()).toEqual({ [KEPT]: 'first' });
  });

  it('is asked for again where another number of bytes came', async () => {
    const { files, inClio, remove } = await startScene();
    const plan = await inClio('something else');
    await remove(PLACE);
    expect(await failureOf(files, plan)).toMatchObject({ kind: 'retry', code: 'CONTENT_MISMATCH' });
  });

  it('is sent again where its upload session is lost before the commit', async () => {
    const { files, inClio, faults, remove, tree } = await startScene();
    const plan = await inClio('first');
    await remove(PLACE);
    await faults({
      route: 'finish_batch',
      times: 1,
      effect: { kind: 'entry-error', tags: ['lookup_failed', 'not_found'] },
    });
    expect(await failureOf(files, plan)).toMatchObject({ kind: 'retry', code: 'STAGING_LOST' });
    expect(await keep(files, plan)).toMatchObject({ how: 'recovered' });
    expect(await tree()).toEqual({ [KEPT]: 'first' });
  });

  it('is told as unavailable at once where it was deleted in Clio', async () => {
    const { files, inClio, deleteInClio, remove } = await startScene();
    const plan = await inClio('first');
    await deleteInClio(plan.document);
    await remove(PLACE);
    expect(await keepAt(files, plan, { isLastTry: false })).toMatchObject({ how: 'unavailable', kept: null });
  });
});

describe('a version that comes from the file’s history', () => {
  it('is read again where a bit flipped on its way, and its file has what came in whole', async () => {
    const { files, plan, edit, faults, tree } = await startScene();
    await edit(PLACE, 'edited by hand');
    await faults({ route: 'files/download', times: 1, effect: { kind: 'bit-flip' } });
    expect(await failureOf(files, plan)).toMatchObject({ kind: 'retry', code: 'CONTENT_MISMATCH' });
    expect(await keepAt(files, plan, { isLastTry: false })).toMatchObject({
      how: 'recovered',
      kept: { path: KEPT, contentHash: hashOf('first') },
    });
    expect(await tree()).toMatchObject({ [KEPT]: 'first' });
  });
});

describe('damage', () => {
  it.each([
    [1, { inMs: 300_000 }],
    [2, { inMs: 1_500_000 }],
    [3, { inMs: 7_500_000 }],
  ])('at try %i is no end, whatever the policy’s schedule is', async (tries, wait) => {
    const { files, inClio, remove } = await startScene();
    const data = await inClio('other');
    await remove(PLACE);
    const told = await tryOf(files, data, tries);
    expect(told).toEqual({ kind: 'retry', code: 'CONTENT_MISMATCH', ...wait });
  });

  it('that is the same at the fourth try is told', async () => {
    const { files, inClio, remove } = await startScene();
    const data = await inClio('other');
    await remove(PLACE);
    const told: unknown[] = [];
    expect(await tryOf(files, data, 4, told)).toEqual({ kind: 'done' });
    expect(told).toMatchObject([{ name: 'VersionArchived', data: { how: 'unavailable', kept: null } }]);
  });
});
