import { DocumentId, FirmId, type Event, type EventName } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { evolveStatus, type DocumentStatus } from './document-status.js';

const document = DocumentId.parse('501');
const at = (second: number): string => `2026-11-24T09:00:${String(second).padStart(2, '0')}.000Z`;

/** Only what the fold reads: complete events are the contracts' business. */
const event = (name: EventName, second: number, data: unknown): Event =>
  ({ name, firm: FirmId.parse('reyes'), time: at(second), data }) as unknown as Event;

const added = (number: number, second: number, updatedAt = at(second)): Event =>
  event(number === 1 ? 'DocumentAdded' : 'DocumentVersionAdded', second, {
    document: { id: document, matter: '77', version: { number }, updatedAt },
  });
const routed = (number: number, second: number): Event =>
  event('DocumentRouted', second, {
    document,
    matter: '77',
    version: { number },
    placement: { folder: '/Matters/77', name: 'Brief.pdf' },
  });
const outcome = (name: EventName, versionNumber: number, second: number, more = {}): Event =>
  event(name, second, { document, matter: '77', versionNumber, ...more });
const mirrored = (version: number, second: number): Event =>
  outcome('DocumentMirrored', version, second, { path: '/Matters/77/Brief.pdf' });

const given = (consumer: string, second: number): Event =>
  event('WorkDeadLettered', second, { document, matter: '77', consumer, eventId: null });

const fold = (...events: Event[]): DocumentStatus | undefined =>
  events.reduce<DocumentStatus | undefined>((status, told) => evolveStatus(status, told), undefined);

describe('the status of a document', () => {
  it('follows it from Clio into Dropbox', () => {
    const steps = [added(1, 1), routed(1, 2), outcome('DocumentStaged', 1, 3), mirrored(1, 4)];
    const states = steps.map((_, index) => fold(...steps.slice(0, index + 1))?.state);
    expect(states).toEqual(['added', 'routed', 'staged', 'mirrored']);
    expect(fold(...steps)).toEqual({
      firm: 'reyes',
      document,
      matter: '77',
      latestVersionSeen: 1,
      state: 'mirrored',
      path: '/Matters/77/Brief.pdf',
      mirroredVersion: 1,
      addedAt: at(1),
      mirroredAt: at(4),
      updatedAt: at(4),
      givenUp: [],
    });
  });

  it('lies where its move went; a prior version that goes along changes nothing', () => {
    const move = (from: string, to: string, second: number): Event =>
      event('Relocated', second, { document, matter: '77', planned: at(second), from, to });
    const story = [added(1, 1), mirrored(1, 2), move('/Matters/77/Brief.pdf', '/Matters/78/Brief.pdf', 3)];
    expect(fold(...story)).toMatchObject({ path: '/Matters/78/Brief.pdf', state: 'mirrored' });
    const along = move('/Matters/77/_Archive/Brief_v1.pdf', '/Matters/78/_Archive/Brief_v1.pdf', 4);
    expect(fold(...story, along)?.path).toBe('/Matters/78/Brief.pdf');
  });

  it('is pending again when a later version arrives, and keeps which one is mirrored', () => {
    expect(fold(added(1, 1), mirrored(1, 2), added(2, 3))).toMatchObject({
      state: 'added',
      latestVersionSeen: 2,
      mirroredVersion: 1,
      addedAt: at(3),
    });
  });

  it('is not settled by what happened to an older version', () => {
    expect(fold(added(1, 1), added(2, 2), outcome('DocumentSkipped', 1, 3))?.state).toBe('added');
    expect(fold(added(1, 1), added(2, 2), mirrored(1, 3))).toMatchObject({
      state: 'added',
      mirroredVersion: 1,
    });
  });

  it.each([
    ['DocumentSkipped', 'skipped'],
    ['SourceMissing', 'missing'],
    ['StagingLost', 'routed'],
    ['PlacementConflictFound', 'conflict'],
  ] as const)('after %s is %s', (name, state) => {
    expect(fold(added(1, 1), outcome(name, 1, 2, { path: '/x' }))?.state).toBe(state);
  });

  it('is dead after a dead letter, until a retry brings it into place', () => {
    const dead = [added(1, 1), given('uploader.stage', 2)] as const;
    expect(fold(...dead)?.state).toBe('dead');
    expect(fold(...dead, mirrored(1, 3))?.state).toBe('mirrored');
  });

  it('is not changed by an e-mail about it that could not be sent', () => {
    expect(fold(added(1, 1), mirrored(1, 2), given('notifier', 3))?.state).toBe('mirrored');
  });

  it('waits since its change in Clio, however late it was told (found by a sweep)', () => {
    expect(fold(added(1, 50, at(3)))?.addedAt).toBe(at(3));
    expect(fold(added(1, 3, at(50)))?.addedAt).toBe(at(3));
  });

  it('that is stuck gets no younger with each version', () => {
    const stuck = [added(1, 1), given('uploader.stage', 2), added(2, 30)] as const;
    expect(fold(...stuck)).toMatchObject({ state: 'added', addedAt: at(1) });
    expect(fold(...stuck, mirrored(2, 31), added(3, 40))?.addedAt).toBe(at(40));
    const held = outcome('DocumentSkipped', 1, 2, { reason: 'PRIVILEGED_HELD' });
    expect(fold(added(1, 1), held, added(2, 30))?.addedAt).toBe(at(1));
    const filtered = outcome('DocumentSkipped', 1, 2, { reason: 'FILTERED' });
    expect(fold(added(1, 1), filtered)?.addedAt).toBeNull();
    expect(fold(added(1, 1), filtered, added(2, 30))?.addedAt).toBe(at(30));
  });

  it('comes to the same end whatever an earlier version of the fold left behind', () => {
    const story = [added(1, 1), mirrored(1, 2), added(2, 3), given('uploader.stage', 4)];
    const end = fold(...story);
    expect(
      story.reduce<DocumentStatus | undefined>((status, told) => evolveStatus(status, told), end),
    ).toEqual(end);
  });

  it('is given up no more when all given-up work for it was done or given up for good', () => {
    const after = (name: EventName, consumer: string): Event =>
      event(name, 9, { document, matter: '77', consumer, eventId: null });
    const story = [added(1, 1), mirrored(1, 2), given('archiver.relocate', 3)] as const;
    const done = after('WorkRecovered', 'archiver.relocate');
    expect(fold(...story, done)?.state).toBe('mirrored');
    expect(fold(...story, after('WorkDiscarded', 'archiver.relocate'))?.state).toBe('mirrored');
    expect(fold(...story, after('WorkRecovered', 'archiver.thin'))?.state).toBe('dead');
    expect(fold(...story, given('archiver.thin', 4), done)?.state).toBe('dead');
    const lost = [added(1, 1), given('uploader.stage', 2)] as const;
    expect(fold(...lost, after('WorkDiscarded', 'uploader.stage'))?.state).toBe('dead');
    expect(fold(...lost, after('WorkRecovered', 'uploader.stage'))?.state).toBe('added');
  });

  describe('whose prior version could not be locked away', () => {
    const work = (name: EventName, eventId: string, second: number): Event =>
      event(name, second, { document, matter: '77', consumer: 'archiver', eventId });
    const stranded = (eventId: string): Event => work('WorkDeadLettered', eventId, 3);
    const open = [added(1, 1), mirrored(1, 2), stranded('v1')] as const;
    const second = [added(2, 4), routed(2, 5), outcome('DocumentStaged', 2, 6), mirrored(2, 7)] as const;

    it('is not in sync because a later version came into place', () => {
      expect(fold(...open, ...second.slice(0, 3))).toMatchObject({ state: 'staged', addedAt: at(3) });
      expect(fold(...open, ...second)).toMatchObject({ state: 'dead', mirroredVersion: 2, addedAt: at(3) });
      expect(fold(...open, ...second, work('WorkRecovered', 'v1', 8))?.state).toBe('mirrored');
      expect(fold(...open, work('WorkDiscarded', 'v1', 4), ...second)?.state).toBe('mirrored');
    });

    it('is not in sync because a rule left a later version out', () => {
      const filtered = outcome('DocumentSkipped', 2, 5, { reason: 'FILTERED' });
      expect(fold(...open, added(2, 4), filtered)).toMatchObject({ state: 'dead', addedAt: at(3) });
    });

    it('is not in sync because another one was', () => {
      const two = [...open, stranded('v2')] as const;
      expect(fold(...two, work('WorkRecovered', 'v1', 8))?.state).toBe('dead');
      expect(fold(...two, work('WorkRecovered', 'v1', 8), work('WorkRecovered', 'v2', 9))?.state).toBe(
        'mirrored',
      );
    });

    it('begins anew in another Dropbox without what was to be done in the one before', () => {
      const restarted = event('MirroringRestarted', 5, { document, matter: '77' });
      expect(fold(...open, restarted, routed(1, 6), mirrored(1, 7))?.state).toBe('mirrored');
    });
  });

  it('that was marked privileged is not in sync while it still lies in an open place', () => {
    const about = { document, matter: '77', planned: 'move' };
    const data = { document, matter: '77', access: 'into-restricted' };
    const planned = { ...event('RelocationPlanned', 3, data), id: 'move' } as unknown as Event;
    const refused = event('RelocationRefused', 4, { ...about, reason: 'LEGAL_HOLD' });
    const moved = event('Relocated', 5, {
      ...about,
      from: '/Matters/77/Brief.pdf',
      to: '/Privileged/Brief.pdf',
    });
    const open = [added(1, 1), mirrored(1, 2), planned] as const;
    expect(fold(...open)).toMatchObject({ state: 'routed', move: { since: at(3) } });
    expect(fold(...open, refused)?.state).toBe('dead');
    expect(fold(...open, refused, planned)).toMatchObject({ state: 'routed', move: { since: at(3) } });
    for (const story of [
      [...open, moved],
      [...open, refused, moved],
      [...open, refused, planned, moved],
    ]) {
      expect(fold(...story)).toMatchObject({ state: 'mirrored', path: '/Privileged/Brief.pdf' });
      expect(fold(...story)?.move).toBeUndefined();
    }
    const along = event('RelocationPlanned', 3, { ...data, along: true });
    expect(fold(added(1, 1), mirrored(1, 2), along)?.state).toBe('mirrored');
  });

  it('lies where it was locked away, though a folder took it along after that was decided', () => {
    const about = { document, matter: '77', planned: 'move' };
    const data = { document, matter: '77', access: 'into-restricted' };
    const planned = { ...event('RelocationPlanned', 3, data), id: 'move' } as unknown as Event;
    const way = { from: '/Matters/77/Brief.pdf', to: '/Privileged/Brief.pdf' };
    const open = fold(added(1, 1), mirrored(1, 2), planned);
    const carried = open && { ...open, path: '/Matters/77-new/Brief.pdf' };
    const shut = evolveStatus(carried, event('Relocated', 5, { ...about, ...way }));
    expect(shut).toMatchObject({ state: 'mirrored', path: '/Privileged/Brief.pdf' });
  });

  it('whose move could not be made stays in conflict when a later version came into the old place', () => {
    const planned = {
      ...event('RelocationPlanned', 3, { document, access: 'unchanged' }),
      id: 'move',
    } as unknown as Event;
    const conflict = event('RelocationConflictFound', 5, {
      document,
      planned: 'move',
      found: 'file',
      at: null,
    });
    const story = [added(1, 1), mirrored(1, 2), added(2, 4), planned, conflict] as const;
    expect(fold(...story)).toMatchObject({ state: 'added', addedAt: at(4) });
    expect(fold(...story, mirrored(2, 6))).toMatchObject({ state: 'conflict', move: { since: at(3) } });
  });

  it('that was left out, or in place, waits since it began to wait anew', () => {
    const filtered = outcome('DocumentSkipped', 1, 2, { reason: 'FILTERED' });
    expect(fold(added(1, 1), filtered, routed(1, 8))?.addedAt).toBe(at(8));
    expect(fold(added(1, 1), filtered, given('uploader.stage', 8))?.addedAt).toBe(at(8));
    expect(fold(added(1, 1), mirrored(1, 2), given('archiver.thin', 8))?.addedAt).toBe(at(8));
    expect(fold(added(1, 1), mirrored(1, 2), routed(1, 8))?.addedAt).toBe(at(8));
  });

  it('does not exist because of events that tell of no document', () => {
    expect(fold(event('ScaffoldPlanned', 1, { matter: '77' }))).toBeUndefined();
  });
});
