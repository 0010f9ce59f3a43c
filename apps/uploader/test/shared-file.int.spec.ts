import { describe, expect, it } from 'vitest';
import { NamespaceId, type Event } from '@counterpart/contracts';
import { DropboxCounterparts } from '../src/adapters/dropbox-counterparts.js';
import { FileOwnersStore } from '../src/adapters/file-owners.store.js';
import { StagingDesk } from '../src/adapters/staging-desk.js';
import { recognisedEvent } from '../src/stage-document/outcome-events.js';
import { tellPutBack } from './facts.js';
import { routed, startScene, type ClioFile, type Scene } from './scene.js';

const BRIEF = Buffer.from('the same brief');

const placeOf = ({ document }: ClioFile): string => `/Matters/Reyes/${document}.bin`;

type Twins = Awaited<ReturnType<typeof twins>>;

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

/** Records of documents that they were found at a file; those at the same time in one transaction. */
function recorderOf(scene: Scene) {
  const progress = { forget: () => Promise.resolve() };
  const desk = new StagingDesk(scene.store, progress, new FileOwnersStore(scene.store), () => new Date());
  const content = { size: 15, contentHash: 'h' };
  const digest = { ...content, sha256: 'a'.repeat(64), namespace: NamespaceId.parse('3235641') };
  return async (file: ClioFile, id: string): Promise<void> => {
    const cause = routed(file);
    const seen = { kind: 'file', id, rev: 'r', path: placeOf(file), ...content } as const;
    await desk.record({ cause, outcome: recognisedEvent(cause, seen, digest), fence: null });
  };
}

/** Somebody moves or copies a file on Dropbox’s web page. @returns its Dropbox id */
async function byHand(
  scene: Scene,
  deed: 'move' | 'copy',
  [from, to]: readonly [string, string],
): Promise<string> {
  const { body } = await scene.dropbox<{ body: { metadata: { id: string } } }>('POST', 'hand', {
    as: 'eleanor.hartwell@hartwell-reyes.example',
    route: `files/${deed}_v2`,
    arg: { from_path: from, to_path: to },
  });
  return body.metadata.id;
}

const moveByHand = (scene: Scene, from: string, to: string): Promise<string> =>
  byHand(scene, 'move', [from, to]);

/** The first’s counterpart was put back under another id, and a hand moved it to the second’s place. */
async function putBackElsewhere({ scene, first, second }: Twins): Promise<string> {
  const counterpart = await byHand(scene, 'copy', [placeOf(first), placeOf(second)]);
  const path = placeOf(first);
  await tellPutBack(scene.store, scene.firm, { document: first.document, path, counterpart });
  return counterpart;
}

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
  await recorderOf(scene)(second, counterpart);
  expect((await scene.story(second)).at(-1)).toMatchObject({
    name: 'PlacementConflictFound',
    data: { found: 'file', path: placeOf(second), foundRev: 'r' },
  });
});

it.each([[[0, 1]], [[1, 0]]])(
  'of two documents of one commit that come to one file, whose it was written for keeps it (both counted as in the way): %j',
  async (order) => {
    const { scene, first: other } = await twins();
    const [written, met] = [await scene.addDocument(BRIEF), await scene.addDocument(BRIEF)];
    for (const file of [written, met]) await scene.uploader().stage(routed(file));
    await moveByHand(scene, placeOf(other), placeOf(met));
    // Between the commit and the look at what is in the way, somebody moves the one to the other’s place.
    class Interrupted extends DropboxCounterparts {
      override async commit(...call: Parameters<DropboxCounterparts['commit']>) {
        const answers = await super.commit(...call);
        await moveByHand(scene, placeOf(met), placeOf(other));
        await moveByHand(scene, placeOf(written), placeOf(met));
        return answers;
      }
    }
    const staged = [
      ...(await told(scene, written, 'DocumentStaged')),
      ...(await told(scene, met, 'DocumentStaged')),
    ];
    const batch = order.flatMap((index) => staged[index] ?? []);
    await scene.committer((connections) => new Interrupted(connections)).commit(batch);
    expect((await scene.story(written)).at(-1)).toMatchObject({
      name: 'DocumentMirrored',
      data: { how: 'written' },
    });
    expect((await scene.story(met)).at(-1)).toMatchObject({
      name: 'PlacementConflictFound',
      data: { found: 'file' },
    });
  },
);

it('of two documents that are found at one file at once, one has it (both counted as in the way)', async () => {
  const scene = await startScene();
  const files = [await scene.addDocument(BRIEF), await scene.addDocument(BRIEF)];
  const record = recorderOf(scene);
  await Promise.all(files.map((file) => record(file, 'id:one-file')));
  const names = await Promise.all(
    files.map(async (file) => (await scene.story(file)).map(({ name }) => name)),
  );
  expect(names).toEqual([['DocumentMirrored'], ['PlacementConflictFound']]);
});

describe('a file that a counterpart was put back as, under another id (it was nobody’s until the next commit)', () => {
  it('is not taken over where another document’s upload finds it', async () => {
    const made = await twins();
    const { scene, second } = made;
    await putBackElsewhere(made);
    await scene.uploader().stage(routed(second));
    expect((await scene.story(second)).at(-1)).toMatchObject({
      name: 'PlacementConflictFound',
      data: { found: 'file', path: placeOf(second) },
    });
  });

  it('is not taken over where another document’s commit meets it', async () => {
    const made = await twins();
    const { scene, second } = made;
    await scene.uploader().stage(routed(second));
    await putBackElsewhere(made);
    await scene.uploader().commit(await told(scene, second, 'DocumentStaged'));
    expect((await scene.story(second)).at(-1)).toMatchObject({
      name: 'PlacementConflictFound',
      data: { found: 'file', path: placeOf(second) },
    });
  });

  it('is its own document’s', async () => {
    const made = await twins();
    const { scene, first, second } = made;
    const counterpart = await putBackElsewhere(made);
    await moveByHand(scene, placeOf(first), '/Matters/Reyes/aside.bin');
    await moveByHand(scene, placeOf(second), placeOf(first));
    await scene.uploader().stage(routed(first));
    expect((await scene.story(first)).at(-1)).toMatchObject({
      name: 'DocumentMirrored',
      data: { how: 'recognised', counterpart },
    });
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
