import { NamespaceId, type Event, type FailureCode } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { fold, sceneOf } from '../ground/decisions.spec-data.js';
import { about, added, placement, routed } from '../ground/document-events.spec-data.js';
import { discarded, retryOrdered } from '../ground/failed-work.spec-data.js';
import { told } from '../ground/samples.spec-data.js';
import { nextSteps } from '../placement/next-steps.js';

/*
 * A document that did not fit in five attempts was given up as if its session were lost: “nothing to do”, and `parked retry --code
 * DROPBOX_FULL` did not find it. Documents that waited for space over five lives of their sessions were given up, too.
 */

/** The time of every event of these stories is 10 o’clock. */
const [PAST, COMING] = ['2026-05-01T09:59:59Z', '2026-05-08T09:00:00Z'];

function lost(attempt: number, reason: FailureCode, expiresAt = COMING): readonly Event[] {
  const route = routed(1, attempt);
  const staged = told('DocumentStaged', {
    ...about(route),
    attempt,
    namespace: NamespaceId.parse('123'),
    placement,
    replaces: null,
    counterpart: null,
    clientModified: null,
    session: `session-${attempt}`,
    size: 1024,
    contentHash: 'c',
    sha256: 's',
    expiresAt,
  });
  return [route, staged, told('StagingLost', { ...about(route), attempt, reason, left: null })];
}

const FIVE = [1, 2, 3, 4, 5];
const steps = (...events: readonly Event[]) => nextSteps(sceneOf(fold(added(), ...events)));

describe('a document that is lost too often', () => {
  it.each<FailureCode>(['DROPBOX_FULL', 'DROPBOX_UNAVAILABLE', 'CONTENT_MISMATCH', 'STAGING_LOST'])(
    'is given up for what its last attempt was lost to, %s',
    (reason) => {
      const others = [1, 2, 3, 4].flatMap((attempt) => lost(attempt, 'DROPBOX_UNAVAILABLE'));
      expect(steps(...others, ...lost(5, reason))).toEqual([{ kind: 'give-up', code: reason }]);
    },
  );

  it.each<FailureCode>(['DROPBOX_FULL', 'STAGING_LOST'])(
    'is not tried again once a person discarded that, told as %s, and is where they retried it',
    (code) => {
      const story = FIVE.flatMap((attempt) => lost(attempt, 'DROPBOX_FULL'));
      const last = story.at(-1)!;
      expect(steps(...story, discarded(last, { consumer: 'router', code }))).toEqual([]);
      expect(steps(...story, retryOrdered(last, { consumer: 'router', code }))).toMatchObject([
        { kind: 'route', attempt: 2 },
      ]);
    },
  );

  it('is not given up by discarding what was another failure', () => {
    const story = FIVE.flatMap((attempt) => lost(attempt, 'DROPBOX_FULL'));
    const other = discarded(story.at(-1)!, { consumer: 'router', code: 'MATTER_UNKNOWN' });
    expect(steps(...story, other)).toEqual([{ kind: 'give-up', code: 'DROPBOX_FULL' }]);
  });
});

describe('a session that lived all of its days', () => {
  it('is no try of its document, however often', () => {
    const before = lost(1, 'DROPBOX_FULL');
    const waited = Array.from({ length: 9 }, () => lost(2, 'STAGING_LOST', PAST)).flat();
    for (const story of [waited, [...before, ...waited]])
      expect(steps(...story)).toMatchObject([{ kind: 'route', attempt: 2, place: { kind: 'kept' } }]);
    expect(steps(...lost(1, 'STAGING_LOST', PAST))).toMatchObject([{ kind: 'route', attempt: 2 }]);
  });

  it('counts where its bytes were lost to something else, or before its end', () => {
    for (const [reason, end] of [
      ['DROPBOX_FULL', PAST],
      ['STAGING_LOST', COMING],
    ] as const)
      expect(steps(...lost(4, reason, end))).toMatchObject([{ kind: 'route', attempt: 5 }]);
  });
});
