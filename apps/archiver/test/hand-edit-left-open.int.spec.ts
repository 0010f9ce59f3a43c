import { describe, expect, it } from 'vitest';
import { noted } from '@counterpart/eventing';
import type { ShelfGate, VersionFiles } from '../src/archive-version/archive-version.ports.js';
import { EDITED, hashOf, KEPT, PLACE, startScene, tryBehind, tryOf } from './version-scene.js';

/*
 * A hand edit was copied into the open folder before the version was replaced, and the archiver died before it told. The document was
 * marked then, and only the version itself was looked for: the edit stayed where everybody could open it.
 */

const shut: ShelfGate['refusalOf'] = () => Promise.resolve({ proof: null, deviations: [], isOpen: true });
const found = (path: string, text: string) => ({
  name: 'OpenCopyFound',
  data: { path, contentHash: hashOf(text), versionNumber: 1 },
});

async function startEdited() {
  const scene = await startScene();
  const { files, plan, edit } = scene;
  await edit(PLACE, 'edited by hand');
  const refused = async (): Promise<readonly unknown[]> => {
    const told: unknown[] = [];
    expect(await tryBehind(shut, files, plan, { tries: 2, told })).toEqual(noted());
    return told;
  };
  return { ...scene, refused };
}

/** Dies once the hand edit is kept. */
const killed = (files: VersionFiles): VersionFiles => ({
  look: (...args) => files.look(...args),
  copy: (...args) => files.copy(...args),
  move: (...args) => files.move(...args),
  recover: () => Promise.reject(new Error('killed')),
  revive: (...args) => files.revive(...args),
  fetch: (...args) => files.fetch(...args),
  late: (...args) => files.late(...args),
  isAnothers: (...args) => files.isAnothers(...args),
  verdictOf: (error) => files.verdictOf(error),
});

describe('a hand edit that was put into the open by a try that died, and whose document was marked then', () => {
  it('is told with the refusal, so that it is locked away', async () => {
    const { files, plan, refused } = await startEdited();
    await expect(tryOf(killed(files), plan, 1)).rejects.toThrow('killed');
    expect(await refused()).toMatchObject([
      { name: 'VersionArchiveRefused' },
      found(EDITED, 'edited by hand'),
    ]);
  });

  it('is told where it was made while the version was copied, and lies under its name', async () => {
    const { client, refused } = await startEdited();
    await client.relocate('copy', PLACE, KEPT);
    expect(await refused()).toMatchObject([{ name: 'VersionArchiveRefused' }, found(KEPT, 'edited by hand')]);
  });

  it('is told beside the version that was left there, too', async () => {
    const { client, edit, refused } = await startEdited();
    await edit(KEPT, 'first');
    await client.relocate('copy', PLACE, EDITED);
    expect(await refused()).toMatchObject([{}, found(KEPT, 'first'), found(EDITED, 'edited by hand')]);
  });
});

it('what has the bytes of neither the version nor the edit is what a person put there', async () => {
  const { edit, refused } = await startEdited();
  await edit(KEPT, 'something else');
  await edit(EDITED, 'edited again');
  expect(await refused()).toMatchObject([{ name: 'VersionArchiveRefused' }]);
});
