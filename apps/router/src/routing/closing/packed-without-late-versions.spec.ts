import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, EventId, type Event } from '@counterpart/contracts';
import {
  added,
  deadLettered,
  earlierFound,
  fold,
  keepRefused,
  latePlanned,
  MATTER,
  mirrored,
  routed,
} from '../document-events.spec-data.js';
import { provenFolder, told } from '../samples.spec-data.js';
import { unsettledState } from './survey-document.js';

/*
 * A matter was closed while versions of its documents that were told late were still to be brought: it was packed without them.
 */

const third = routed(3);
const { document, matter } = third.data;
const SHUT = { folder: '/Privileged/2026-0001', name: 'Complaint.pdf', disambiguated: false };

const found = earlierFound();
const [first, second] = [latePlanned(1), latePlanned(2)];

const PROOF = EventId.parse('00000000-0000-4000-8000-00000000ffff');
const stateUnder = (proof: EventId | null, ...events: readonly Event[]) =>
  unsettledState(fold(...events), {
    policy: DEFAULT_POLICY,
    snapshot: MATTER.snapshot,
    folder: MATTER.folder,
    shut: ['/Privileged'],
    proof: proof === null ? null : { ...provenFolder(), proof },
  });
const stateOf = (...events: readonly Event[]) => stateUnder(PROOF, ...events);
const inPlace = [added(3), third, mirrored(third)];

describe('a document with versions that were told late', () => {
  it('keeps its matter from being archived until they are brought', () => {
    expect(stateOf(...inPlace)).toBeNull();
    expect(stateOf(...inPlace, found)).toBe('on-its-way');
    expect(stateOf(...inPlace, found, first)).toBe('on-its-way');
    expect(stateOf(...inPlace, found, first, deadLettered(first))).toBe('on-its-way');
  });

  it('does not where all of them were given up', () => {
    expect(stateOf(...inPlace, found, first, deadLettered(first), second, deadLettered(second))).toBeNull();
  });

  it('does not where it lies in the trash', () => {
    const trashed = told('DocumentTrashed', { document, matter, trashedAt: '2026-05-02T10:00:00Z' });
    expect(stateOf(...inPlace, found, trashed)).toBeNull();
  });

  it('does so, and says why, where the restricted folder has to be mended first', () => {
    const route = { ...third, data: { ...third.data, placement: SHUT } };
    const shut = [added(3), route, mirrored(third), found, first];
    expect(stateOf(...shut)).toBe('on-its-way');
    expect(stateOf(...shut, keepRefused(first, { proof: PROOF }))).toBe('held');
    const other = EventId.parse('00000000-0000-4000-8000-00000000fffe');
    expect(stateUnder(other, ...shut, keepRefused(first, { proof: PROOF }))).toBe('on-its-way');
    expect(stateUnder(null, ...shut, deadLettered(first))).toBe('held');
  });
});
