import { describe, expect, it } from 'vitest';
import {
  DEFAULT_POLICY,
  EventId,
  NamespaceId,
  type Event,
  type EventData,
  type EventName,
} from '@counterpart/contracts';
import { evolveFolder, isFor, proofUnder, UNPROVEN } from './proof-book.js';

const PROOF = EventId.parse('00000000-0000-4000-8000-000000000007');
const WISH = { folder: '/Privileged', groupName: 'Attorneys', policyVersion: 1 };
const PROVEN = {
  ...WISH,
  namespace: NamespaceId.parse('77'),
  group: 'g:attorneys',
  owner: 'dbid:owner',
  how: 'made' as const,
  revokedLinks: 0,
};

const told = <Name extends EventName>(name: Name, data: EventData<Name>): Event =>
  ({ id: PROOF, name, data }) as unknown as Event;
const fold = (...events: readonly Event[]) => events.reduce(evolveFolder, UNPROVEN);
const policy = (privileged: object) => ({
  ...DEFAULT_POLICY,
  privileged: { ...DEFAULT_POLICY.privileged, ...privileged },
});

describe('a proof', () => {
  it('holds until a later try was refused', () => {
    const refused = told('RestrictedFolderRefused', {
      ...WISH,
      code: 'PRIVILEGED_FOLDER_OPEN',
      deviations: [],
    });
    const proven = told('RestrictedFolderProven', PROVEN);
    expect(proofUnder(fold(proven), DEFAULT_POLICY)).toEqual({
      proof: PROOF,
      folder: '/Privileged',
      namespace: '77',
      group: 'g:attorneys',
      owner: 'dbid:owner',
    });
    expect(proofUnder(fold(proven, refused), DEFAULT_POLICY)).toBeNull();
    expect(proofUnder(fold(proven, refused, proven), DEFAULT_POLICY)).not.toBeNull();
    expect(proofUnder(UNPROVEN, DEFAULT_POLICY)).toBeNull();
  });

  it('counts for the folder and the group that the policy names, and no others', () => {
    const record = fold(told('RestrictedFolderProven', PROVEN));
    expect(proofUnder(record, policy({ group: 'attorneys ' }))).not.toBeNull();
    expect(proofUnder(record, policy({ group: 'Partners' }))).toBeNull();
    expect(proofUnder(record, policy({ folder: '/Locked' }))).toBeNull();
    expect(isFor(WISH, DEFAULT_POLICY)).toBe(true);
  });
});

it('knows which folders were ours before', () => {
  const record = fold(
    told('RestrictedFolderPlanned', WISH),
    told('RestrictedFolderProven', PROVEN),
    told('RestrictedFolderProven', { ...PROVEN, folder: '/Locked' }),
  );
  expect(record.planned).toEqual(WISH);
  expect([...record.everProven]).toEqual(['/Privileged', '/Locked']);
});
