import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { EventId, type Event } from '@counterpart/contracts';
import { DropboxError } from '@counterpart/dropbox-client';
import { DropboxCounterparts } from '../src/adapters/dropbox-counterparts.js';
import { tellRetry } from './facts.js';
import { routed, startScene, type ClioFile, type Scene, type Uploader } from './scene.js';

async function stagedIn(
  scene: Scene,
  uploader: Uploader,
  file: ClioFile,
  attempt = 1,
): Promise<Event<'DocumentStaged'>> {
  await uploader.stage(routed(file, { attempt }));
  const found = (await scene.story(file)).find(({ name }) => name === 'DocumentStaged');
  if (found?.name !== 'DocumentStaged') throw new Error('it was not staged');
  return found;
}

const failure = () => new DropboxError('DROPBOX_SERVER_ERROR', 'finish_batch_v2 answered 500');

/** Three staged documents; Dropbox answers 500 to each commit with the first of them in it. */
async function poisoned(attempt?: number) {
  const scene = await startScene();
  const [bad, ...good] = await Promise.all(
    [1, 2, 3].map((size) => scene.addDocument(randomBytes(size * 100))),
  );
  class Failing extends DropboxCounterparts {
    override commit(...call: Parameters<DropboxCounterparts['commit']>) {
      if (call[1].some(({ document }) => document === bad!.document)) return Promise.reject(failure());
      return super.commit(...call);
    }
  }
  const uploader = scene.committer((connections) => new Failing(connections));
  const events: Event<'DocumentStaged'>[] = [];
  for (const file of [bad!, ...good]) events.push(await stagedIn(scene, uploader, file, attempt));
  return { scene, uploader, bad: bad!, good, events };
}

it('one document on which Dropbox fails does not stop its firm: the others get into place, it is staged again by the schedule', async () => {
  const { scene, uploader, bad, good, events } = await poisoned();
  expect((await uploader.commit(events)).map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
  expect([...(await scene.tree()).keys()]).toHaveLength(good.length);
  const story = await scene.story(bad);
  expect(story.at(-1)).toMatchObject({ name: 'StagingLost', data: { reason: 'DROPBOX_UNAVAILABLE' } });
  const again = routed(bad, { attempt: 2 });
  expect(await uploader.stage(again)).toEqual({ kind: 'retry', code: 'DROPBOX_UNAVAILABLE' });
  expect(await uploader.stage(again, undefined, 2)).toEqual({ kind: 'done' });
});

it.each([2, 5])(
  'attempt %i is sent at once where a person has it tried again; it waited by the schedule, and the last one died unsent',
  async (attempt) => {
    const { scene, uploader, bad, events } = await poisoned(attempt - 1);
    await uploader.commit(events);
    const again = routed(bad, { attempt });
    for (let tries = 1; tries < attempt; tries += 1)
      expect(await uploader.stage(again, undefined, tries)).toEqual({
        kind: 'retry',
        code: 'DROPBOX_UNAVAILABLE',
      });
    await tellRetry(scene.store, again);
    expect(await uploader.stage(again, undefined, 1)).toEqual({ kind: 'done' });
    expect((await scene.story(bad)).at(-1)).toMatchObject({ name: 'DocumentStaged', data: { attempt } });
  },
);

it('one that a commit put into place before, though Dropbox failed on it, is recognised', async () => {
  const { scene, uploader, bad, events } = await poisoned();
  await scene.uploader().commit(events.slice(0, 1));
  const twin = { ...events[0]!, id: EventId.parse(`${events[0]!.id.slice(0, -12)}000000000000`) };
  expect((await uploader.commit([twin, ...events.slice(1)])).map(({ kind }) => kind)).toEqual([
    'done',
    'done',
    'done',
  ]);
  expect((await scene.story(bad)).map(({ name }) => name)).not.toContain('StagingLost');
});

it('a Dropbox that fails on every commit is an outage: nothing is told of any document', async () => {
  const { scene, events } = await poisoned();
  await scene.planDropbox({ route: 'finish_batch_v2', effect: { kind: 'status', code: 500 } });
  const before = (await scene.calls()).length;
  const verdicts = await scene.uploader().commit(events);
  expect(verdicts).toMatchObject(events.map(() => ({ kind: 'outage', code: 'DROPBOX_UNAVAILABLE' })));
  const calls = (await scene.calls()).slice(before);
  expect(calls.filter((route) => route.endsWith('finish_batch_v2'))).toHaveLength(3);
});

it('where an outage begins while a batch is told apart, what got through before is told, and nothing of the others', async () => {
  const { scene, bad, good, events } = await poisoned();
  const last = good.at(-1)!;
  let isOut = false;
  class Leaving extends DropboxCounterparts {
    override async commit(...call: Parameters<DropboxCounterparts['commit']>) {
      const isLast = call[1].every(({ document }) => document === last.document);
      if (isOut || !isLast) throw failure();
      isOut = true;
      return super.commit(...call);
    }
  }
  const verdicts = await scene.committer((connections) => new Leaving(connections)).commit(events);
  expect(verdicts.map(({ kind }) => kind)).toEqual(['outage', 'outage', 'done']);
  expect((await scene.story(last)).at(-1)).toMatchObject({
    name: 'DocumentMirrored',
    data: { how: 'written' },
  });
  for (const file of [bad, good[0]!]) expect((await scene.story(file)).at(-1)?.name).toBe('DocumentStaged');
});
