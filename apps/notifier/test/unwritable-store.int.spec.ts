import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { DocumentId, documentStream, EventId, MatterId, type Event } from '@counterpart/contracts';
import { openScene, type Scene } from './scene.js';

/*
 * PostgreSQL read and took no writes, as with a full disk. A letter went out, could not be recorded, and went out again with each probe:
 * attorneys got the same notice about a privileged document until somebody made room.
 */

const NOW = new Date('2026-11-24T09:00:00Z');
const DOCUMENT = DocumentId.parse('11');
const UNAVAILABLE = { name: 'InfrastructureUnavailable' };

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.begin(NOW));
afterEach(() => scene.fillDisk(false));
afterAll(() => scene.close());

const lockedAway = (): Promise<Event> =>
  scene.tell(documentStream(scene.firm, DOCUMENT), 'DocumentLockedAway', {
    document: DOCUMENT,
    matter: MatterId.parse('5'),
    routed: EventId.parse('018f3f6e-5b0a-7c4e-9d2a-000000000001'),
    versionNumber: 1,
    proof: EventId.parse('018f3f6e-5b0a-7c4e-9d2a-000000000002'),
    path: '/Privileged/2026-0001/Memo.pdf',
    counterpart: 'id:a',
    revokedLinks: 0,
    removedMembers: 0,
  });

it('a notice that could not be recorded is not sent, and sent once when it can be', async () => {
  const locked = await lockedAway();
  await scene.fillDisk(true);
  await expect(scene.hear(locked)).rejects.toMatchObject(UNAVAILABLE);
  await expect(scene.hear(locked)).rejects.toMatchObject(UNAVAILABLE);
  expect(scene.sent).toEqual([]);
  await scene.fillDisk(false);
  expect(await scene.hear(locked)).toMatchObject({ kind: 'done' });
  expect(await scene.hear(locked)).toMatchObject({ kind: 'skip' });
  expect(scene.sent).toHaveLength(1);
});

it('the disk that fills while a letter leaves is no fault of the mail server', async () => {
  const locked = await lockedAway();
  scene.post = {
    send: async (_, to) => {
      await scene.fillDisk(true);
      return { accepted: to.length, refused: [] };
    },
  };
  await expect(scene.hear(locked)).rejects.toMatchObject(UNAVAILABLE);
  await expect(scene.hear(locked)).rejects.toMatchObject(UNAVAILABLE);
  expect(scene.sent).toHaveLength(1);
});

it('what waited to be told, and the summary of a day, wait on', async () => {
  await scene.applyNotices({ quietHours: '08:00-10:00', timeZone: 'UTC', summaryAt: '06:00' });
  expect(await scene.hear(await drifted())).toMatchObject({ kind: 'done' });
  // Recorded by the database’s clock: a day that began after that is summed up.
  scene.now = new Date(Date.now() + 2 * 24 * 60 * 60_000);
  scene.now.setUTCHours(12);
  await scene.fillDisk(true);
  await expect(scene.notices.tend(scene.firm)).rejects.toMatchObject(UNAVAILABLE);
  await expect(scene.summaries.tend(scene.firm)).rejects.toMatchObject(UNAVAILABLE);
  expect(scene.sent).toEqual([]);
  await scene.fillDisk(false);
  await scene.notices.tend(scene.firm);
  await scene.summaries.tend(scene.firm);
  expect(scene.sent).toHaveLength(2);
});

const drifted = (): Promise<Event> =>
  scene.tell(documentStream(scene.firm, DOCUMENT), 'DriftFound', {
    document: DOCUMENT,
    matter: MatterId.parse('5'),
    kind: 'deleted',
    mirrored: '/Matters/a/Brief.pdf',
    found: null,
    look: EventId.parse('018f3f6e-5b0a-7c4e-9d2a-000000000003'),
    counterpart: 'id:a',
  });
