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

/** A service parks the work on a document. */
async function parked(id: string, code: FailureCode = 'DROPBOX_FULL') {
  const document = DocumentId.parse(id);
  const at = scene.now.toISOString();
  const source = { topic: 'uploader.staged.v1', partition: 0, offset: id, key: null };
  const work = { consumer: 'uploader.commit', source, eventType: 'DocumentStaged', eventId: null };
  const failure = { code, tries: 1, firstFailedAt: at, lastFailedAt: at, nextTryAt: at };
  const data = { ...work, ...failure, document, matter: null };
  return scene.tell(documentStream(scene.firm, document), 'WorkParked', data, TOPICS.uploaderParked);
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

it('what else is tried again by itself is told to nobody', async () => {
  expect(await scene.hear(await parked('11', 'SOURCE_MISSING'))).toMatchObject({ kind: 'skip' });
  expect(scene.sent).toEqual([]);
});
