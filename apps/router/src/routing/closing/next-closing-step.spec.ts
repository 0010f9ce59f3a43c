import { describe, expect, it } from 'vitest';
import { EventId } from '@counterpart/contracts';
import { evolveMatter, UNKNOWN_MATTER, type MatterCourse } from '../matter/matter-course.js';
import { nextClosingStep, type ClosingScene } from './next-closing-step.js';
import { sampleMatter, told } from '../ground/samples.spec-data.js';

const CLOSING = EventId.parse('00000000-0000-4000-8000-000000000077');
const { id } = sampleMatter();
const about = { matter: id, closing: CLOSING };
const FOLDER = '/Matters/2026-0001-Reyes';

const registered = [
  told('MatterRegistered', { matter: sampleMatter({ status: 'Closed' }) }),
  told('ScaffoldPlanned', { matter: id, folders: [FOLDER], policyVersion: 0 }),
  told('ClosingBegun', { ...about, action: 'move', askAfter: '2026-05-01T12:00:00Z', policyVersion: 0 }),
];
const settling: MatterCourse = registered.reduce(evolveMatter, UNKNOWN_MATTER);

const step = (details: Partial<ClosingScene> = {}) =>
  nextClosingStep({
    matter: settling,
    survey: { documents: 3, missing: [] },
    now: '2026-05-01T11:00:00Z',
    isTurn: true,
    ...details,
  });

describe('a closing', () => {
  it('begins to archive when its documents are settled and its turn has come', () => {
    expect(step()).toEqual({ kind: 'begin-archiving', documents: 3 });
    expect(step({ isTurn: false })).toEqual({ kind: 'wait' });
  });

  it('waits until it is time to ask, and asks once for the same thing', () => {
    expect(step({ survey: null })).toEqual({ kind: 'wait' });
    const late = { survey: null, now: '2026-05-01T13:00:00Z' };
    expect(step(late)).toEqual({ kind: 'hold-up', because: 'documents-unsettled', missing: [] });
    const held = told('ClosingHeldUp', {
      ...about,
      because: 'documents-unsettled',
      missing: [],
      unsettled: 0,
    });
    expect(step({ ...late, matter: evolveMatter(settling, held) })).toEqual({ kind: 'wait' });
  });

  it('counts its patience anew when it is told to try again', () => {
    const held = told('ClosingHeldUp', {
      ...about,
      because: 'documents-unsettled',
      missing: [],
      unsettled: 0,
    });
    const again = told('ClosingRetryOrdered', { ...about, why: null });
    const matter = [held, again].reduce(evolveMatter, settling);
    expect(step({ matter, survey: null, now: '2026-05-01T11:59:00Z' })).toEqual({ kind: 'wait' });
    expect(step({ matter, survey: null, now: '2026-05-01T12:01:00Z' })).toMatchObject({ kind: 'hold-up' });
  });

  it('of another time changes nothing of this one', () => {
    const other = { matter: id, closing: EventId.parse('00000000-0000-4000-8000-000000000078') };
    const ended = told('ClosingEnded', { ...other, how: 'nothing-to-archive' });
    expect(step({ matter: evolveMatter(settling, ended) })).toEqual({
      kind: 'begin-archiving',
      documents: 3,
    });
  });
});

describe('a closing that packs', () => {
  const zip = { path: '/Closed/2026/a.zip', access: 'open' as const, file: 'id:z', rev: 'a', size: 1 };
  const proof = { contentHash: 'c', manifestSha256: 's', files: 1, bytes: 1, how: 'packed' as const };
  const asZip = { ...about, action: 'zip' as const, policyVersion: 0 };
  const begun = told('ArchivingBegun', {
    ...asZip,
    documents: 3,
    from: FOLDER,
    to: { folder: '/Closed/2026/2026-0001', name: 'Originals' },
    why: [],
  });
  const refused = (reason: 'LEGAL_HOLD' | 'ARCHIVE_BROKEN') =>
    told('PackingRefused', { ...about, archiving: begun.id, reason, at: null });
  const packed = told('MatterPacked', { ...about, archiving: begun.id, archives: [{ ...zip, ...proof }] });
  const hold = told('LegalHoldSet', { matter: id, reason: 'Preservation letter' });
  const lifted = told('LegalHoldLifted', { matter: id, reason: 'Dismissed' });
  const retry = told('ClosingRetryOrdered', { ...about, why: null });
  const archiving = [
    ...registered.slice(0, 2),
    told('ClosingBegun', { ...asZip, askAfter: '2026-05-01T12:00:00Z' }),
    begun,
  ].reduce(evolveMatter, UNKNOWN_MATTER);
  const after = (...events: Parameters<typeof evolveMatter>[1][]) =>
    step({ matter: events.reduce(evolveMatter, archiving) });
  const planned = told('RelocationPlanned', {
    matter: id,
    document: null,
    counterpart: null,
    from: FOLDER,
    to: { folder: '/Closed/2026/2026-0001', name: 'Originals', disambiguated: false },
    via: null,
    access: 'unchanged',
    policyVersion: 0,
    why: [],
  });
  const move = {
    matter: id,
    document: null,
    planned: planned.id,
    from: FOLDER,
    to: '/Closed/2026/2026-0001/Originals',
  };

  it('whose matter came to be on hold says so after the archiver’s answer, and packs when it is lifted', () => {
    expect(after(hold)).toEqual({ kind: 'wait' });
    expect(after(hold, refused('LEGAL_HOLD'))).toMatchObject({ kind: 'hold-up', because: 'legal-hold' });
    expect(after(hold, refused('LEGAL_HOLD'), lifted)).toMatchObject({ kind: 'begin-archiving' });
    // The hold was lifted before the archiver’s answer came.
    expect(after(hold, lifted, refused('LEGAL_HOLD'))).toMatchObject({ kind: 'begin-archiving' });
    expect(after(hold, refused('ARCHIVE_BROKEN'), lifted)).toMatchObject({ kind: 'begin-archiving' });
  });

  it('packs anew what was packed before a hold: versions came while it lasted', () => {
    expect(after(packed)).toEqual({ kind: 'move-folder' });
    expect(after(packed, hold, lifted)).toMatchObject({ kind: 'begin-archiving' });
    expect(after(hold, packed, lifted)).toMatchObject({ kind: 'begin-archiving' });
    // What is being packed is not begun a second time.
    expect(after(hold, lifted)).toEqual({ kind: 'wait' });
    expect(after(hold, lifted, packed)).toEqual({ kind: 'move-folder' });
  });

  it('packs anew what was packed before its folder could not move, whatever has it tried again', () => {
    const stuck = [packed, planned, told('RelocationConflictFound', { ...move, found: 'file', at: move.to })];
    expect(after(...stuck)).toMatchObject({ kind: 'hold-up', because: 'folder-not-moved' });
    expect(after(...stuck, retry)).toMatchObject({ kind: 'begin-archiving' });
    const changed = told('MatterChanged', { matter: sampleMatter({ status: 'Closed' }), changed: [] });
    expect(after(...stuck, changed)).toMatchObject({ kind: 'begin-archiving' });
    const outcome = { purpose: 'follow', counterpart: 'id:f', rev: null, how: 'moved' } as const;
    const there = told('Relocated', { ...move, ...outcome });
    expect(after(packed, planned, there, hold, lifted)).toMatchObject({ kind: 'archived' });
  });
});
