import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  connectionStream,
  DocumentId,
  documentStream,
  firmStream,
  summaryStream,
  type Event,
} from '@counterpart/contracts';
import { openScene, type Scene } from './scene.js';

let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.begin(new Date('2026-11-24T15:00:00Z')));
afterAll(() => scene.close());

const drift = (serial: number, mirrored = `/Matters/a/Brief ${serial}.pdf`): Promise<Event> => {
  const document = DocumentId.parse(String(serial));
  const data = {
    document,
    matter: '5',
    kind: 'deleted',
    mirrored,
    found: null,
    look: randomUUID(),
    counterpart: 'id:a',
  };
  return scene.tell(documentStream(scene.firm, document), 'DriftFound', data);
};

/** As many documents deleted by hand as are said, each heard of. */
async function storm(count: number): Promise<void> {
  for (let serial = 1; serial <= count; serial += 1) await scene.hear(await drift(serial));
}

const later = (minutes: number): void => {
  scene.now = new Date(scene.now.getTime() + minutes * 60_000);
};

/** How each document’s notice ended. */
async function ends(count: number): Promise<readonly string[]> {
  const streams = Array.from({ length: count }, (_, at) =>
    documentStream(scene.firm, DocumentId.parse(String(at + 1))),
  );
  const stories = await scene.store.readStreams(streams);
  return streams.map((stream) => stories.get(stream)?.at(-1)?.event.name ?? 'nothing');
}

describe('a storm', () => {
  it('is told by its first notices and one digest, and every notice ends on the trail', async () => {
    await storm(30);
    expect(scene.sent).toHaveLength(10);
    await scene.notices.tend(scene.firm);
    expect(scene.sent).toHaveLength(10);
    later(16);
    await scene.notices.tend(scene.firm);
    expect(scene.sent.slice(10).map(({ subject }) => subject)).toEqual([
      'Counterpart: 20 notices: a file was edited, moved or deleted in Dropbox by hand',
    ]);
    expect(new Set(await ends(30))).toEqual(new Set(['NoticeSent']));
    await scene.notices.tend(scene.firm);
    expect(scene.sent).toHaveLength(11);
  });

  it('that a crash cut short between sending and recording is told by the same digest again', async () => {
    await storm(25);
    later(16);
    const appendAll = scene.store.appendAll.bind(scene.store);
    scene.store.appendAll = () => Promise.reject(new Error('killed'));
    await expect(scene.notices.tend(scene.firm)).rejects.toThrow('killed');
    scene.store.appendAll = appendAll;
    await scene.notices.tend(scene.firm);
    const digests = scene.sent.slice(10);
    expect(digests).toHaveLength(2);
    expect(digests[0]?.messageId).toBe(digests[1]?.messageId);
    expect(new Set(await ends(25))).toEqual(new Set(['NoticeSent']));
  });

  it('waits while the mail server is away', async () => {
    await storm(25);
    later(16);
    scene.staysFor = 0;
    await expect(scene.notices.tend(scene.firm)).rejects.toThrow('went away');
    expect((await ends(25)).filter((name) => name === 'NoticeDeferred')).toHaveLength(15);
    scene.staysFor = 1;
    await scene.notices.tend(scene.firm);
    expect(new Set(await ends(25))).toEqual(new Set(['NoticeSent']));
  });

  it('that nobody can be told of is on the trail as refused, and is not tried for ever', async () => {
    await storm(25);
    later(16);
    scene.refusing = { accepted: 0, refused: [{ address: 'it@hartwell.example', code: 550 }] };
    await scene.notices.tend(scene.firm);
    expect((await ends(25)).filter((name) => name === 'NoticeRefused')).toHaveLength(15);
    scene.refusing = undefined;
    await scene.notices.tend(scene.firm);
    expect(scene.sent).toHaveLength(10);
  });
});

describe('the quiet hours', () => {
  const night = new Date('2026-11-25T03:30:00Z');

  beforeEach(async () => {
    await scene.applyNotices({ quietHours: '20:00-07:00', timeZone: 'America/New_York' });
    scene.now = night;
  });

  it('hold back what can wait, each its own notice in the morning; a redelivery changes nothing', async () => {
    const found = await drift(1);
    expect(await scene.hear(found)).toMatchObject({ kind: 'done' });
    await scene.hear(await drift(2));
    expect(await scene.hear(found)).toMatchObject({ kind: 'skip' });
    await scene.notices.tend(scene.firm);
    expect(scene.sent).toEqual([]);
    scene.now = new Date('2026-11-25T12:00:00Z');
    expect(await scene.hear(found)).toMatchObject({ kind: 'skip' });
    await scene.notices.tend(scene.firm);
    await scene.notices.tend(scene.firm);
    expect(scene.sent.map(({ messageId }) => messageId)).toHaveLength(2);
    expect(scene.sent[0]?.messageId).toBe(`<${found.id}@counterpart.invalid>`);
  });

  it('hold back nothing urgent', async () => {
    const stopped = { documents: 400, moved: 21, policyVersion: 1 };
    await scene.hear(await scene.tell(firmStream(scene.firm), 'SetAsidesStopped', stopped));
    expect(scene.sent).toHaveLength(1);
  });

  it('let no notice out that has nobody left to go to', async () => {
    await scene.hear(await drift(1));
    await scene.applyNotices({});
    scene.now = new Date('2026-11-25T12:00:00Z');
    const { alertsOf } = scene.recipients;
    scene.recipients.alertsOf = () => [];
    await scene.notices.tend(scene.firm);
    scene.recipients.alertsOf = alertsOf;
    expect(await ends(1)).toEqual(['NoticeWithdrawn']);
  });
});

describe('the summary of a day', () => {
  beforeEach(async () => {
    await scene.applyNotices({ summaryAt: '08:00', timeZone: 'Europe/Berlin' });
  });

  /** The store’s clock says when something was recorded; the day after it is in the future of this test. */
  const morning = (days: number): Date => {
    const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    return new Date(`${day}T12:00:00Z`);
  };

  it('is sent once, at the firm’s hour, and tells what the day brought', async () => {
    await scene.hear(await drift(1));
    scene.sent.length = 0;
    scene.now = morning(1);
    await scene.summaries.tend(scene.firm);
    await scene.summaries.tend(scene.firm);
    expect(scene.sent).toHaveLength(1);
    expect(scene.sent[0]?.subject).toMatch(/^Counterpart: Summary of \d{4}-\d\d-\d\d$/);
    expect(scene.sent[0]?.text).toContain('Nothing waits for a person.');
    scene.now = morning(2);
    await scene.summaries.tend(scene.firm);
    expect(scene.sent).toHaveLength(2);
    const days = await scene.store.readStream(summaryStream(scene.firm));
    expect(days.map(({ event }) => event.name)).toEqual(['DailySummarySent', 'DailySummarySent']);
  });

  it('does not call a day quiet on which a connection is refused: work waits for it (issue 9)', async () => {
    const stream = connectionStream(scene.firm);
    const refusal = { vendor: 'dropbox', serial: 1, word: 'user_suspended', whole: true, lacks: null };
    await scene.tell(stream, 'AccessRefused', refusal);
    scene.now = morning(1);
    await scene.summaries.tend(scene.firm);
    expect(scene.sent[0]?.text).toContain('1 thing waits for a person.');
    expect(scene.sent[0]?.text).toContain(`counterpart connect dropbox --firm ${scene.firm}`);
    await scene.tell(stream, 'AccessRestored', { vendor: 'dropbox', serial: 1 });
    scene.now = morning(2);
    await scene.summaries.tend(scene.firm);
    expect(scene.sent[1]?.text).toContain('Nothing waits for a person.');
  });

  it('is not sent of days before the firm was there', async () => {
    scene.now = morning(-1);
    await scene.summaries.tend(scene.firm);
    expect(scene.sent).toEqual([]);
  });

  it('waits while the mail server is away, and bears the same message id', async () => {
    scene.now = morning(1);
    scene.staysFor = 0;
    await expect(scene.summaries.tend(scene.firm)).rejects.toThrow('went away');
    scene.staysFor = 1;
    await scene.summaries.tend(scene.firm);
    expect(scene.sent[0]?.messageId).toMatch(
      /^<summary\.firm-[0-9a-f]+\.\d{4}-\d\d-\d\d@counterpart\.invalid>$/,
    );
  });

  it('is not tried again that day where nobody takes it', async () => {
    scene.now = morning(1);
    scene.refusing = { accepted: 0, refused: [{ address: 'it@hartwell.example', code: 550 }] };
    await scene.summaries.tend(scene.firm);
    scene.refusing = undefined;
    await scene.summaries.tend(scene.firm);
    expect(scene.sent).toEqual([]);
    scene.now = morning(2);
    await scene.summaries.tend(scene.firm);
    expect(scene.sent).toHaveLength(1);
  });
});
