import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type DocumentSnapshot, type Event, type Policy } from '@counterpart/contracts';
import { stragglers } from './companion-moves.js';
import {
  about,
  added,
  fold,
  mirrored,
  movePlanned,
  PRIVILEGED,
  relocated,
  routed,
  sceneOf,
  versionAdded,
} from '../document-events.spec-data.js';
import { nextMove } from './next-move.js';
import { nextSteps } from '../placement/next-steps.js';
import { provenFolder, sampleDocument, told } from '../samples.spec-data.js';

/*
 * Version 1 lay in its matter’s folder when the document was marked privileged. As long as version 2 was parked, given up
 * or in conflict, version 1 stayed where anybody could read it.
 */

const first = routed(1);
const second = routed(2);
const upToSecond = [added(1), first, mirrored(first), versionAdded(2), second];
const renamed = (details: Partial<DocumentSnapshot>) =>
  told('DocumentChanged', { document: sampleDocument(details, 2), changed: ['category'] });
const marked = renamed(PRIVILEGED);

const conflict = (found: 'other-revision' | 'nothing') =>
  told('PlacementConflictFound', {
    ...about(second),
    path: '/x',
    found,
    foundRev: found === 'nothing' ? null : 'eeeeeeeee',
    foundContentHash: null,
    contentHash: 'd',
  });

const planned = movePlanned('/Privileged/2026-0001', { access: 'into-restricted' });
const moved = relocated(planned);

const moveAfter = (events: readonly Event[], options: { onHold?: boolean; policy?: Policy } = {}) =>
  nextMove(sceneOf(fold(...events), options));

describe('what is marked privileged', () => {
  it('is locked away while its next version is on its way, parked or given up', () => {
    expect(moveAfter([...upToSecond, marked])?.access).toBe('into-restricted');
  });

  it('is locked away by a policy although something lies in its next version’s way', () => {
    const inTheWay = [...upToSecond, conflict('other-revision')];
    const privileged = { ...DEFAULT_POLICY.privileged, categories: ['Pleadings'] };
    const all = { ...DEFAULT_POLICY, privileged };
    expect(fold(...inTheWay).blocked).toBe(true);
    expect(moveAfter(inTheWay, { policy: all })?.access).toBe('into-restricted');
  });

  it('does not leave a copy in the open while its next version is on its way', () => {
    const copy = { file: 'id:copy', path: '/ClientUploads/2026-0001/Complaint.pdf' };
    const course = { ...fold(...upToSecond, marked, planned, moved), copies: [copy] };
    const left = stragglers(sceneOf(course));
    expect(left).toMatchObject([{ companion: copy, access: 'into-restricted' }]);
  });

  it('stays under a legal hold', () => {
    expect(moveAfter([...upToSecond, marked], { onHold: true })).toBeNull();
  });

  it('is not moved twice at once', () => {
    expect(moveAfter([...upToSecond, marked, planned])).toBeNull();
  });

  it('waits where its last move was refused, until something new is known', () => {
    const refused = told('RelocationRefused', {
      ...moved.data,
      planned: planned.id,
      reason: 'RESTRICTED_FOLDER_NOT_PROVEN',
    });
    expect(moveAfter([...upToSecond, marked, planned, refused])).toBeNull();
  });
});

it('another move waits for the version that is on its way', () => {
  expect(moveAfter([...upToSecond, renamed({ name: 'Answer.pdf', category: null })])).toBeNull();
});

describe('the version that was on its way meanwhile', () => {
  const proof = { ...provenFolder(), proof: planned.id };

  it.each([
    ['the move was under way', [marked, planned, conflict('nothing'), moved]],
    ['the move was over', [marked, planned, moved, conflict('nothing')]],
  ])('is routed anew to where the document lies by then: nothing lay at its place as %s', (_, events) => {
    const course = fold(...upToSecond, ...events);
    expect(course.blocked).toBe(false);
    const steps = nextSteps(sceneOf(course), proof);
    expect(steps).toMatchObject([{ kind: 'keep' }]);
  });
});
