import { expect, it } from 'vitest';
import { NamespaceId, type Event } from '@counterpart/contracts';
import { FileOwnersStore } from '../src/adapters/file-owners.store.js';
import { StagingDesk } from '../src/adapters/staging-desk.js';
import { recognisedEvent } from '../src/stage-document/outcome-events.js';
import { routed, startScene, type ClioFile, type Scene } from './scene.js';

const placeOf = ({ document }: ClioFile): string => `/Matters/Reyes/${document}.bin`;

/** Two documents of the same content, the first of which is mirrored. */
async function twins() {
  const scene = await startScene();
  const first = await scene.addDocument(Buffer.from('the same letter'));
  const second = await scene.addDocument(Buffer.from('the same letter'));
  await scene.uploader().stage(routed(first));
  await scene.uploader().commit(await told(scene, first, 'DocumentStaged'));
  const [mirrored] = await told(scene, first, 'DocumentMirrored');
  if (mirrored === undefined) throw new Error('the first is mirrored');
  return { scene, first, second, counterpart: mirrored.data.counterpart };
}

const told = async <Name extends 'DocumentStaged' | 'DocumentMirrored'>(
  scene: Scene,
  file: ClioFile,
  name: Name,
): Promise<readonly Extract<Event, { readonly name: Name }>[]> =>
  (await scene.story(file)).filter(
    (event): event is Extract<Event, { readonly name: Name }> => event.name === name,
  );

/** Somebody moves a file on Dropbox’s web page. */
const moveByHand = (scene: Scene, from: string, to: string): Promise<unknown> =>
  scene.dropbox('POST', 'hand', {
    as: 'eleanor.hartwell@hartwell-reyes.example',
    route: 'files/move_v2',
    arg: { from_path: from, to_path: to },
  });

it('a document of the same content does not take over the counterpart that a hand moved to its place', async () => {
  const { scene, first, second } = await twins();
  await moveByHand(scene, placeOf(first), placeOf(second));
  expect(await scene.uploader().stage(routed(second))).toEqual({ kind: 'done' });
  expect((await scene.story(second)).at(-1)).toMatchObject({
    name: 'PlacementConflictFound',
    data: { found: 'file', path: placeOf(second) },
  });
});

it('nor does it by a commit that meets it there', async () => {
  const { scene, first, second } = await twins();
  await scene.uploader().stage(routed(second));
  const staged = await told(scene, second, 'DocumentStaged');
  await moveByHand(scene, placeOf(first), placeOf(second));
  expect(await scene.uploader().commit(staged)).toEqual([{ kind: 'done' }]);
  expect((await scene.story(second)).at(-1)).toMatchObject({
    name: 'PlacementConflictFound',
    data: { found: 'file', path: placeOf(second) },
  });
});

it('nor where the other document’s commit is told only after it was asked whose the file is', async () => {
  const { scene, second, counterpart } = await twins();
  const progress = { forget: () => Promise.resolve() };
  const owners = new FileOwnersStore(scene.store);
  const desk = new StagingDesk(scene.store, progress, owners, () => new Date());
  const cause = routed(second);
  const seen = {
    kind: 'file',
    id: counterpart,
    rev: 'r',
    path: placeOf(second),
    size: 15,
    contentHash: 'h',
  } as const;
  const digest = {
    size: 15,
    contentHash: 'h',
    sha256: 'a'.repeat(64),
    namespace: NamespaceId.parse('3235641'),
  };
  await desk.record({ cause, outcome: recognisedEvent(cause, seen, digest), fence: null });
  expect((await scene.story(second)).at(-1)).toMatchObject({
    name: 'PlacementConflictFound',
    data: { found: 'file', path: placeOf(second), foundRev: 'r' },
  });
});

it('its own counterpart is recognised again', async () => {
  const { scene, first, counterpart } = await twins();
  await scene.uploader().stage(routed(first));
  expect((await scene.story(first)).at(-1)).toMatchObject({
    name: 'DocumentMirrored',
    data: { how: 'recognised', counterpart },
  });
});
