import { DEFAULT_POLICY, EventId, type Event, type RestrictedPlace } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { added, fold, MATTER, mirrored, placement, routed } from '../document-events.spec-data.js';
import { nextSteps } from './next-steps.js';
import { sampleDocument, told } from '../samples.spec-data.js';

/*
 * A document was locked away, and later lost its mark; it stays shut until a person lets it out. Somebody deleted its file for good, and
 * the policy puts back what was deleted. Dropbox had the bytes no more, so they were sent from Clio again: into the matter’s open
 * folder, because nothing told any more where they had lain.
 */

const { id: document, matter } = sampleDocument();
const SHUT = { folder: '/Privileged/2026-0001', name: 'Complaint.pdf', disambiguated: false };
const proof: RestrictedPlace = {
  proof: EventId.parse('00000000-0000-4000-8000-00000000ffff'),
  folder: '/Privileged',
  namespace: '7' as RestrictedPlace['namespace'],
  group: 'g:1',
  owner: 'dbmid:1',
};

function routedAway(attempt = 1): Event<'DocumentRouted'> {
  const route = routed(1, attempt);
  return { ...route, data: { ...route.data, placement: SHUT, restricted: proof } };
}

function mirroredAt(route: Event<'DocumentRouted'>): readonly Event[] {
  return [route, mirrored(route)];
}

const gone = (at = SHUT) =>
  told('DriftHealRefused', {
    document,
    matter,
    drift: EventId.parse('00000000-0000-4000-8000-00000000eeee'),
    kind: 'deleted',
    reason: 'REVISION_GONE',
    path: `${at.folder}/${at.name}`,
    rev: null,
    handEdit: null,
  });
const released = () => told('PrivilegeReleased', { document, matter, reason: 'Not privileged after all' });

const stepsAfter = (events: readonly Event[], known?: RestrictedPlace | null) =>
  nextSteps(
    { policy: DEFAULT_POLICY, matter: MATTER, course: fold(added(), ...events), restricted: [] },
    known,
  );

describe('what was locked away and bears no mark any more, when its file is sent again', () => {
  const lost = [...mirroredAt(routedAway()), gone()];

  it('goes where it lay, by a proof that its folder is shut', () => {
    expect(stepsAfter(lost)).toEqual([{ kind: 'ask-proof' }]);
    expect(stepsAfter(lost, proof)).toMatchObject([
      { kind: 'route', place: { placement: SHUT }, restricted: { proof: proof.proof } },
    ]);
  });

  it('is held back while nothing proves that', () => {
    expect(stepsAfter(lost, null)).toMatchObject([{ kind: 'skip', reason: 'PRIVILEGED_HELD' }]);
  });

  it('stays shut where it is deleted once more', () => {
    expect(stepsAfter([...lost, ...mirroredAt(routedAway()), gone()])).toEqual([{ kind: 'ask-proof' }]);
  });

  it('goes into the open once a person let it out', () => {
    expect(stepsAfter([...lost, released()])).toMatchObject([
      { kind: 'route', place: { folder: placement.folder } },
    ]);
  });

  it('needs another confirmation than the one that it was let out by before it was locked away again', () => {
    const open = [...mirroredAt(routed(1)), released(), gone(placement)];
    expect(stepsAfter([...open, ...mirroredAt(routedAway()), gone()])).toEqual([{ kind: 'ask-proof' }]);
  });
});

it('what lay in the open goes there again', () => {
  expect(stepsAfter([...mirroredAt(routed(1)), gone(placement)])).toMatchObject([
    { kind: 'route', place: { folder: placement.folder } },
  ]);
});
