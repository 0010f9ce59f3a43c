import { decodeEvent, type EventName } from '@counterpart/contracts';
import type { RecordedEvent } from '@counterpart/event-store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LastKnownFold } from './last-known-fold.js';

const OPENS = ['WorkParked', 'WorkDeadLettered'] as const;
const CLOSES = ['WorkRecovered', 'WorkDiscarded'] as const;
const WORDS = [...OPENS, ...CLOSES, 'RetryOrdered'] as const satisfies readonly EventName[];

/** A word on the record at some offset, said at some second. */
interface Said {
  readonly word: (typeof WORDS)[number];
  readonly group: string;
  readonly offset: number;
  readonly second: number;
}

const AT = '2026-03-02T09:00:00.000Z';

/** What the words’ data have besides, each of them some. */
const OF_ANY_WORD = {
  eventType: null,
  eventId: null,
  code: 'CLIO_UNAVAILABLE',
  tries: 1,
  state: 'dead',
  why: 'as said',
  firstFailedAt: AT,
  lastFailedAt: AT,
  nextTryAt: AT,
  document: null,
  matter: null,
};

const recorded = ({ word, group, offset, second }: Said, index: number): RecordedEvent => {
  const event = decodeEvent(
    Buffer.from(
      JSON.stringify({
        specversion: '1.0',
        id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        source: '/counterpart/router',
        subject: 'dead-reyes-1',
        type: `${word}.v1`,
        time: AT,
        datacontenttype: 'application/json',
        firm: 'reyes',
        sequence: '1',
        causationid: '00000000-0000-4000-8000-000000000000',
        correlationid: '00000000-0000-4000-8000-000000000000',
        actor: 'service:router',
        data: {
          consumer: group,
          source: { topic: 'ingest.changes.v1', partition: 2, offset: String(offset), key: 'reyes:1' },
          ...OF_ANY_WORD,
        },
      }),
    ),
  );
  const recordedAt = new Date(Date.parse(AT) + second * 1000);
  const place = { id: event.id, stream: event.subject, version: 1, position: BigInt(index), tx: 0n };
  return { ...place, topic: 'router.parked.v1', key: 'reyes:1', recordedAt, event };
};

const said = fc.record({
  word: fc.constantFrom(...WORDS),
  group: fc.constantFrom('router', 'uploader.stage'),
  offset: fc.nat(5),
  second: fc.nat(100),
});

describe('LastKnownFold', () => {
  it('knows each record whose newest word leaves it open, and the newest time, however the events are cut up', () => {
    fc.assert(
      fc.property(fc.array(said), fc.integer({ min: 1, max: 5 }), (words, aCall) => {
        const fold = new LastKnownFold();
        const events = words.map(recorded);
        for (let at = 0; at < events.length; at += aCall) fold.add(events.slice(at, at + aCall));
        const decided = words.filter(({ word }) => word !== 'RetryOrdered');
        const last = new Map(decided.map((one) => [`${one.group}/${one.offset}`, one]));
        const open = [...last.values()].filter(({ word }) => OPENS.some((opening) => opening === word));
        const { open: found, newest } = fold.lastKnown();
        expect(new Set(found.map(({ group, offset }) => `${group}/${offset}`))).toEqual(
          new Set(open.map(({ group, offset }) => `${group}/${offset}`)),
        );
        const seconds = words.map(({ second }) => Date.parse(AT) + second * 1000);
        expect(newest.getTime()).toBe(Math.max(0, ...seconds));
      }),
    );
  });
});
