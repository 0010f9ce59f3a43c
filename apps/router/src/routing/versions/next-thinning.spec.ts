import { describe, expect, it } from 'vitest';
import { EventId, Policy, type Event, type EventData } from '@counterpart/contracts';
import { evolve, UNSEEN } from '../document/document-course.js';
import { HOME } from '../ground/decisions.spec-data.js';
import {
  added,
  changed,
  mirrored,
  placement,
  PRIVILEGED,
  routedTo,
  trashed,
  versionAdded,
} from '../ground/document-events.spec-data.js';
import { keepPlanned, keptAs } from '../ground/archive-events.spec-data.js';
import { discarded } from '../ground/failed-work.spec-data.js';
import { sampleDocument, sampleMatter, told } from '../ground/samples.spec-data.js';
import { evolveMatter, UNKNOWN_MATTER } from '../matter/matter-course.js';
import { nextSteps } from '../placement/next-steps.js';
import { nextThinning } from './next-thinning.js';

const SHELF = `${HOME}/Pleadings/_Archive`;
const { id: DOCUMENT } = sampleDocument();
const { id: MATTER } = sampleMatter();
const about = { document: DOCUMENT, matter: MATTER };

/** Versions 1 to `count` were replaced, one a day from May 2nd on; the next one lies in place. */
function replaced(count: number, shelf = SHELF): readonly Event[] {
  const lies = { ...placement, folder: shelf.slice(0, shelf.lastIndexOf('/')) };
  const events: Event[] = [];
  for (let number = 1; number <= count + 1; number += 1) {
    events.push(number === 1 ? added() : versionAdded(number));
    if (number > 1) events.push(...kept(number - 1, shelf));
    const route = routedTo(lies, number);
    const content = { counterpart: 'id:a', contentHash: `hash ${number}` };
    events.push(route, mirrored(route, `aaaaaaaa${number}`, content));
  }
  return events;
}

function kept(number: number, folder: string): readonly Event[] {
  const to = { folder, name: `Complaint_v${number}.pdf`, disambiguated: false };
  const file = { counterpart: 'id:a', rev: `aaaaaaaa${number}`, size: 1024, contentHash: `hash ${number}` };
  const planned = keepPlanned(number, { ...file, to });
  const archived = keptAs(planned, file.rev, {
    kept: { path: `${folder}/${to.name}`, file: `id:v${number}`, contentHash: file.contentHash },
    current: { rev: file.rev, contentHash: file.contentHash },
  });
  return [planned, { ...archived, time: `2026-05-0${number + 1}T10:00:00Z` }];
}

const matterOf = (...events: readonly Event[]) => {
  const folders = [HOME];
  const known = [
    told('MatterRegistered', { matter: sampleMatter() }),
    told('ScaffoldPlanned', { matter: MATTER, folders, policyVersion: 0 }),
  ];
  return [...known, ...events].reduce(evolveMatter, UNKNOWN_MATTER);
};

const sceneOf = (events: readonly Event[], thinning: object) => ({
  policy: Policy.parse({ versions: { thinning } }),
  matter: matterOf(),
  course: events.reduce(evolve, UNSEEN),
  restricted: ['/Privileged'],
  onHold: false,
});

const numbers = (events: readonly Event[], thinning: object, now = '2026-05-05T12:00:00Z') =>
  nextThinning(sceneOf(events, thinning), new Date(now))?.versions.map(({ number }) => number) ?? [];

const archive = {
  path: `${SHELF}/Complaint_versions_1-2.zip`,
  file: 'id:zip',
  rev: 'bbbbbbbbb',
  size: 100,
  contentHash: 'z',
  versions: [1, 2],
};

function thinningOf(events: readonly Event[], thinning: object): Event<'VersionThinningPlanned'> {
  const step = nextThinning(sceneOf(events, thinning), new Date('2026-05-05T12:00:00Z'));
  if (step === null) throw new TypeError('nothing is to be thinned');
  const to = { folder: SHELF, name: 'Complaint_versions_1-2.zip', disambiguated: false };
  return told('VersionThinningPlanned', {
    ...about,
    ...step,
    versions: [...step.versions],
    why: [...step.why],
    to,
    policyVersion: 0,
  });
}

const thinned = (planned: EventId, details: Partial<EventData<'VersionsThinned'>> = {}) =>
  told('VersionsThinned', {
    ...about,
    planned,
    archive: { ...archive, manifestSha256: 'm', how: 'packed' },
    removed: [1, 2],
    left: [],
    earlier: null,
    ...details,
  });

const refused = (planned: EventId, details: Partial<EventData<'VersionThinningRefused'>>) =>
  told('VersionThinningRefused', { ...about, planned, reason: 'DROPBOX_REFUSED', changed: [], ...details });

describe('which prior versions are rolled up', () => {
  it('none where the policy says nothing', () => {
    expect(numbers(replaced(4), {})).toEqual([]);
  });

  it('those beyond the newest that stay files', () => {
    expect(numbers(replaced(4), { keepNewest: 2 })).toEqual([1, 2]);
    expect(numbers(replaced(4), { keepNewest: 4 })).toEqual([]);
  });

  it('those that were replaced long enough ago', () => {
    expect(numbers(replaced(4), { afterDays: 2 })).toEqual([1, 2]);
    expect(numbers(replaced(4), { afterDays: 2 }, '2026-05-04T09:59:59Z')).toEqual([]);
  });

  it('those that either rule wants', () => {
    expect(numbers(replaced(4), { keepNewest: 3, afterDays: 2 })).toEqual([1, 2]);
  });

  it('none of a document that is deleted, on its way, or of a matter on hold or being archived', () => {
    const scene = sceneOf(replaced(4), { keepNewest: 1 });
    const at = new Date('2026-05-05T12:00:00Z');
    expect(nextThinning(scene, at)).not.toBeNull();
    expect(nextThinning({ ...scene, onHold: true }, at)).toBeNull();
    expect(numbers([...replaced(4), trashed()], { keepNewest: 1 })).toEqual([]);
    const underWay = replaced(4).filter(
      ({ name, data }) => !(name === 'DocumentMirrored' && data.versionNumber === 5),
    );
    expect(numbers(underWay, { keepNewest: 1 })).toEqual([]);
    const closing = EventId.parse('00000000-0000-4000-8000-000000000077');
    const began = {
      matter: MATTER,
      closing,
      action: 'move' as const,
      askAfter: '2026-05-09T10:00:00Z',
      policyVersion: 0,
    };
    expect(nextThinning({ ...scene, matter: matterOf(told('ClosingBegun', began)) }, at)).toBeNull();
  });

  it('none of what is privileged by now and lies open: it is locked away first', () => {
    const { course, ...scene } = sceneOf(replaced(4), { keepNewest: 1 });
    const marked = changed(PRIVILEGED, 5);
    const now = new Date('2026-05-05T12:00:00Z');
    expect(nextThinning({ ...scene, course: evolve(course, marked) }, now)).toBeNull();
  });

  it('says that what lies in the restricted folder stays there', () => {
    const shelf = '/Privileged/2026-0001/_Archive';
    const events = [...replaced(3, shelf), changed(PRIVILEGED, 4)];
    const step = nextThinning(sceneOf(events, { keepNewest: 1 }), new Date('2026-05-05T12:00:00Z'));
    expect(step).toMatchObject({ access: 'restricted' });
  });
});

describe('while prior versions are rolled up', () => {
  const story = replaced(4);
  const planned = thinningOf(story, { keepNewest: 2 });

  it('no version goes out, nothing moves and nothing is planned again', () => {
    const course = [...story, planned, versionAdded(6)].reduce(evolve, UNSEEN);
    const ground = { policy: Policy.parse({}), matter: matterOf(), restricted: [] };
    expect(nextSteps({ ...ground, course })).toEqual([]);
    expect(numbers([...story, planned], { keepNewest: 1 })).toEqual([]);
    const after = evolve(course, refused(planned.id, {}));
    expect(nextSteps({ ...ground, course: after })).toMatchObject([{ kind: 'keep' }]);
  });

  it('the ZIP goes along with its document afterwards, and joins the next one', () => {
    const events = [...story, planned, thinned(planned.id)];
    const { shelf } = events.reduce(evolve, UNSEEN);
    expect(shelf.map(({ file }) => file)).toEqual(['id:v3', 'id:v4', 'id:zip']);
    const step = nextThinning(sceneOf(events, { keepNewest: 1 }), new Date('2026-05-05T12:00:00Z'));
    expect(step).toMatchObject({ versions: [{ number: 3 }], earlier: archive });
  });

  it('what somebody changed by hand is left alone from then on; what was deleted is forgotten', () => {
    const changed = [
      { number: 1, found: 'edited' as const },
      { number: 2, found: 'nothing' as const },
    ];
    const events = [...story, planned, refused(planned.id, { reason: 'VERSIONS_CHANGED', changed })];
    expect(numbers(events, { keepNewest: 1 })).toEqual([3]);
    expect(events.reduce(evolve, UNSEEN).shelf.map(({ file }) => file)).toEqual(['id:v1', 'id:v3', 'id:v4']);
    const left = [{ number: 1, because: 'moved' as const }];
    const thinnedThen = thinned(planned.id, { removed: [2], left });
    expect(numbers([...story, planned, thinnedThen], { keepNewest: 1 })).toEqual([3]);
  });

  it('what a legal hold left in place is rolled up when that is lifted', () => {
    const left = [1, 2].map((number) => ({ number, because: 'legal-hold' as const }));
    const events = [...story, planned, thinned(planned.id, { removed: [], left })];
    expect(numbers(events, { keepNewest: 2 })).toEqual([1, 2]);
  });

  it('what was refused is tried again a day later', () => {
    const no = { ...refused(planned.id, {}), time: '2026-05-05T12:00:00Z' };
    expect(numbers([...story, planned, no], { keepNewest: 2 }, '2026-05-06T11:59:59Z')).toEqual([]);
    expect(numbers([...story, planned, no], { keepNewest: 2 }, '2026-05-06T12:00:00Z')).toEqual([1, 2]);
  });

  it('what a person discarded stays as it is and holds nothing up; what was rolled up after all is', () => {
    const given = [...story, planned, discarded(planned, { consumer: 'archiver.thinning' })];
    expect(given.reduce(evolve, UNSEEN).thinning).toBeNull();
    expect(numbers(given, { keepNewest: 1 })).toEqual([3]);
    const { shelf } = [...given, thinned(planned.id)].reduce(evolve, UNSEEN);
    expect(shelf.map(({ file }) => file)).toEqual(['id:v3', 'id:v4', 'id:zip']);
  });

  it('a ZIP that somebody changed is left alone, and the next one begins anew', () => {
    const first = [...story, planned, thinned(planned.id)];
    const next = told('VersionThinningPlanned', { ...thinningOf(first, { keepNewest: 1 }).data });
    const no = refused(next.id, { reason: 'EARLIER_ARCHIVE_CHANGED' });
    const step = nextThinning(
      sceneOf([...first, next, no], { keepNewest: 1 }),
      new Date('2026-06-05T12:00:00Z'),
    );
    expect(step).toMatchObject({ versions: [{ number: 3 }], earlier: null });
  });
});
