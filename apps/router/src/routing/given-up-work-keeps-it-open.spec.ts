import { describe, expect, it } from 'vitest';
import {
  DEFAULT_POLICY,
  type AccessChange,
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
import { nextMove } from './next-move.js';
import { nextSteps } from './next-steps.js';
import { provenFolder, sampleDocument, told } from './samples.spec-data.js';

/*
 * Keeping a version, or a copy of it, failed for good: the Dropbox was full. The document was marked privileged after that, and
 * stayed where anybody could read it until a person retried or discarded what had failed.
 */

const PRIVILEGED: Partial<DocumentSnapshot> = { category: { id: '9', name: 'Privileged' } };
const policy: Policy = {
  ...DEFAULT_POLICY,
  privileged: { ...DEFAULT_POLICY.privileged, categories: ['Privileged'] },
};
const first = routed(1);
const { document, matter } = first.data;
const inPlace = [added(1), first, mirrored(first)];
const marked = told('DocumentChanged', { document: sampleDocument(PRIVILEGED, 2), changed: ['category'] });

const keeping = told('VersionArchivePlanned', {
  document,
  matter,
  version: { id: first.data.version.id, number: 1 },
  counterpart: 'id:abc',
  rev: 'aaaaaaaaa',
  size: 1024,
  contentHash: 'c',
  to: { folder: `${placement.folder}/_Archive`, name: 'Complaint_v1.pdf', disambiguated: false },
  policyVersion: 0,
});
const copying = told('CopyPlanned', {
  document,
  matter,
  versionNumber: 1,
  counterpart: 'id:abc',
  size: 1024,
  contentHash: 'c',
  copy: { purpose: 'client-upload', folder: '/ClientUploads/2026-0001', name: 'Complaint.pdf' },
});

const moving = (
  access: AccessChange,
  folder: string,
  details: Partial<EventData<'RelocationPlanned'>> = {},
) =>
  told('RelocationPlanned', {
    document,
    matter,
    counterpart: 'id:abc',
    from: `${placement.folder}/Complaint.pdf`,
    to: { folder, name: 'Complaint.pdf', disambiguated: false },
    via: null,
    access,
    policyVersion: 0,
    why: [],
    ...details,
  });
const renaming = moving('unchanged', '/Matters/2026-0001-Reyes/Discovery');
const shutting = moving('into-restricted', '/Privileged/2026-0001');
const along = moving('unchanged', '/Matters/2026-0001-Reyes/Discovery', {
  counterpart: 'id:copy',
  along: true,
});
const shut = told('Relocated', {
  matter,
  document,
  planned: shutting.id,
  from: shutting.data.from,
  to: '/Privileged/2026-0001/Complaint.pdf',
  purpose: 'follow',
  counterpart: 'id:abc',
  rev: 'aaaaaaaaa',
  how: 'moved',
});

const work = ({ id, name }: Event) => ({
  consumer: 'archiver',
  source: { topic: 'router.decisions.v1', partition: 0, offset: '1', key: 'k' },
  eventType: name,
  eventId: id,
  code: 'DROPBOX_FULL' as const,
  tries: 1,
  document,
  matter,
});
const TIMES = { firstFailedAt: '2026-05-01T10:00:00Z', lastFailedAt: '2026-05-01T10:00:00Z' };
const dead = (event: Event) => told('WorkDeadLettered', { ...work(event), ...TIMES });
const retried = (event: Event) => told('RetryOrdered', { ...work(event), state: 'dead', why: null });

const sceneOf = (events: readonly Event[]) => ({
  policy,
  matter: MATTER,
  course: fold(...events),
  restricted: [],
  onHold: false,
});
const moveAfter = (...events: readonly Event[]) => nextMove(sceneOf(events));

describe('what is marked privileged', () => {
  it.each([
    ['the version in place was not kept', [versionAdded(2), keeping]],
    ['its copy was not made', [copying]],
    ['it was not moved', [renaming]],
    ['what goes along with it was not moved', [along]],
  ])('is locked away although %s and that was given up', (_, [...events]) => {
    const failed = events.at(-1)!;
    expect(moveAfter(...inPlace, ...events, marked)).toBeNull();
    expect(moveAfter(...inPlace, ...events, dead(failed), marked)?.access).toBe('into-restricted');
    expect(moveAfter(...inPlace, ...events, marked, dead(failed))?.access).toBe('into-restricted');
    expect(moveAfter(...inPlace, ...events, dead(failed), retried(failed), marked)).toBeNull();
  });

  it('is not sent there again and again where that itself was given up', () => {
    expect(moveAfter(...inPlace, marked, shutting, dead(shutting))).toBeNull();
  });

  it('does not leave a copy in the open because of what was given up', () => {
    const events = [...inPlace, versionAdded(2), keeping, dead(keeping), marked, shutting, shut];
    const copy = { file: 'id:copy', path: '/ClientUploads/2026-0001/Complaint.pdf' };
    const scene = sceneOf(events);
    const left = { ...scene, course: { ...scene.course, copies: [copy] } };
    expect(stragglers(left)).toMatchObject([{ companion: copy, access: 'into-restricted' }]);
    const sent = moving('into-restricted', '/Privileged/2026-0001/_Archive', {
      counterpart: copy.file,
      along: true,
    });
    const failed = sceneOf([...events, sent, dead(sent)]);
    expect(stragglers({ ...failed, course: { ...failed.course, copies: [copy] } })).toEqual([]);
  });
});

it('other moves wait for a person who retries or discards what was given up', () => {
  const renamed = told('DocumentChanged', {
    document: sampleDocument({ name: 'Answer.pdf' }, 2),
    changed: ['name'],
  });
  expect(moveAfter(...inPlace, versionAdded(2), keeping, dead(keeping), renamed)).toBeNull();
});

describe('the version in place that was not kept', () => {
  const locked = [...inPlace, versionAdded(2), keeping, dead(keeping), marked, shutting, shut];
  const refused = told('VersionArchiveRefused', {
    document,
    matter,
    planned: keeping.id,
    versionNumber: 1,
    proof: null,
    deviations: [],
  });
  const steps = (...events: readonly Event[]) =>
    nextSteps(sceneOf(events), { ...provenFolder(), proof: shutting.id });

  it('is not replaced while it is not', () => {
    expect(steps(...locked)).toEqual([]);
    expect(steps(...locked, retried(keeping))).toEqual([]);
  });

  it('is kept where its document lies by then, once a person has it retried', () => {
    expect(steps(...locked, retried(keeping), refused)).toMatchObject([{ kind: 'keep' }]);
  });
});
