import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DocumentId, documentStream, TOPICS, type FailureCode } from '@counterpart/contracts';
import { openScene, type Scene } from './scene.js';

/** What was told of late is told by the database’s clock. */
const NOW = new Date();
const HOUR_MS = 60 * 60_000;

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.begin(NOW));
afterAll(() => scene.close());

/** A service tells of its work on a document. */
function tellOfWork(id: string, name: 'WorkParked' | 'WorkRecovered', more: object) {
  const document = DocumentId.parse(id);
  const source = { topic: 'uploader.staged.v1', partition: 0, offset: id, key: null };
  const work = { consumer: 'uploader.commit', source, eventType: 'DocumentStaged', eventId: null };
  const data = { ...work, ...more, tries: 1, document, matter: null };
  return scene.tell(documentStream(scene.firm, document), name, data, TOPICS.uploaderParked);
}

/** A service parks the work on a document. */
function parked(id: string, code: FailureCode = 'DROPBOX_FULL') {
  const at = scene.now.toISOString();
  return tellOfWork(id, 'WorkParked', { code, firstFailedAt: at, lastFailedAt: at, nextTryAt: at });
}

it('a Dropbox without space is told once, though every document meets it (nobody was told before all were given up)', async () => {
  const events = [await parked('11'), await parked('12'), await parked('13')];
  await Promise.all(events.map((event) => scene.hear(event)));
  expect(scene.sent.map(({ to, subject }) => ({ to, subject }))).toEqual([
    { to: ['it@hartwell.example'], subject: 'Counterpart: Dropbox has no space left: uploads wait' },
  ]);
  const [letter] = scene.sent;
  expect(letter?.text).toContain('Free or buy space in Dropbox.');
  expect(letter?.text).toContain(`counterpart parked retry --firm ${scene.firm} --code DROPBOX_FULL`);
});

it('is told again after a day where it lasts', async () => {
  await scene.hear(await parked('11'));
  scene.now = new Date(NOW.getTime() + 23 * HOUR_MS);
  await scene.hear(await parked('12'));
  expect(scene.sent).toHaveLength(1);
  scene.now = new Date(NOW.getTime() + 25 * HOUR_MS);
  await scene.hear(await parked('13'));
  expect(scene.sent).toHaveLength(2);
});

it('what else is tried again by itself is told to nobody, and nothing is read for it: years of it may come at once', async () => {
  const event = await parked('11', 'SOURCE_MISSING');
  const readStream = scene.store.readStream.bind(scene.store);
  scene.store.readStream = () => Promise.reject(new Error('a stream was read'));
  const verdict = await scene.hear(event).finally(() => (scene.store.readStream = readStream));
  expect(verdict).toMatchObject({ kind: 'skip' });
  expect(scene.sent).toEqual([]);
});

it('what got in long ago is not told when its word is heard for the first time, as after an upgrade', async () => {
  const [over, waits] = [await parked('11'), await parked('12')];
  await tellOfWork('11', 'WorkRecovered', {});
  scene.now = new Date(NOW.getTime() + 90 * 24 * HOUR_MS);
  expect(await scene.hear(over)).toEqual({ kind: 'skip', reason: 'it waits no more' });
  expect(scene.sent).toEqual([]);
  // What waits is told only once, however long the notifier did not hear it.
  expect(await scene.hear(waits)).toMatchObject({ kind: 'done' });
  expect(scene.sent).toHaveLength(1);
});
