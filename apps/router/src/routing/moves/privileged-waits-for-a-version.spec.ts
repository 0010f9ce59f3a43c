import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@counterpart/contracts';
import { stragglers } from './companion-moves.js';
import { fold, moveAfter, sceneOf } from '../ground/decisions.spec-data.js';
import {
  changed,
  inPlace,
  inTheWay,
  PRIVILEGED,
  routed,
  SHUT,
  versionAdded,
} from '../ground/document-events.spec-data.js';
import { movePlanned, relocated } from '../ground/archive-events.spec-data.js';
import { provenFolder, told } from '../ground/samples.spec-data.js';
import { nextMove } from './next-move.js';
import { nextSteps } from '../placement/next-steps.js';

/*
 * Version 1 lay in its matter’s folder when the document was marked privileged. As long as version 2 was parked, given up
 * or in conflict, version 1 stayed where anybody could read it.
 */

const second = routed(2);
const upToSecond = [...inPlace(), versionAdded(2), second];
const marked = changed(PRIVILEGED, 2);
const missed = inTheWay(second, 'nothing');

const planned = movePlanned(SHUT.folder, { access: 'into-restricted' });
const moved = relocated(planned);

describe('what is marked privileged', () => {
  it('is locked away while its next version is on its way, parked or given up', () => {
    expect(moveAfter(...upToSecond, marked)?.access).toBe('into-restricted');
  });

  it('is locked away by a policy although something lies in its next version’s way', () => {
    const course = fold(...upToSecond, inTheWay(second, 'other-revision', 'eeeeeeeee'));
    const privileged = { ...DEFAULT_POLICY.privileged, categories: ['Pleadings'] };
    const policy = { ...DEFAULT_POLICY, privileged };
    expect(course.blocked).toBe(true);
    expect(nextMove(sceneOf(course, { policy }))?.access).toBe('into-restricted');
  });

  it('does not leave a copy in the open while its next version is on its way', () => {
    const copy = { file: 'id:copy', path: '/ClientUploads/2026-0001/Complaint.pdf' };
    const course = { ...fold(...upToSecond, marked, planned, moved), copies: [copy] };
    const left = stragglers(sceneOf(course));
    expect(left).toMatchObject([{ companion: copy, access: 'into-restricted' }]);
  });

  it('stays under a legal hold', () => {
    expect(nextMove(sceneOf(fold(...upToSecond, marked), { onHold: true }))).toBeNull();
  });

  it('is not moved twice at once', () => {
    expect(moveAfter(...upToSecond, marked, planned)).toBeNull();
  });

  it('waits where its last move was refused, until something new is known', () => {
    const refused = told('RelocationRefused', {
      ...moved.data,
      planned: planned.id,
      reason: 'RESTRICTED_FOLDER_NOT_PROVEN',
    });
    expect(moveAfter(...upToSecond, marked, planned, refused)).toBeNull();
  });
});

it('another move waits for the version that is on its way', () => {
  expect(moveAfter(...upToSecond, changed({ name: 'Answer.pdf', category: null }, 2))).toBeNull();
});

describe('the version that was on its way meanwhile', () => {
  const proof = { ...provenFolder(), proof: planned.id };

  it.each([
    ['the move was under way', [marked, planned, missed, moved]],
    ['the move was over', [marked, planned, moved, missed]],
  ])('is routed anew to where the document lies by then: nothing lay at its place as %s', (_, events) => {
    const course = fold(...upToSecond, ...events);
    expect(course.blocked).toBe(false);
    const steps = nextSteps(sceneOf(course), proof);
    expect(steps).toMatchObject([{ kind: 'keep' }]);
  });
});
