import { describe, expect, it } from 'vitest';
import {
  DEFAULT_POLICY,
  EventId,
  type DocumentSnapshot,
  type Event,
  type EventData,
  type Policy,
} from '@counterpart/contracts';
import { stragglers } from './companion-moves.js';
import {
  added,
  fold,
  MATTER,
  mirrored,
  placement,
  routed,
  versionAdded,
} from './document-events.spec-data.js';
import type { DocumentCourse } from './document-course.js';
import { nextMove } from './next-move.js';
import { nextSteps } from './next-steps.js';
import { sampleDocument, told } from './samples.spec-data.js';

/*
 * A version that was told late was fetched out of Clio, which failed on it each time. Nothing was given up, and nobody was told; the
 * document’s next versions stopped meanwhile, and what was marked privileged was never locked away. Where it was given up, its
 * document stood still until a person discarded it.
 */

const PRIVILEGED: Partial<DocumentSnapshot> = { category: { id: '9', name: 'Privileged' } };
const policy: Policy = {
  ...DEFAULT_POLICY,
  privileged: { ...DEFAULT_POLICY.privileged, categories: ['Privileged'] },
};
const third = routed(3);
const { document, matter } = third.data;
const HOME = '/Matters/2026-0001-Reyes';

const found = told('EarlierVersionsFound', {
  document,
  matter,
  versions: [1, 2].map((number) => ({ version: sampleDocument({}, number).version, filename: null })),
});
const planOf = (number: number, folder = `${placement.folder}/_Archive`) =>
  told('VersionArchivePlanned', {
    document,
    matter,
    version: { id: sampleDocument({}, number).version.id, number },
    counterpart: 'id:abc',
    rev: null,
    size: 1024,
    contentHash: null,
    to: { folder, name: `Complaint_v${number}.pdf`, disambiguated: false },
    policyVersion: 0,
  });
const first = planOf(1);

const brought = ({ id, data: { to, version } }: Event<'VersionArchivePlanned'>) =>
  told('VersionArchived', {
    document,
    matter,
    planned: id,
    versionNumber: version.number,
    kept: { path: `${to.folder}/${to.name}`, file: `id:late${version.number}`, contentHash: 'l' },
    how: 'recovered',
    current: { rev: 'aaaaaaaaa', contentHash: 'c' },
    handEdit: null,
  });
const refused = ({ id, data: { version } }: Event<'VersionArchivePlanned'>) =>
  told('VersionArchiveRefused', {
    document,
    matter,
    planned: id,
    versionNumber: version.number,
    proof: null,
    deviations: [],
  });

const work = ({ id, name }: Event) => ({
  consumer: 'archiver.late',
  source: { topic: 'router.decisions.v1', partition: 0, offset: '1', key: 'k' },
  eventType: name,
  eventId: id,
  code: 'CLIO_FORBIDDEN' as const,
  tries: 4,
  document,
  matter,
});
const TIMES = { firstFailedAt: '2026-05-01T10:00:00Z', lastFailedAt: '2026-05-01T10:00:00Z' };
const dead = (event: Event) => told('WorkDeadLettered', { ...work(event), ...TIMES });
const discard = (event: Event) =>
  told('WorkDiscarded', { ...work(event), state: 'dead', why: 'nobody needs it' });

const changed = (details: Partial<DocumentSnapshot>) =>
  told('DocumentChanged', { document: sampleDocument(details, 3), changed: ['category'] });
const moved = (to: string) => {
  const decided: EventData<'RelocationPlanned'> = {
    document,
    matter,
    counterpart: 'id:abc',
    from: `${placement.folder}/Complaint.pdf`,
    to: { folder: to, name: 'Complaint.pdf', disambiguated: false },
    via: null,
    access: 'unchanged',
    policyVersion: 0,
    why: [],
  };
  const planned = told('RelocationPlanned', decided);
  return [
    planned,
    told('Relocated', {
      matter,
      document,
      planned: planned.id,
      from: decided.from,
      to: `${to}/Complaint.pdf`,
      purpose: 'follow',
      counterpart: 'id:abc',
      rev: 'aaaaaaaaa',
      how: 'moved',
    }),
  ];
};

const upToPlan = [added(3), third, mirrored(third), found, first];
const sceneOf = (course: DocumentCourse) => ({
  policy,
  matter: MATTER,
  course,
  restricted: [],
  onHold: false,
});
const steps = (...events: readonly Event[]) => nextSteps(sceneOf(fold(...events)));
const move = (...events: readonly Event[]) => nextMove(sceneOf(fold(...events)));

describe('while the archiver is at a version that was told late', () => {
  it('the next version goes out', () => {
    expect(steps(...upToPlan)).toEqual([]);
    expect(steps(...upToPlan, versionAdded(4))).toMatchObject([
      { kind: 'keep', prior: { version: { number: 3 } } },
    ]);
  });

  it('what is marked privileged is locked away', () => {
    expect(move(...upToPlan, changed(PRIVILEGED))?.access).toBe('into-restricted');
  });

  it('its document moves', () => {
    expect(move(...upToPlan, changed({ category: { id: '8', name: 'Discovery' } }))?.folder).toBe(
      `${HOME}/Discovery`,
    );
  });
});

describe('one that was given up', () => {
  const [second, lost] = [planOf(2), dead(first)];

  it('makes room for the next, and is not tried again by itself', () => {
    expect(steps(...upToPlan, lost)).toMatchObject([
      { kind: 'keep-late', prior: { version: { number: 2 } } },
    ]);
    expect(steps(...upToPlan, lost, second)).toEqual([]);
    expect(steps(...upToPlan, lost, second, brought(second))).toEqual([]);
  });

  it('lies on the shelf where a person has it retried, and is locked away with its document', () => {
    const course = fold(...upToPlan, lost, second, brought(first), ...moved('/Privileged/2026-0001'));
    expect(course.shelf).toMatchObject([{ file: 'id:late1' }]);
    expect(stragglers(sceneOf(course))).toMatchObject([
      { companion: { file: 'id:late1' }, access: 'into-restricted' },
    ]);
    expect(steps(...upToPlan, lost, second, brought(first), brought(second))).toEqual([]);
  });

  it('is planned anew where it was retried and refused, because its document was locked away meanwhile', () => {
    expect(steps(...upToPlan, lost, second, brought(second), refused(first))).toMatchObject([
      { kind: 'keep-late', prior: { version: { number: 1 } } },
    ]);
  });

  it('for good by a person is not planned anew, and is known where it was brought after all', () => {
    const given = [...upToPlan, discard(first), second, brought(second)];
    expect(steps(...given, refused(first))).toEqual([]);
    expect(fold(...given, brought(first)).shelf.map(({ file }) => file)).toEqual(['id:late2', 'id:late1']);
  });
});

it('one that is brought to where its document lay before is sent after it', () => {
  const course = fold(...upToPlan, ...moved(`${HOME}/Discovery`), brought(first));
  const after = { ...sceneOf(course) };
  expect(stragglers(after)).toMatchObject([
    { companion: { file: 'id:late1' }, folder: `${HOME}/Discovery/_Archive`, access: 'unchanged' },
  ]);
  expect(stragglers(sceneOf(fold(...upToPlan, brought(first))))).toEqual([]);
});

it('one that is brought when its document was begun anew in another Dropbox is nobody’s', () => {
  const [left, account] = [
    { id: 'old', root: '1' },
    { id: 'new', root: '2' },
  ];
  const restarted = told('MirroringRestarted', { document, matter, left, account });
  const course = fold(...upToPlan, restarted, brought(first));
  expect(course).toMatchObject({ shelf: [], priors: [], counterpart: null });
  expect(nextSteps(sceneOf(course))).toMatchObject([{ kind: 'route', document: { version: { number: 1 } } }]);
});

it('a proof that did not hold for one is not relied on for the next', () => {
  const proof = EventId.parse('00000000-0000-4000-8000-00000000ffff');
  const broken = { ...refused(first), data: { ...refused(first).data, proof } };
  expect(fold(...upToPlan, broken).refusedProof).toBe(proof);
});
