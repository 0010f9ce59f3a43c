import { describe, expect, it } from 'vitest';
import { EventId } from '@counterpart/contracts';
import { evolveMatter, UNKNOWN_MATTER, type MatterCourse } from './matter-course.js';
import { nextClosingStep, type ClosingScene } from './next-closing-step.js';
import { sampleMatter, told } from './samples.spec-data.js';

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
