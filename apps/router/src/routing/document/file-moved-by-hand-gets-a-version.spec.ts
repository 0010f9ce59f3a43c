import { describe, expect, it } from 'vitest';
import type { Event, EventData } from '@counterpart/contracts';
import { fold, stepsAfter } from '../ground/decisions.spec-data.js';
import {
  added,
  changed,
  inPlace,
  inTheWay,
  lostFiveTimes,
  routed,
  subject,
  versionAdded,
} from '../ground/document-events.spec-data.js';
import { keepPlanned, keptAs, movePlanned, relocated } from '../ground/archive-events.spec-data.js';
import { retryOrdered } from '../ground/failed-work.spec-data.js';
import { told } from '../ground/samples.spec-data.js';
import { revToReplace } from '../versions/version-course.js';

/*
 * Somebody moved a counterpart by hand, which the default policy leaves. The next version was uploaded five times, each time
 * to find nothing at its place, and given up: neither a retry nor moving the file back nor another version set it free.
 */

const PLACE = '/Matters/2026-0001-Reyes/Pleadings/Complaint.pdf';
const ELSEWHERE = '/Elsewhere/Complaint.pdf';
const upToSecond = [...inPlace(), versionAdded(2)];

const steps = (events: readonly Event[]) => stepsAfter(...events);

/** The version in place is kept, and the file found by its id, or not. */
function kept(rev: string | null): readonly Event[] {
  const planned = keepPlanned();
  return [planned, keptAs(planned, rev, { how: 'recognised' })];
}

/** One upload, which finds nothing at its place. */
function missed(attempt: number, versionNumber = 2): readonly Event[] {
  const route = routed(versionNumber, attempt);
  return [route, inTheWay(route, 'nothing')];
}

const drift = (kind: EventData<'DriftFound'>['kind'], path: string | null) =>
  told('DriftFound', {
    ...subject,
    kind,
    counterpart: 'id:abc',
    mirrored: PLACE,
    found: path === null ? null : { path, rev: 'aaaaaaaaa', contentHash: 'c' },
  });
const movedAway = drift('moved', ELSEWHERE);
const back = told('DriftHealed', {
  ...subject,
  drift: movedAway.id,
  kind: 'moved',
  counterpart: 'id:abc',
  path: PLACE,
  rev: 'aaaaaaaaa',
  how: 'found',
  handEdit: null,
});

/** Does what the router decides while the file lies elsewhere. @returns how many uploads it took until nothing more was to be done */
function uploadsOf(events: Event[], limit = 30): number {
  let uploads = 0;
  for (let turn = 0; turn < limit; turn += 1) {
    const [step] = steps(events);
    if (step === undefined) return uploads;
    if (step.kind === 'keep') events.push(...kept('aaaaaaaaa'));
    else if (step.kind === 'route') {
      uploads += 1;
      events.push(...missed(step.attempt, step.document.version.number));
    } else throw new Error(`the router was to wait, not to ${step.kind}`);
  }
  throw new Error('it never ended');
}

describe('a version of a file that somebody moved by hand', () => {
  const waiting: Event[] = [...upToSecond];

  it('is sent once, and waits then', () => {
    expect(uploadsOf(waiting)).toBe(1);
    expect(fold(...waiting).blocked).toBe(true);
    expect(steps([...waiting, movedAway])).toEqual([]);
  });

  it('goes out when the file is back', () => {
    const events = [...waiting, movedAway, back];
    expect(steps(events)).toMatchObject([{ kind: 'keep' }]);
    expect(steps([...events, ...kept('aaaaaaaaa')])).toMatchObject([
      { kind: 'route', document: { version: { number: 2 } } },
    ]);
  });

  it('goes out when the file is back though somebody edited it', () => {
    const events = [...waiting, movedAway, drift('edited', PLACE)];
    expect(steps(events)).toMatchObject([{ kind: 'keep' }]);
    expect(steps([...waiting, movedAway, drift('edited', ELSEWHERE)])).toEqual([]);
  });

  it('goes out when the file was deleted after all', () => {
    const events = [...waiting, movedAway, drift('deleted', null), ...kept(null)];
    expect(steps(events)).toMatchObject([{ kind: 'route' }]);
    expect(revToReplace(fold(...events))).toBeNull();
  });

  it('is tried once more with each thing that is new, and never given up', () => {
    for (const news of [versionAdded(3), changed({}, 2)]) {
      const events = [...waiting, news];
      expect(uploadsOf(events)).toBe(1);
      expect(uploadsOf([...events, news])).toBe(1);
    }
  });

  it('goes out to where we moved the file', () => {
    const plan = movePlanned('/Privileged/2026-0001', { access: 'into-restricted' });
    expect(fold(...waiting, plan, relocated(plan)).blocked).toBe(false);
  });
});

it('a file that was deleted between the keeping and the commit makes room for the next version', () => {
  const events = [...upToSecond, ...kept('aaaaaaaaa'), ...missed(1), ...kept(null)];
  expect(steps(events)).toMatchObject([{ kind: 'route', attempt: 2 }]);
  expect(revToReplace(fold(...events))).toBeNull();
});

describe('what was given up like this before', () => {
  const five = [1, 2, 3, 4, 5].flatMap((attempt) => [...kept('aaaaaaaaa'), ...missed(attempt)]);
  const retry = retryOrdered(five.at(-1)!, { consumer: 'router', code: 'STAGING_LOST' });

  it.each([
    ['an operator has it tried again', [retry]],
    ['the file is back', [movedAway, back]],
    ['another version comes', [versionAdded(3)]],
  ])('goes on when %s', (_, news) => {
    expect(['keep', 'route']).toContain(steps([...upToSecond, ...five, ...news])[0]?.kind);
  });
});

it('a version whose uploads were lost five times is tried again where an operator says so, to the same place', () => {
  const lost = lostFiveTimes(1);
  const events = [added(1), ...lost];
  expect(steps(events)).toMatchObject([{ kind: 'give-up' }]);
  const retry = retryOrdered(lost.at(-1)!, { consumer: 'router', code: 'STAGING_LOST' });
  expect(steps([...events, retry])).toMatchObject([{ kind: 'route', attempt: 2, place: { kind: 'kept' } }]);
});
