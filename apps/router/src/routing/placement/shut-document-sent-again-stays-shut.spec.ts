import { EventId, type Event, type RestrictedPlace } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { fold, PROOF, sceneOf } from '../ground/decisions.spec-data.js';
import {
  added,
  mirrored,
  placement,
  released,
  routed,
  routedTo,
  SHUT,
  subject,
} from '../ground/document-events.spec-data.js';
import { told } from '../ground/samples.spec-data.js';
import { nextSteps } from './next-steps.js';

/*
 * A document was locked away, and later lost its mark; it stays shut until a person lets it out. Somebody deleted its file for good, and
 * the policy puts back what was deleted. Dropbox had the bytes no more, so they were sent from Clio again: into the matter’s open
 * folder, because nothing told any more where they had lain.
 */

function routedAway(): Event<'DocumentRouted'> {
  const route = routedTo(SHUT);
  return { ...route, data: { ...route.data, restricted: PROOF } };
}

function mirroredAt(route: Event<'DocumentRouted'>): readonly Event[] {
  return [route, mirrored(route)];
}

const gone = (at = SHUT) =>
  told('DriftHealRefused', {
    ...subject,
    drift: EventId.parse('00000000-0000-4000-8000-00000000eeee'),
    kind: 'deleted',
    reason: 'REVISION_GONE',
    path: `${at.folder}/${at.name}`,
    rev: null,
    handEdit: null,
  });

const steps = (events: readonly Event[], known?: RestrictedPlace | null) =>
  nextSteps(sceneOf(fold(added(), ...events)), known);

describe('what was locked away and bears no mark any more, when its file is sent again', () => {
  const lost = [...mirroredAt(routedAway()), gone()];

  it('goes where it lay, by a proof that its folder is shut', () => {
    expect(steps(lost)).toEqual([{ kind: 'ask-proof' }]);
    expect(steps(lost, PROOF)).toMatchObject([
      { kind: 'route', place: { placement: SHUT }, restricted: { proof: PROOF.proof } },
    ]);
  });

  it('is held back while nothing proves that', () => {
    expect(steps(lost, null)).toMatchObject([{ kind: 'skip', reason: 'PRIVILEGED_HELD' }]);
  });

  it('stays shut where it is deleted once more', () => {
    expect(steps([...lost, ...mirroredAt(routedAway()), gone()])).toEqual([{ kind: 'ask-proof' }]);
  });

  it('goes into the open once a person let it out', () => {
    expect(steps([...lost, released()])).toMatchObject([
      { kind: 'route', place: { folder: placement.folder } },
    ]);
  });

  it('needs another confirmation than the one that it was let out by before it was locked away again', () => {
    const open = [...mirroredAt(routed(1)), released(), gone(placement)];
    expect(steps([...open, ...mirroredAt(routedAway()), gone()])).toEqual([{ kind: 'ask-proof' }]);
  });
});

it('what lay in the open goes there again', () => {
  expect(steps([...mirroredAt(routed(1)), gone(placement)])).toMatchObject([
    { kind: 'route', place: { folder: placement.folder } },
  ]);
});
