import { describe, expect, it } from 'vitest';
import { NamespaceId, type Event, type EventData } from '@counterpart/contracts';
import {
  fold,
  HOME,
  MATTER,
  moveAfter,
  sceneOf,
  stateOf,
  stepsAfter,
} from '../ground/decisions.spec-data.js';
import {
  about,
  added,
  changed,
  inPlace,
  inTheWay,
  lostFiveTimes,
  mirrored,
  placement,
  restored,
  routed,
  trashed,
  versionAdded,
} from '../ground/document-events.spec-data.js';
import { copyPlanned, keepPlanned, movePlanned, relocated } from '../ground/archive-events.spec-data.js';
import { discarded } from '../ground/failed-work.spec-data.js';
import { told } from '../ground/samples.spec-data.js';
import { evolveMatter } from '../matter/matter-course.js';
import { nextMove } from '../moves/next-move.js';
import { isAtRest } from './at-rest.js';
import { nextSteps } from '../placement/next-steps.js';

/*
 * After `counterpart parked discard` the router went on waiting for the discarded work: no later version of the document
 * ever went out, and it never moved again.
 */

const second = routed(2);

/** The uploader’s work. */
const discard = (event: Event, details: Partial<EventData<'WorkDiscarded'>> = {}) =>
  discarded(event, { consumer: 'uploader.stage', ...details });

const renamed = changed({ name: 'Answer.pdf', filename: 'Answer.pdf' }, 2);
const upToSecond = [...inPlace(), versionAdded(2), second];

const staged = told('DocumentStaged', {
  ...about(second),
  attempt: 1,
  namespace: NamespaceId.parse('123'),
  placement: second.data.placement,
  replaces: 'aaaaaaaaa',
  counterpart: 'id:abc',
  clientModified: null,
  session: 's',
  size: 1024,
  contentHash: 'd',
  sha256: 's',
  expiresAt: '2026-05-08T10:00:00Z',
});

const move = movePlanned(placement.folder, { to: { ...placement, name: 'Answer.pdf' } });
const moved = relocated(move);
const keep = keepPlanned();

describe('an upload that a person discarded', () => {
  it.each([
    ['while its bytes were fetched', discard(second), []],
    ['while it was committed', discard(staged, { consumer: 'uploader.commit' }), [staged]],
  ])('is given up for good, and the next version goes on: %s', (_, given, before) => {
    const events = [...upToSecond, ...before, given];
    expect(stepsAfter(...events)).toEqual([]);
    expect(stepsAfter(...events, renamed)).toEqual([]);
    expect(stepsAfter(...events, versionAdded(3))).toMatchObject([
      { kind: 'keep', prior: { version: { number: 1 } } },
    ]);
  });

  it('is not sent again when the document comes back from the trash either', () => {
    const course = fold(...upToSecond, discard(second), trashed(), restored(2));
    expect(nextSteps(sceneOf(course))).toEqual([]);
    expect(stateOf(course, null)).toBeNull();
  });

  it('lets the document move again', () => {
    expect(moveAfter(...upToSecond, renamed)).toBeNull();
    expect(moveAfter(...upToSecond, renamed, discard(second))).toMatchObject({
      name: 'Answer.pdf',
    });
  });

  it('is the version in place where it came there after all', () => {
    const late = mirrored(second, 'bbbbbbbbb');
    const course = fold(...upToSecond, discard(second), late);
    expect(course.counterpart).toMatchObject({ versionNumber: 2, rev: 'bbbbbbbbb' });
    expect(course.givenUp).toEqual([]);
    expect(course.abandoned?.size).toBe(0);
  });

  it('that came into place after all is kept before the next version, which was on its way, is routed anew', () => {
    const third = routed(3);
    const late = mirrored(second, 'bbbbbbbbb');
    const conflict = inTheWay(third, 'other-revision', 'bbbbbbbbb');
    const events = [...upToSecond, discard(second), versionAdded(3), third, late];
    expect(fold(...events).flight?.versionNumber).toBe(3);
    expect(stepsAfter(...events, conflict)).toMatchObject([
      { kind: 'keep', prior: { version: { number: 2 } } },
    ]);
  });

  it('is no other’s: what is discarded besides changes nothing', () => {
    const other = [discard(second, { consumer: 'notifier' }), discard(routed(1)), discarded(keep)];
    expect(fold(...upToSecond, ...other).flight?.versionNumber).toBe(2);
  });
});

it('a version that the router itself gave up after too many tries is not tried again once that is discarded', () => {
  const events = [added(2), ...lostFiveTimes(2)];
  expect(stepsAfter(...events)).toMatchObject([{ kind: 'give-up' }]);
  const given = discard(second, { consumer: 'router', code: 'STAGING_LOST' });
  expect(stepsAfter(...events, given)).toEqual([]);
  expect(stepsAfter(...events, given, versionAdded(3))).toMatchObject([
    { kind: 'route', document: { version: { number: 3 } }, attempt: 1 },
  ]);
});

describe('other work that a person discarded', () => {
  const upToKeep = [...inPlace(), versionAdded(2), keep];

  it('keeping the version in place: the next one, which was to replace it, is given up, and the one after goes on', () => {
    expect(stepsAfter(...upToKeep, discarded(keep))).toEqual([]);
    expect(stepsAfter(...upToKeep, discarded(keep), versionAdded(3))).toMatchObject([{ kind: 'keep' }]);
  });

  it('a move: it is tried again when something new is known', () => {
    const events = [...inPlace(), renamed, move, discarded(move)];
    expect(moveAfter(...events)).toBeNull();
    expect(moveAfter(...events, renamed)).toMatchObject({ name: 'Answer.pdf' });
  });

  it('a move that was made after all: the document lies where it went', () => {
    const course = fold(...inPlace(), renamed, move, discarded(move), moved);
    expect(course.counterpart?.placement.name).toBe('Answer.pdf');
    expect(isAtRest(course) && nextMove(sceneOf(course)) === null).toBe(true);
  });

  it('a copy, or a move of what goes along: nothing waits for it', () => {
    const along = { ...move.data, counterpart: 'id:kept', along: true as const };
    const trailing = told('RelocationPlanned', along);
    const copying = copyPlanned();
    const events = [...inPlace(), trailing, copying];
    expect(isAtRest(fold(...events))).toBe(false);
    const course = fold(...events, discarded(trailing), discarded(copying));
    expect(isAtRest(course)).toBe(true);
    expect(course.stranded).toEqual(['id:kept']);
  });
});

describe('a folder’s move that a person discarded', () => {
  const ofFolder = { document: null, counterpart: null, from: HOME };
  const plan = told('RelocationPlanned', { ...move.data, ...ofFolder });
  const given = [plan, discarded(plan, { document: null })].reduce(evolveMatter, MATTER);

  it('keeps its documents no longer waiting; it is tried again when something new is known', () => {
    expect(given).toMatchObject({ move: null, refused: true, folder: HOME });
  });

  it('that was made after all moved the folder', () => {
    const late = told('Relocated', {
      ...moved.data,
      document: null,
      planned: plan.id,
      from: HOME,
      to: `${HOME}-Ortiz`,
      rev: null,
    });
    expect(evolveMatter(given, late).folder).toBe(`${HOME}-Ortiz`);
  });
});
