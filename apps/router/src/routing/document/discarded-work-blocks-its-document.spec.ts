import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, NamespaceId, type Event, type EventData } from '@counterpart/contracts';
import {
  about,
  added,
  copyPlanned,
  discarded,
  fold,
  keepPlanned,
  MATTER,
  mirrored,
  movePlanned,
  placement,
  relocated,
  routed,
  sceneOf,
  versionAdded,
} from '../document-events.spec-data.js';
import { evolveMatter } from '../matter/matter-course.js';
import { nextMove } from '../moves/next-move.js';
import { isAtRest } from './at-rest.js';
import { nextSteps } from '../placement/next-steps.js';
import { sampleDocument, told } from '../samples.spec-data.js';
import { unsettledState } from '../closing/survey-document.js';

/*
 * After `counterpart parked discard` the router went on waiting for the discarded work: no later version of the document
 * ever went out, and it never moved again.
 */

const first = routed(1);
const second = routed(2);
const { document, matter } = second.data;

/** The uploader’s work. */
const discard = (event: Event, details: Partial<EventData<'WorkDiscarded'>> = {}) =>
  discarded(event, { consumer: 'uploader.stage', ...details });

const steps = (...events: readonly Event[]) => nextSteps(sceneOf(fold(...events)));
const renamed = told('DocumentChanged', {
  document: sampleDocument({ name: 'Answer.pdf', filename: 'Answer.pdf' }, 2),
  changed: ['name'],
});
const upToSecond = [added(1), first, mirrored(first), versionAdded(2), second];

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
    expect(steps(...events)).toEqual([]);
    expect(steps(...events, renamed)).toEqual([]);
    expect(steps(...events, versionAdded(3))).toMatchObject([
      { kind: 'keep', prior: { version: { number: 1 } } },
    ]);
  });

  it('is not sent again when the document comes back from the trash either', () => {
    const trashed = told('DocumentTrashed', { document, matter, trashedAt: '2026-05-02T10:00:00Z' });
    const restored = told('DocumentRestored', { document: sampleDocument({}, 2) });
    const course = fold(...upToSecond, discard(second), trashed, restored);
    expect(nextSteps(sceneOf(course))).toEqual([]);
    const { snapshot, folder } = MATTER;
    const grounds = { policy: DEFAULT_POLICY, snapshot, folder, shut: [], proof: null };
    expect(unsettledState(course, grounds)).toBeNull();
  });

  it('lets the document move again', () => {
    expect(nextMove(sceneOf(fold(...upToSecond, renamed)))).toBeNull();
    expect(nextMove(sceneOf(fold(...upToSecond, renamed, discard(second))))).toMatchObject({
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
    const conflict = told('PlacementConflictFound', {
      ...about(third),
      path: '/x',
      found: 'other-revision',
      foundRev: 'bbbbbbbbb',
      foundContentHash: 'c',
      contentHash: 'd',
    });
    const events = [...upToSecond, discard(second), versionAdded(3), third, late];
    expect(fold(...events).flight?.versionNumber).toBe(3);
    expect(steps(...events, conflict)).toMatchObject([{ kind: 'keep', prior: { version: { number: 2 } } }]);
  });

  it('is no other’s: what is discarded besides changes nothing', () => {
    const other = [discard(second, { consumer: 'notifier' }), discard(first), discarded(keep)];
    expect(fold(...upToSecond, ...other).flight?.versionNumber).toBe(2);
  });
});

it('a version that the router itself gave up after too many tries is not tried again once that is discarded', () => {
  const lost = [1, 2, 3, 4, 5].flatMap((attempt) => {
    const route = routed(2, attempt);
    return [route, told('StagingLost', { ...about(route), attempt, reason: 'STAGING_LOST', left: null })];
  });
  const events = [added(2), ...lost];
  expect(steps(...events)).toMatchObject([{ kind: 'give-up' }]);
  const given = discard(second, { consumer: 'router', code: 'STAGING_LOST' });
  expect(steps(...events, given)).toEqual([]);
  expect(steps(...events, given, versionAdded(3))).toMatchObject([
    { kind: 'route', document: { version: { number: 3 } }, attempt: 1 },
  ]);
});

describe('other work that a person discarded', () => {
  const upToKeep = [added(1), first, mirrored(first), versionAdded(2), keep];

  it('keeping the version in place: the next one, which was to replace it, is given up, and the one after goes on', () => {
    expect(steps(...upToKeep, discarded(keep))).toEqual([]);
    expect(steps(...upToKeep, discarded(keep), versionAdded(3))).toMatchObject([{ kind: 'keep' }]);
  });

  it('a move: it is tried again when something new is known', () => {
    const events = [added(1), first, mirrored(first), renamed, move, discarded(move)];
    expect(nextMove(sceneOf(fold(...events)))).toBeNull();
    expect(nextMove(sceneOf(fold(...events, renamed)))).toMatchObject({ name: 'Answer.pdf' });
  });

  it('a move that was made after all: the document lies where it went', () => {
    const course = fold(added(1), first, mirrored(first), renamed, move, discarded(move), moved);
    expect(course.counterpart?.placement.name).toBe('Answer.pdf');
    expect(isAtRest(course) && nextMove(sceneOf(course)) === null).toBe(true);
  });

  it('a copy, or a move of what goes along: nothing waits for it', () => {
    const along = { ...move.data, counterpart: 'id:kept', along: true as const };
    const trailing = told('RelocationPlanned', along);
    const copying = copyPlanned();
    const events = [added(1), first, mirrored(first), trailing, copying];
    expect(isAtRest(fold(...events))).toBe(false);
    const course = fold(...events, discarded(trailing), discarded(copying));
    expect(isAtRest(course)).toBe(true);
    expect(course.stranded).toEqual(['id:kept']);
  });
});

describe('a folder’s move that a person discarded', () => {
  const ofFolder = { document: null, counterpart: null, from: '/Matters/2026-0001-Reyes' };
  const plan = told('RelocationPlanned', { ...move.data, ...ofFolder });
  const given = [plan, discarded(plan, { document: null })].reduce(evolveMatter, MATTER);

  it('keeps its documents no longer waiting; it is tried again when something new is known', () => {
    expect(given).toMatchObject({ move: null, refused: true, folder: '/Matters/2026-0001-Reyes' });
  });

  it('that was made after all moved the folder', () => {
    const late = told('Relocated', {
      ...moved.data,
      document: null,
      planned: plan.id,
      from: '/Matters/2026-0001-Reyes',
      to: '/Matters/2026-0001-Reyes-Ortiz',
      rev: null,
    });
    expect(evolveMatter(given, late).folder).toBe('/Matters/2026-0001-Reyes-Ortiz');
  });
});
