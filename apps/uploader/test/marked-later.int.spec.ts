import { describe, expect, it } from 'vitest';
import { setTimeout as wait } from 'node:timers/promises';
import type { DropboxConnections } from '@counterpart/connections';
import type { Event } from '@counterpart/contracts';
import { DropboxCounterparts } from '../src/adapters/dropbox-counterparts.js';
import { tellCategory } from './facts.js';
import { routed, startScene, type ClioFile, type Scene } from './scene.js';

const PLACE = (file: ClioFile): string => `/Matters/Reyes/${file.document}.bin`;

async function staged(scene: Scene, file: ClioFile): Promise<Event<'DocumentStaged'>> {
  await scene.uploader().stage(routed(file));
  const last = (await scene.story(file)).findLast(({ name }) => name === 'DocumentStaged');
  return last as Event<'DocumentStaged'>;
}

/** Stands still right before it commits. */
class Standing extends DropboxCounterparts {
  constructor(
    connections: DropboxConnections,
    private readonly reached: () => void,
    private readonly goOn: Promise<void>,
  ) {
    super(connections);
  }

  override async commit(
    ...call: Parameters<DropboxCounterparts['commit']>
  ): ReturnType<DropboxCounterparts['commit']> {
    this.reached();
    await this.goOn;
    return super.commit(...call);
  }
}

const mark = (scene: Scene, { document }: ClioFile): Promise<void> =>
  tellCategory(scene.store, scene.firm, { document, category: 'Privileged' });

describe('a document that is marked privileged while its upload is on its way', () => {
  it('is not committed into its open place, and the rule is told', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(Buffer.from('secret'));
    const bystander = await scene.addDocument(Buffer.from('harmless'));
    const batch = [await staged(scene, file), await staged(scene, bystander)];
    await mark(scene, file);
    expect(await scene.uploader().commit(batch)).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect((await scene.story(file)).at(-1)).toMatchObject({
      name: 'OpenPlacementRefused',
      data: { attempt: 1, why: { rule: 'privileged.categories', on: 'Privileged' } },
    });
    expect([...(await scene.tree()).keys()]).toEqual([PLACE(bystander)]);
  });

  it('is told to lie there where a commit whose answer was lost had put it there before', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(Buffer.from('secret'));
    const batch = [await staged(scene, file)];
    await scene.dropbox('PUT', `file?path=${encodeURIComponent(PLACE(file))}`, 'secret');
    await mark(scene, file);
    expect(await scene.uploader().commit(batch)).toEqual([{ kind: 'done' }]);
    expect((await scene.story(file)).at(-1)).toMatchObject({
      name: 'DocumentMirrored',
      data: { path: PLACE(file), how: 'recognised' },
    });
  });

  it('is held where nothing is known of it: what is unknown may be privileged', async () => {
    const scene = await startScene();
    const known = await scene.addDocument(Buffer.from('secret'));
    const event = await staged(scene, known);
    const stranger = { ...event, data: { ...event.data, document: '4711' } } as Event<'DocumentStaged'>;
    expect(await scene.uploader().commit([stranger])).toEqual([{ kind: 'done' }]);
    expect((await scene.tree()).size).toBe(0);
  });
});

it('a process that stands still between the gate and its commit asks the gate once more', async () => {
  const scene = await startScene();
  const file = await scene.addDocument(Buffer.from('secret'));
  const batch = [await staged(scene, file)];
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const standing = scene.committer((connections) => new Standing(connections, reached.resolve, goOn.promise));
  const late = standing.commit(batch);
  await reached.promise;
  await mark(scene, file);
  expect(await scene.uploader().commit(batch)).toEqual([{ kind: 'done' }]);
  await wait(1100);
  goOn.resolve();
  expect(await late).toMatchObject([{ kind: 'outage' }]);
  expect((await scene.story(file)).at(-1)).toMatchObject({ name: 'OpenPlacementRefused' });
  expect(await scene.tree()).toEqual(new Map());
});

/** Stands still before it asks whether it may repeat what it sent. */
class Repeating extends DropboxCounterparts {
  constructor(
    connections: DropboxConnections,
    private readonly reached: () => void,
    private readonly goOn: Promise<void>,
  ) {
    super(connections);
  }

  override async commit(
    ...[firm, commits, terms]: Parameters<DropboxCounterparts['commit']>
  ): ReturnType<DropboxCounterparts['commit']> {
    let asked = 0;
    const maySend = async (): Promise<boolean> => {
      asked += 1;
      if (asked > 1) {
        this.reached();
        await this.goOn;
      }
      return terms.maySend();
    };
    return super.commit(firm, commits, { ...terms, maySend });
  }
}

describe('a commit that waits for its repetition', () => {
  it('is not made again once the document was marked privileged: the gate is passed anew', async () => {
    const scene = await startScene();
    const [file, bystander] = [
      await scene.addDocument(Buffer.from('secret')),
      await scene.addDocument(Buffer.from('harmless')),
    ];
    const batch = [await staged(scene, file), await staged(scene, bystander)];
    const contended = { kind: 'write-contention', retryAfter: 2 };
    await scene.planDropbox({ route: 'finish_batch_v2', times: 1, effect: contended });
    const reached = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const repeating = (connections: DropboxConnections) =>
      new Repeating(connections, reached.resolve, goOn.promise);
    const committing = scene.committer(repeating).commit(batch);
    await reached.promise;
    await mark(scene, file);
    goOn.resolve();
    expect(await committing).toMatchObject([{ kind: 'outage' }, { kind: 'outage' }]);
    expect(await scene.tree()).toEqual(new Map());
    expect(await scene.uploader().commit(batch)).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect((await scene.story(file)).at(-1)).toMatchObject({ name: 'OpenPlacementRefused' });
    expect([...(await scene.tree()).keys()]).toEqual([PLACE(bystander)]);
  });

  it('is made again where nothing was marked meanwhile', async () => {
    const scene = await startScene();
    const file = await scene.addDocument(Buffer.from('harmless'));
    const batch = [await staged(scene, file)];
    const contended = { kind: 'write-contention', retryAfter: 1 };
    await scene.planDropbox({ route: 'finish_batch_v2', times: 1, effect: contended });
    expect(await scene.uploader().commit(batch)).toEqual([{ kind: 'done' }]);
    expect([...(await scene.tree()).keys()]).toEqual([PLACE(file)]);
  });
});

it('a batch whose partition was lost commits nothing', async () => {
  const scene = await startScene();
  const file = await scene.addDocument(Buffer.from('harmless'));
  const batch = [await staged(scene, file)];
  expect(await scene.uploader().commit(batch, AbortSignal.abort())).toMatchObject([{ kind: 'outage' }]);
  expect(await scene.tree()).toEqual(new Map());
});
