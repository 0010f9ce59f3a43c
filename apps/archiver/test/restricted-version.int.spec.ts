import { describe, expect, it } from 'vitest';
import { EDITED, hashOf, keep, KEPT, PLACE, startScene, tryOf } from './version-scene.js';

/*
 * Dropbox restricts a file after a complaint: its metadata, its history and copies of it are refused. A version in it was given up
 * with “give write access to the root folder”, though Clio had its bytes.
 */

const HIDDEN = { kind: 'route-error', tags: ['path', 'restricted_content'] };
const NO_COPY = {
  route: 'copy_v2',
  effect: { kind: 'route-error', tags: ['from_lookup', 'restricted_content'] },
};
const NO_HISTORY = { route: 'files/download', effect: HIDDEN };

describe('a version in a file that Dropbox gives to nobody', () => {
  it('comes out of Clio where the file’s metadata are hidden, and the trail says that the file was not seen', async () => {
    const { files, inClio, faults, tree } = await startScene();
    const plan = await inClio('first');
    await faults({ route: 'get_metadata', times: 1, effect: HIDDEN }, NO_HISTORY);
    const told: unknown[] = [];
    expect(await tryOf(files, plan, 1, told)).toEqual({ kind: 'done' });
    expect(told).toMatchObject([
      { data: { how: 'recovered', kept: { path: KEPT }, current: null, handEdit: null, unseen: true } },
    ]);
    expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'first' });
  });

  it('comes out of Clio where the file may not be copied; the next one replaces it', async () => {
    const { files, inClio, faults, tree } = await startScene();
    const plan = await inClio('first');
    await faults(NO_COPY, NO_HISTORY);
    const keeping = await keep(files, plan);
    expect(keeping).toMatchObject({ how: 'recovered', kept: { path: KEPT }, current: { rev: plan.rev } });
    expect(keeping).not.toHaveProperty('unseen');
    expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'first' });
  });

  it('comes out of Clio where only its history is refused', async () => {
    const { files, inClio, edit, faults, tree } = await startScene();
    const plan = await inClio('first');
    await edit(PLACE, 'edited by hand');
    await faults(NO_HISTORY);
    expect(await keep(files, plan)).toMatchObject({ how: 'recovered', handEdit: { path: EDITED } });
    expect(await tree()).toEqual({
      [PLACE]: 'edited by hand',
      [EDITED]: 'edited by hand',
      [KEPT]: 'first',
    });
  });

  it('is told as unavailable where it was deleted in Clio, too', async () => {
    const { files, inClio, deleteInClio, faults, tree } = await startScene();
    const plan = await inClio('first');
    await deleteInClio(plan.document);
    await faults(NO_COPY, NO_HISTORY);
    expect(await keep(files, plan)).toMatchObject({ how: 'unavailable', kept: null });
    expect(await tree()).toEqual({ [PLACE]: 'first' });
  });

  it('that somebody edited by hand is replaced by nothing as long as the edit cannot be kept', async () => {
    const { files, inClio, edit, faults, tree } = await startScene();
    const plan = await inClio('first');
    await edit(PLACE, 'edited by hand');
    await faults(NO_COPY);
    const told: unknown[] = [];
    expect(await tryOf(files, plan, 1, told)).toEqual({ kind: 'dead', code: 'DROPBOX_RESTRICTED' });
    expect(told).toEqual([]);
    await faults();
    expect(await tryOf(files, plan, 1, told)).toEqual({ kind: 'done' });
    expect(told).toMatchObject([
      { data: { handEdit: { path: EDITED, contentHash: hashOf('edited by hand') }, kept: { path: KEPT } } },
    ]);
    expect(Object.keys(await tree())).toHaveLength(3);
  });
});
