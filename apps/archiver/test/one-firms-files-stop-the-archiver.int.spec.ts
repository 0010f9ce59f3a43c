import { expect, it } from 'vitest';
import { DEFAULT_POLICY, DocumentId, MatterId } from '@counterpart/contracts';
import { candidates } from '@counterpart/placement';
import { NoNameFree } from '../src/custody/no-name-free.js';
import { healFile } from '../src/heal-drift/heal-file.js';
import { ARCHIVE, FIRM, keep, KEPT, PLACE, startScene, tryOf } from './version-scene.js';

/*
 * Somebody put other files under all the names that a prior version may get, or a folder at the counterpart’s place between the
 * look and the copy. Both were taken for bugs of ours: the consumer stopped for every firm, and again after each restart.
 */

it('no free name fails the one version, as a path that is refused', async () => {
  const { files, plan, edit } = await startScene();
  const names = firstOf(candidates('Brief_v1_20260501.pdf', { id: plan.document, folder: ARCHIVE }));
  for (const name of names) await edit(`${ARCHIVE}/${name}`, 'something else');
  await expect(keep(files, plan)).rejects.toBeInstanceOf(NoNameFree);
  expect(await tryOf(files, plan, 1)).toEqual({ kind: 'dead', code: 'DROPBOX_PATH_REFUSED' });
});

it.each(['copy', 'move'] as const)(
  'a folder in a file’s stead is none that a %s was for: it is looked at again',
  async (verb) => {
    const { files, remove, edit, tree } = await startScene();
    await remove(PLACE);
    await edit(`${PLACE}/of somebody.txt`, 'something else');
    expect(await files[verb](FIRM, PLACE, KEPT, new AbortController().signal)).toEqual({ kind: 'gone' });
    expect(await tree()).toMatchObject({ [`${PLACE}/of somebody.txt`]: 'something else' });
  },
);

it('an edit that can be kept nowhere is refused by itself: other files are put back', async () => {
  const lying = { kind: 'file', rev: 'a', contentHash: 'edited', size: 1 } as const;
  const hands = {
    look: (_firm: unknown, place: string) =>
      Promise.resolve(
        place === 'id:1'
          ? { ...lying, id: place, path: PLACE }
          : { ...lying, id: 'id:2', path: place, contentHash: 'another' },
      ),
    copy: () => Promise.reject(new Error('no name is free')),
    move: () => Promise.reject(new Error('nothing is to be moved')),
    restore: () => Promise.reject(new Error('nothing was deleted')),
    rewrite: () => Promise.reject(new Error('the edit would be lost')),
  };
  const gate = { refusalOf: () => Promise.resolve(null), seal: () => Promise.resolve() };
  const [document, matter] = [DocumentId.parse('501'), MatterId.parse('77')];
  const known = { document, matter, counterpart: 'id:1', place: PLACE, size: 5, contentHash: 'mirrored' };
  const drift = { ...DEFAULT_POLICY.drift, edited: 'heal' } as const;
  const patient = {
    firm: FIRM,
    known,
    policy: { ...DEFAULT_POLICY, drift },
    onHold: false,
    ours: { places: new Set<string>(), contents: new Set<string>() },
    isAnothers: () => Promise.resolve(false),
    mayAct: () => Promise.resolve(true),
  };
  expect(await healFile(hands, gate, patient)).toMatchObject({ kind: 'refused', reason: 'PLACE_TAKEN' });
});

function firstOf(names: Iterator<string>): readonly string[] {
  return Array.from({ length: 20 }, () => String(names.next().value));
}
