import { describe, expect, it } from 'vitest';
import { done, retry } from '@counterpart/eventing';
import { startLateScene } from './late-scene.js';
import { KEPT, PLACE } from './version-scene.js';

/*
 * The connected member could not see a matter for some minutes of a migration. Clio answers that with a 404, as it does for what is deleted:
 * each version that was asked for then was told as lost, and never asked for again.
 */

const hidden = (path: string) => ({
  match: { path, origin: 'api' },
  effect: { status: { code: 404, body: { error: { type: 'RecordNotFound', message: 'not found' } } } },
});

describe('a late version that Clio does not show', () => {
  it.each([
    ['with its document', ''],
    ['while its document is shown', '/download'],
  ])('%s is asked for again, and comes when it is shown again', async (_, route) => {
    const { files, plan, bringBy, told, clioFaults, tree } = await startLateScene();
    await clioFaults(hidden(`/documents/${plan.document}${route}`));
    expect(await bringBy(files)).toEqual(retry('SOURCE_MISSING'));
    expect(told).toEqual([]);
    await clioFaults();
    expect(await bringBy(files, {}, 2)).toEqual(done());
    expect(await tree()).toEqual({ [PLACE]: 'first', [KEPT]: 'other' });
  });
});
