import type { EventData, Policy, StreamName } from '@counterpart/contracts';
import type { Place } from '@counterpart/placement';
import type { KeptPlace } from './next-steps.js';

/** What a routing decision says of the place: the part of `DocumentRouted` that a policy gives. */
export type Decided = Pick<
  EventData<'DocumentRouted'>,
  'placement' | 'policyVersion' | 'unmapped' | 'copies' | 'why'
>;

/** A place that is claimed now. */
export function newDecision(
  policy: Policy,
  place: Place,
  claimed: { readonly name: string; readonly heldBy: StreamName | null },
  copies: NonNullable<Decided['copies']>,
): Decided {
  const { folder, name, unmapped, why } = place;
  const disambiguated = claimed.name !== name;
  const { heldBy } = claimed;
  return {
    placement: {
      folder,
      name: claimed.name,
      disambiguated,
      ...(disambiguated && heldBy !== null ? { heldBy } : {}),
    },
    policyVersion: policy.version,
    ...(unmapped === null ? {} : { unmapped }),
    ...(copies.length === 0 ? {} : { copies }),
    why: disambiguated ? [...why, { rule: 'name.taken', on: name, gives: claimed.name }] : [...why],
  };
}

/** A place that was given before: it keeps the policy version, and a version staged again keeps its copies. */
export function keptDecision({ placement, policyVersion, earlier }: KeptPlace): Decided {
  const kept = [{ rule: 'placement.kept', on: null, gives: `${placement.folder}/${placement.name}` }];
  return {
    placement,
    policyVersion,
    ...(earlier?.copies === undefined ? {} : { copies: earlier.copies }),
    why: earlier?.why ?? kept,
  };
}
