import { describe, expect, it } from 'vitest';
import type { EventData } from '@counterpart/contracts';
import { DOCUMENT, MATTER, startScene, type Scene, type TreeFile } from './scene.js';

/* What Dropbox may answer to a move: it is made later, or given up and told; nothing is lost and nothing lies in two places. */

const FOLDER = '/Matters/2026-0001-Reyes';
const FROM = `${FOLDER}/Pleadings/Brief.pdf`;
const TO = `${FOLDER}/Discovery/Brief.pdf`;
const NEW_FOLDER = '/Matters/2026-0001-Reyes-Litigation';

const refusal = (...tags: readonly string[]): object => ({ kind: 'route-error', tags });

const placementOf = (path: string) => ({
  folder: path.slice(0, path.lastIndexOf('/')),
  name: path.slice(path.lastIndexOf('/') + 1),
  disambiguated: false,
});

const moveOf = (file: TreeFile | null): EventData<'RelocationPlanned'> => ({
  via: null,
  access: 'unchanged',
  policyVersion: 0,
  why: [],
  matter: MATTER,
  document: file === null ? null : DOCUMENT,
  counterpart: file?.id ?? null,
  from: file === null ? FOLDER : FROM,
  to: placementOf(file === null ? NEW_FOLDER : TO),
});

async function planned(scene: Scene, what: 'file' | 'folder') {
  const file = await scene.put(FROM, 'the brief');
  const event = await scene.planned('RelocationPlanned', moveOf(what === 'file' ? file : null));
  return { file, event, moved: what === 'file' ? TO : FROM.replace(FOLDER, NEW_FOLDER) };
}

describe.each(['file', 'folder'] as const)('the move of a %s', (what) => {
  it.each([
    ['as 429', { kind: 'write-contention' }],
    ['as 409', refusal('too_many_write_operations')],
  ])('that meets another writer again and again (%s) waits as an outage', async (_, effect) => {
    const scene = await startScene();
    const { file, event, moved } = await planned(scene, what);
    await scene.plan({ route: 'move_v2', effect });
    const outage = { kind: 'outage', code: 'DROPBOX_WRITE_CONTENTION' };
    expect(await scene.carryOut(event)).toMatchObject(outage);
    expect(await scene.files()).toEqual(new Map([[FROM, file]]));
    await scene.plan();
    expect(await scene.carryOut(event)).toEqual({ kind: 'done' });
    expect([...(await scene.files()).values()]).toEqual([{ ...file, path: moved }]);
  });

  it.each([
    [['to', 'insufficient_space'], { kind: 'retry', code: 'DROPBOX_FULL' }],
    [['insufficient_quota'], { kind: 'retry', code: 'DROPBOX_FULL' }],
    [['to', 'disallowed_name'], { kind: 'dead', code: 'DROPBOX_PATH_REFUSED' }],
    [['to', 'no_write_permission'], { kind: 'dead', code: 'DROPBOX_FORBIDDEN' }],
    [['from_lookup', 'restricted_content'], { kind: 'dead', code: 'DROPBOX_RESTRICTED' }],
  ])('that is refused with %j changes nothing, and is made once it is mended', async (tags, verdict) => {
    const scene = await startScene();
    const { file, event, moved } = await planned(scene, what);
    await scene.plan({ route: 'move_v2', effect: refusal(...tags) });
    expect(await scene.carryOut(event)).toEqual(verdict);
    expect(await scene.files()).toEqual(new Map([[FROM, file]]));
    await scene.plan();
    expect(await scene.carryOut(event)).toEqual({ kind: 'done' });
    expect([...(await scene.files()).values()]).toEqual([{ ...file, path: moved }]);
  });
});
