import { describe, expect, it } from 'vitest';
import { EventId, type Event, type EventName } from '@counterpart/contracts';
import type { Conflict } from './conflict-notice.js';
import { whyQuiet } from './worth-telling.js';

let serial = 0;

/** An event with what is looked at of it. */
function told<Name extends EventName>(name: Name, data: object = {}): Event<Name> {
  serial += 1;
  const id = EventId.parse(`00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`);
  return { id, name, data } as unknown as Event<Name>;
}

const sent = (about: Event) => told('NoticeSent', { about: about.id });
const inTheWay = (to = '/Matters/a/Brief.pdf') =>
  told('RelocationConflictFound', { document: '11', planned: 'p', from: '/x', to, found: 'file', at: to });
const quiet = (event: Event<Conflict>, ...before: readonly Event[]) => whyQuiet(event, [...before, event]);

describe('what is in the way', () => {
  it('is told once, however often it is met', () => {
    const first = inTheWay();
    expect(quiet(first)).toBeNull();
    expect(quiet(inTheWay(), first, sent(first))).toBe('told of this before');
  });

  it('is told again at another place, and after something came of it', () => {
    const first = inTheWay();
    expect(quiet(inTheWay('/Matters/b/Brief.pdf'), first, sent(first))).toBeNull();
    expect(quiet(inTheWay(), first, sent(first), told('Relocated', { planned: 'q' }))).toBeNull();
  });

  it('is not told again because something moved along with the document', () => {
    const first = inTheWay();
    const plan = told('RelocationPlanned', { along: true });
    const along = told('Relocated', { planned: plan.id });
    expect(quiet(inTheWay(), first, sent(first), plan, along)).toBe('told of this before');
  });

  it('is told where the first notice never went out', () => {
    expect(quiet(inTheWay(), inTheWay())).toBeNull();
  });

  it('of a folder is nobody’s work where its documents go one by one', () => {
    for (const found of ['folder', 'nothing']) {
      expect(quiet(told('RelocationConflictFound', { document: null, found }))).toBe('it goes on by itself');
    }
    expect(quiet(told('RelocationConflictFound', { document: null, found: 'file' }))).toBeNull();
  });
});

describe('a file that somebody changed', () => {
  it('is not told of where the next version is routed anew because of it', () => {
    const conflict = told('PlacementConflictFound', { found: 'other-revision', path: '/a' });
    expect(quiet(conflict, told('DocumentMirrored'), told('VersionArchived'))).toBe('it goes on by itself');
    expect(quiet(conflict, told('VersionArchived'), told('DocumentMirrored'))).toBeNull();
    expect(whyQuiet(conflict, [conflict, told('DocumentRouted')])).toBe('it goes on by itself');
  });

  it('is told of where the edit is kept, and not where there was none', () => {
    expect(quiet(told('VersionArchived', { handEdit: { path: '/a/_Archive/b' } }))).toBeNull();
    expect(quiet(told('VersionArchived', { how: 'copied', handEdit: null }))).toBe('it goes on by itself');
  });
});

describe('a version that could not be kept', () => {
  const unkept = (versionNumber: number) =>
    told('VersionArchived', { how: 'unavailable', versionNumber, handEdit: null });

  it('is told, though nobody edited the file by hand, and each one by itself', () => {
    const first = unkept(1);
    expect(quiet(first)).toBeNull();
    expect(quiet(unkept(1), first, sent(first))).toBe('told of this before');
    expect(quiet(unkept(2), first, sent(first))).toBeNull();
  });
});

describe('a refused move', () => {
  it('is told where a person has to confirm, and only of the document itself', () => {
    const plan = told('RelocationPlanned', { along: true });
    const refused = (planned: string, reason: string) =>
      told('RelocationRefused', { planned, reason, to: '/a' });
    expect(quiet(refused('p', 'CONFIRMATION_MISSING'))).toBeNull();
    expect(quiet(refused(plan.id, 'CONFIRMATION_MISSING'), plan)).toBe('it goes on by itself');
    expect(quiet(refused('p', 'RESTRICTED_FOLDER_NOT_PROVEN'))).toBe('it goes on by itself');
  });
});
