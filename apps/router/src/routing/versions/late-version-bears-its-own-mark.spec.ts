import { describe, expect, it } from 'vitest';
import {
  DEFAULT_POLICY,
  EventId,
  type DocumentSnapshot,
  type Event,
  type Policy,
} from '@counterpart/contracts';
import { added, fold, MATTER, mirrored, placement, routed } from '../document-events.spec-data.js';
import { nextSteps } from '../placement/next-steps.js';
import { sampleDocument, told } from '../samples.spec-data.js';
import { unsettledState } from '../closing/survey-document.js';

/*
 * A policy marked messages by their extension. Where the newest version was one, the router planned that an earlier one, which was none, be
 * kept in the open, and the archiver refused it, without end: what had to be locked away first could not be. Where an earlier version was a message
 * and the newest was none, its matter’s closing said for ever that it was on its way.
 */

const policy: Policy = {
  ...DEFAULT_POLICY,
  privileged: { ...DEFAULT_POLICY.privileged, names: ['*.msg'] },
};
const third = routed(3);
const { document, matter } = third.data;

const named = (filename: string): Partial<DocumentSnapshot> => ({ name: 'Complaint', filename });
const changed = (filename: string) =>
  told('DocumentChanged', { document: sampleDocument(named(filename), 3), changed: ['name'] });
const found = (...filenames: readonly string[]) =>
  told('EarlierVersionsFound', {
    document,
    matter,
    versions: filenames.map((filename, at) => ({ version: sampleDocument({}, at + 1).version, filename })),
  });
const lockingAwayRefused = () => {
  const planned = told('RelocationPlanned', {
    document,
    matter,
    counterpart: 'id:abc',
    from: `${placement.folder}/${placement.name}`,
    to: { folder: '/Privileged/2026-0001', name: 'Complaint.msg', disambiguated: false },
    via: null,
    access: 'into-restricted',
    policyVersion: 0,
    why: [],
  });
  const { from, to } = planned.data;
  const about = { matter, document, planned: planned.id, from, to: `${to.folder}/${to.name}` };
  return [planned, told('RelocationRefused', { ...about, reason: 'RESTRICTED_FOLDER_NOT_PROVEN' })];
};

const scene = (...events: readonly Event[]) => ({
  policy,
  matter: MATTER,
  course: fold(...events),
  restricted: [],
});
const steps = (...events: readonly Event[]) => nextSteps(scene(...events), null);
const state = (...events: readonly Event[]) =>
  unsettledState(fold(...events), {
    policy,
    snapshot: MATTER.snapshot,
    folder: MATTER.folder,
    shut: ['/Privileged'],
    proof: null,
  });
const inPlace = [added(3), third, mirrored(third)];

describe('a late version of a document that is marked and lies open', () => {
  it('waits until that is locked away, whatever its own name says', () => {
    const refused = [...inPlace, changed('Complaint.msg'), ...lockingAwayRefused(), found('Complaint.pdf')];
    expect(steps(...refused)).toEqual([]);
    expect(state(...refused)).toBe('elsewhere');
  });
});

describe('a late version that bears a mark, of a document that bears none', () => {
  const one = [...inPlace, changed('Complaint.pdf'), found('Complaint.msg', 'Complaint.pdf')];

  it('never lies open beside it, and keeps no other from being kept', () => {
    expect(steps(...one)).toMatchObject([{ kind: 'keep-late', prior: { version: { number: 2 } } }]);
  });

  it('is told as held where its matter is closed', () => {
    expect(state(...inPlace, changed('Complaint.pdf'), found('Complaint.msg'))).toBe('held');
  });

  it('is kept beside it where a person let the document out', () => {
    const released = told('PrivilegeReleased', { document, matter, reason: 'cleared' });
    expect(steps(...one, released)).toMatchObject([{ kind: 'keep-late', prior: { version: { number: 1 } } }]);
  });

  it('is kept beside it where that lies shut, by a proof', () => {
    const route = {
      ...third,
      data: { ...third.data, placement: { ...placement, folder: '/Privileged/2026-0001' } },
    };
    const shut = [added(3), route, mirrored(route), changed('Complaint.pdf'), found('Complaint.msg')];
    expect(steps(...shut)).toEqual([]);
    const proof = EventId.parse('00000000-0000-4000-8000-00000000ffff');
    const proven = { proof, folder: '/Privileged', namespace: '77', group: 'g', owner: 'o' } as never;
    expect(nextSteps(scene(...shut), proven)).toMatchObject([{ kind: 'keep-late' }]);
  });
});
