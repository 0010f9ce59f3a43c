import { describe, expect, it } from 'vitest';
import { GrantTokens } from '@counterpart/connections';
import type { Vendor } from '@counterpart/contracts';
import type { Firm } from '@counterpart/service-defaults';
import { ARCHIVE, FIRM, hashOf, keep, KEPT, mortal, PLACE, startScene } from './version-scene.js';

/** Tokens that are asked for right before each call. */
class Grants extends GrantTokens {
  onToken = (): Promise<void> => Promise.resolve();

  override of(firm: Firm, vendor: Vendor): ReturnType<GrantTokens['of']> {
    const given = super.of(firm, vendor);
    const token = async (): Promise<string> => {
      await this.onToken();
      return given.token();
    };
    return { token, refresh: (refused) => given.refresh(refused) };
  }
}

describe('a prior version whose file was deleted by hand', () => {
  it('is kept out of the deleted files, and the next one replaces it where it stands again', async () => {
    const { files, client, plan, remove, tree } = await startScene();
    await remove(PLACE);
    const keeping = await keep(files, plan, PLACE);
    expect(keeping).toMatchObject({
      how: 'recovered',
      kept: { path: KEPT, contentHash: hashOf('first') },
      current: { contentHash: hashOf('first') },
    });
    expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'first' });
    const session = await client.sessions.startClosed(Buffer.from('other'));
    const replaces = keeping?.current?.rev ?? null;
    const next = { session, offset: 5, path: PLACE, replaces, clientModified: null };
    expect(await client.finishBatch([next])).toMatchObject([{ kind: 'committed' }]);
    expect(await tree()).toEqual({ [PLACE]: 'other', [KEPT]: 'first' });
  });

  it('is kept as it was mirrored where somebody edited the file before they deleted it', async () => {
    const { files, plan, edit, remove, tree } = await startScene();
    await edit(PLACE, 'edited by hand');
    await remove(PLACE);
    expect(await keep(files, plan, PLACE)).toMatchObject({ how: 'recovered', handEdit: null });
    expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'first' });
  });

  it('that was kept before is recognised, and its file stays deleted', async () => {
    const { files, plan, remove, tree } = await startScene();
    await keep(files, plan);
    await remove(PLACE);
    expect(await keep(files, plan, PLACE)).toMatchObject({ how: 'recognised', current: null });
    expect(await tree()).toEqual({ [KEPT]: 'first' });
  });

  it('is kept out of Clio where another file lies at its place, which stays', async () => {
    const { files, inClio, edit, remove, tree } = await startScene();
    const plan = await inClio('first');
    await remove(PLACE);
    await edit(PLACE, 'something else');
    expect(await keep(files, plan, PLACE)).toMatchObject({ how: 'recovered', current: null });
    expect(await tree()).toEqual({ [PLACE]: 'something else', [KEPT]: 'first' });
  });

  it('covers no file that somebody puts there right before', async () => {
    const grants = new Grants();
    const { files, plan, edit, remove, tree } = await startScene(grants);
    await remove(PLACE);
    let calls = 0;
    grants.onToken = async () => {
      calls += 1;
      // A look, the revisions, the restoration.
      if (calls === 3) await edit(PLACE, 'something else');
    };
    expect(await files.revive(FIRM, { ...plan, place: PLACE })).toBeUndefined();
    expect(await tree()).toEqual({ [PLACE]: 'something else' });
  });

  it('is kept out of Clio where nobody knows at what place it was deleted', async () => {
    const { files, inClio, remove, tree } = await startScene();
    const plan = await inClio('first');
    await remove(PLACE);
    expect(await keep(files, plan)).toMatchObject({ how: 'recovered', current: null });
    expect(await tree()).toEqual({ [KEPT]: 'first' });
  });

  it('waits for Clio while it is away: nothing is told as unavailable', async () => {
    const { files, inClio, clioFaults, remove, tree } = await startScene();
    const plan = await inClio('first');
    await remove(PLACE);
    await clioFaults({ match: { path: '/api/v4/documents' }, effect: { status: { code: 503, body: {} } } });
    const failure: unknown = await keep(files, plan).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(files.verdictOf(failure)).toMatchObject({ kind: 'outage', code: 'CLIO_UNAVAILABLE' });
    expect(await tree()).toEqual({});
  });

  it('of other bytes in Clio than the trail says is told as unavailable, and nothing is put under its name', async () => {
    const { files, inClio, remove, tree } = await startScene();
    const plan = await inClio('other');
    await remove(PLACE);
    expect(await keep(files, plan)).toMatchObject({ how: 'unavailable', kept: null, current: null });
    expect(await tree()).toEqual({});
  });

  const crashes = Array.from({ length: 6 }, (_, index) => index + 1).flatMap((at) => [
    { at, after: false },
    { at, after: true },
  ]);

  it.each(crashes)('survives a crash at call $at (after its effect: $after), once', async (dies) => {
    const { files, plan, remove, tree } = await startScene();
    await remove(PLACE);
    await keep(mortal(files, dies), plan, PLACE).catch(() => undefined);
    expect((await keep(files, plan, PLACE))?.kept?.path).toMatch(ARCHIVE);
    expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'first' });
  });
});
