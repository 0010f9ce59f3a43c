import { expect, it } from 'vitest';
import { DEFAULT_POLICY, firmStream, TOPICS } from '@counterpart/contracts';
import { aMatter, FIRM, nextDocument } from '../../test/sample-events.js';
import { added, leftOut, restored, reviewOf, routed, StandingScene } from '../../test/standing-scene.js';
import type { NewEvent } from '../index.js';

/* What a rule left out waits for nothing. Taken in, it had no time since when it waited, and status claimed sync beyond it. */

const AT = '2026-11-24T09:00:00.000Z';

const givenUp = (document: ReturnType<typeof nextDocument>): NewEvent => {
  const { firm, key, stream } = leftOut(document);
  return {
    firm,
    key,
    stream,
    name: 'WorkDeadLettered',
    topic: TOPICS.uploaderDead,
    data: {
      consumer: 'uploader.stage',
      source: { topic: 'router.decisions.v1', partition: 0, offset: '1', key: null },
      eventType: null,
      eventId: null,
      code: 'DROPBOX_FULL',
      tries: 4,
      firstFailedAt: AT,
      lastFailedAt: AT,
      document,
      matter: aMatter,
    },
  };
};

it('a document that a new policy takes in has waited since that policy', async () => {
  await using scene = await StandingScene.open();
  const [document, stays] = [nextDocument(), nextDocument()];
  await scene.tell(AT, [added(document), leftOut(document), added(stays), leftOut(stays)]);
  expect(await scene.standing()).toMatchObject({ skipped: 2, oldestUnsynced: null, unsynced: [] });

  const changed: NewEvent = {
    stream: firmStream(FIRM),
    firm: FIRM,
    key: FIRM,
    name: 'PolicyApplied',
    data: { policy: DEFAULT_POLICY, replaces: 0, note: null },
  };
  const change = await scene.tell('2026-11-24T10:00:00.000Z', [changed]);
  const review = await scene.tell('2026-11-24T10:00:05.000Z', [reviewOf(aMatter, 'policy-applied')], change);
  await scene.tell('2026-11-24T10:00:09.000Z', [routed(document)], review);
  const since = new Date('2026-11-24T10:00:00.000Z');
  expect(await scene.standing()).toMatchObject({
    skipped: 1,
    pending: 1,
    oldestUnsynced: since,
    unsynced: [{ document, since }],
  });
});

it('waits since it was taken in, staged and given up alike', async () => {
  await using scene = await StandingScene.open();
  const document = nextDocument();
  await scene.tell(AT, [added(document), leftOut(document)]);
  await scene.tell('2026-11-24T10:00:00.000Z', [routed(document)]);
  await scene.tell('2026-11-24T10:30:00.000Z', [givenUp(document)]);
  const since = new Date('2026-11-24T10:00:00.000Z');
  expect(await scene.standing()).toMatchObject({ dead: 1, oldestUnsynced: since });
  await scene.tell('2026-11-24T11:00:00.000Z', [leftOut(document)]);
  expect(await scene.standing()).toMatchObject({ skipped: 1, oldestUnsynced: null });
});

it('a document that was taken back from the trash has waited since it was', async () => {
  await using scene = await StandingScene.open();
  const document = nextDocument();
  await scene.tell(AT, [added(document), leftOut(document, 'ALREADY_TRASHED')]);
  const back = await scene.tell('2026-11-24T10:00:00.000Z', [restored(document, '2026-11-24T09:30:00Z')]);
  await scene.tell('2026-11-24T10:00:09.000Z', [routed(document)], back);
  expect(await scene.standing()).toMatchObject({
    pending: 1,
    oldestUnsynced: new Date('2026-11-24T09:30:00.000Z'),
  });
});

it('a document that was left out and is given up before it is routed waits since then', async () => {
  await using scene = await StandingScene.open();
  const document = nextDocument();
  await scene.tell(AT, [added(document), leftOut(document)]);
  await scene.tell('2026-11-24T10:30:00.000Z', [givenUp(document)]);
  expect(await scene.standing()).toMatchObject({
    dead: 1,
    oldestUnsynced: new Date('2026-11-24T10:30:00.000Z'),
  });
});
