import { describe, expect, it } from 'vitest';
import { keep, KEPT, PLACE, startScene, tryOf } from './version-scene.js';

/* What Dropbox may answer to a copy. A version is kept before the next one replaces it, or nothing replaces it. */

const refusal = (...tags: readonly string[]): object => ({ kind: 'route-error', tags });

describe('the copy of a version', () => {
  it.each([
    ['as 429', { kind: 'write-contention' }],
    ['as 409', refusal('too_many_write_operations')],
    ['as 409 of the target', refusal('to', 'too_many_write_operations')],
  ])('that meets another writer again and again (%s) waits as an outage', async (_, effect) => {
    const { files, plan, faults, tree } = await startScene();
    await faults({ route: 'copy_v2', effect });
    const outage = { kind: 'outage', code: 'DROPBOX_WRITE_CONTENTION' };
    expect(await tryOf(files, plan, 1)).toMatchObject(outage);
    expect(await tree()).toEqual({ [PLACE]: 'first' });
    await faults();
    expect(await keep(files, plan)).toMatchObject({ how: 'copied' });
    expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'first' });
  });

  it.each([
    [['to', 'insufficient_space'], { kind: 'retry', code: 'DROPBOX_FULL' }],
    [['insufficient_quota'], { kind: 'retry', code: 'DROPBOX_FULL' }],
    [['to', 'disallowed_name'], { kind: 'dead', code: 'DROPBOX_PATH_REFUSED' }],
    [['to', 'malformed_path'], { kind: 'dead', code: 'DROPBOX_PATH_REFUSED' }],
    [['to', 'no_write_permission'], { kind: 'dead', code: 'DROPBOX_FORBIDDEN' }],
  ])(
    'that is refused with %j changes nothing, and keeps the version once it is mended',
    async (tags, verdict) => {
      const { files, plan, faults, tree } = await startScene();
      await faults({ route: 'copy_v2', effect: refusal(...tags) });
      const told: unknown[] = [];
      expect(await tryOf(files, plan, 1, told)).toEqual(verdict);
      expect(told).toEqual([]);
      expect(await tree()).toEqual({ [PLACE]: 'first' });
      await faults();
      expect(await tryOf(files, plan, 1, told)).toEqual({ kind: 'done' });
      expect(told).toMatchObject([{ name: 'VersionArchived', data: { how: 'copied' } }]);
      expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'first' });
    },
  );
});
