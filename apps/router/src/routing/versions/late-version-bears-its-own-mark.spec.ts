import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Event, type Policy } from '@counterpart/contracts';
import { fold, PROOF, sceneOf, stateOf } from '../ground/decisions.spec-data.js';
import {
  added,
  changed,
  earlierFound,
  inPlace,
  mirrored,
  released,
  routedTo,
  SHUT,
  subject,
} from '../ground/document-events.spec-data.js';
import { movePlanned } from '../ground/archive-events.spec-data.js';
import { told } from '../ground/samples.spec-data.js';
import { nextSteps } from '../placement/next-steps.js';

/*
 * A policy marked messages by their extension. Where the newest version was one, the router planned that an earlier one, which was none, be
 * kept in the open, and the archiver refused it, without end: what had to be locked away first could not be. Where an earlier version was a message
 * and the newest was none, its matter’s closing said for ever that it was on its way.
 */

const policy: Policy = {
  ...DEFAULT_POLICY,
  privileged: { ...DEFAULT_POLICY.privileged, names: ['*.msg'] },
};
const renamed = (filename: string) => changed({ name: 'Complaint', filename }, 3);
const lockingAwayRefused = () => {
  const to = { ...SHUT, name: 'Complaint.msg' };
  const planned = movePlanned(to.folder, { to, access: 'into-restricted' });
  const { from } = planned.data;
  const refused = { ...subject, planned: planned.id, from, to: `${to.folder}/${to.name}` };
  return [planned, told('RelocationRefused', { ...refused, reason: 'RESTRICTED_FOLDER_NOT_PROVEN' })];
};

const scene = (...events: readonly Event[]) => sceneOf(fold(...events), { policy });
const steps = (...events: readonly Event[]) => nextSteps(scene(...events), null);
const state = (...events: readonly Event[]) => stateOf(fold(...events), null, policy);
const third = inPlace(3);

describe('a late version of a document that is marked and lies open', () => {
  it('waits until that is locked away, whatever its own name says', () => {
    const refused = [
      ...third,
      renamed('Complaint.msg'),
      ...lockingAwayRefused(),
      earlierFound(['Complaint.pdf']),
    ];
    expect(steps(...refused)).toEqual([]);
    expect(state(...refused)).toBe('elsewhere');
  });
});

describe('a late version that bears a mark, of a document that bears none', () => {
  const one = [...third, renamed('Complaint.pdf'), earlierFound(['Complaint.msg', 'Complaint.pdf'])];

  it('never lies open beside it, and keeps no other from being kept', () => {
    expect(steps(...one)).toMatchObject([{ kind: 'keep-late', prior: { version: { number: 2 } } }]);
  });

  it('is told as held where its matter is closed', () => {
    expect(state(...third, renamed('Complaint.pdf'), earlierFound(['Complaint.msg']))).toBe('held');
  });

  it('is kept beside it where a person let the document out', () => {
    expect(steps(...one, released())).toMatchObject([
      { kind: 'keep-late', prior: { version: { number: 1 } } },
    ]);
  });

  it('is kept beside it where that lies shut, by a proof', () => {
    const route = routedTo(SHUT, 3);
    const shut = [
      added(3),
      route,
      mirrored(route),
      renamed('Complaint.pdf'),
      earlierFound(['Complaint.msg']),
    ];
    expect(steps(...shut)).toEqual([]);
    expect(nextSteps(scene(...shut), PROOF)).toMatchObject([{ kind: 'keep-late' }]);
  });
});
