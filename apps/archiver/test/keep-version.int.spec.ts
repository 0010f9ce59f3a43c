import { describe, expect, it } from 'vitest';
import type { VersionFiles } from '../src/archive-version/archive-version.ports.js';
import { ARCHIVE, EDITED, hashOf, keep, mortal, PLACE, startScene } from './version-scene.js';

describe('a prior version', () => {
  it('is copied beside the current file, which stays as it is', async () => {
    const { files, plan, tree } = await startScene();
    expect(await keep(files, plan)).toMatchObject({
      how: 'copied',
      kept: { path: `${ARCHIVE}/Brief_v1_20260501.pdf`, contentHash: hashOf('first') },
      current: { rev: plan.rev },
      handEdit: null,
    });
    expect(await tree()).toEqual({ [PLACE]: 'first', [`${ARCHIVE}/Brief_v1_20260501.pdf`]: 'first' });
  });

  it('asked for again is recognised, not doubled', async () => {
    const { files, plan, tree } = await startScene();
    await keep(files, plan);
    const before = await tree();
    expect(await keep(files, plan)).toMatchObject({ how: 'recognised' });
    expect(await tree()).toEqual(before);
  });

  it('takes another name where somebody’s file has its own', async () => {
    const { files, plan, edit, tree } = await startScene();
    await edit(`${ARCHIVE}/Brief_v1_20260501.pdf`, 'something else');
    await keep(files, plan);
    expect(await tree()).toEqual({
      [PLACE]: 'first',
      [`${ARCHIVE}/Brief_v1_20260501.pdf`]: 'something else',
      [`${ARCHIVE}/Brief_v1_20260501 (501).pdf`]: 'first',
    });
  });

  it('that was edited by hand comes from the history, and the edit is a file of its own', async () => {
    const { files, plan, edit, tree } = await startScene();
    await edit(PLACE, 'edited by hand');
    expect(await keep(files, plan)).toMatchObject({
      how: 'recovered',
      handEdit: { path: EDITED, contentHash: hashOf('edited by hand') },
      current: { contentHash: hashOf('edited by hand') },
    });
    expect(await tree()).toEqual({
      [PLACE]: 'edited by hand',
      [EDITED]: 'edited by hand',
      [`${ARCHIVE}/Brief_v1_20260501.pdf`]: 'first',
    });
  });

  it('whose history is gone, and which was deleted in Clio, is told as unavailable, and nothing is put under its name', async () => {
    const { files, inClio, deleteInClio, edit, tree } = await startScene();
    await edit(PLACE, 'edited by hand');
    const gone = { ...(await inClio('first')), rev: '0123456789abcdef0123' };
    await deleteInClio(gone.document);
    expect(await keep(files, gone)).toMatchObject({ how: 'unavailable', kept: null });
    expect(await tree()).toEqual({ [PLACE]: 'edited by hand', [EDITED]: 'edited by hand' });
  });

  it('of other bytes than the trail says is never taken for it', async () => {
    const { files, inClio, edit, tree } = await startScene();
    await edit(PLACE, 'edited by hand');
    const other = { ...(await inClio('first')), contentHash: hashOf('something else') };
    expect(await keep(files, other)).toMatchObject({ how: 'unavailable', kept: null });
    expect(Object.values(await tree())).toEqual(['edited by hand', 'edited by hand']);
  });

  it('whose copy’s answer is lost is found where it lies', async () => {
    const { files, plan, faults, tree } = await startScene();
    await faults({ route: 'copy_v2', times: 1, effect: { kind: 'reset-after' } });
    expect(await keep(files, plan)).toMatchObject({ how: 'recognised' });
    expect(Object.keys(await tree())).toHaveLength(2);
  });
});

describe('a crash at any call', () => {
  const crashes = Array.from({ length: 9 }, (_, index) => index + 1).flatMap((at) => [
    { at, after: false },
    { at, after: true },
  ]);

  it.each(crashes)(
    'number $at (after its effect: $after) leaves what a second try completes, nothing twice',
    async (dies) => {
      const { files, plan, edit, tree } = await startScene();
      await edit(PLACE, 'edited by hand');
      await keep(mortal(files, dies), plan).catch(() => undefined);
      expect(await keep(files, plan)).toMatchObject({ handEdit: { path: EDITED } });
      expect(await tree()).toEqual({
        [PLACE]: 'edited by hand',
        [EDITED]: 'edited by hand',
        [`${ARCHIVE}/Brief_v1_20260501.pdf`]: 'first',
      });
    },
  );
});

describe('a hand edit between the look and the copy', () => {
  it('is told apart by its content: the version and the edit each get their own name', async () => {
    const { files, plan, edit, tree } = await startScene();
    const racing: VersionFiles = {
      look: (...args) => files.look(...args),
      copy: async (...args) => {
        await edit(PLACE, 'edited by hand');
        return files.copy(...args);
      },
      move: (...args) => files.move(...args),
      recover: (...args) => files.recover(...args),
      revive: (...args) => files.revive(...args),
      fetch: (...args) => files.fetch(...args),
      late: (...args) => files.late(...args),
      isAnothers: (...args) => files.isAnothers(...args),
      verdictOf: (error) => files.verdictOf(error),
    };
    expect(await keep(racing, plan)).toBeUndefined();
    expect(await keep(files, plan)).toMatchObject({
      how: 'recovered',
      handEdit: { path: EDITED },
    });
    expect(await tree()).toEqual({
      [PLACE]: 'edited by hand',
      [EDITED]: 'edited by hand',
      [`${ARCHIVE}/Brief_v1_20260501.pdf`]: 'first',
    });
  });
});
