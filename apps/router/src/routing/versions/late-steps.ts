import type { DocumentSnapshot, MatterSnapshot, RestrictedPlace } from '@counterpart/contracts';
import { privilegedBy } from '@counterpart/placement';
import { isBringing, lateVersions } from './late-course.js';
import { isAtRest } from '../document/at-rest.js';
import { isShut, liesShut, type ShutGrounds } from '../placement/shut-places.js';

/** The proof of the firm’s restricted folder; null where there is none, undefined where it was not looked up. */
export type KnownProof = RestrictedPlace | null | undefined;

/** What is to happen next with versions that were told late. */
export type LateStep =
  /** A version that never lay in place is kept beside the counterpart. */
  | { readonly kind: 'keep-late'; readonly prior: DocumentSnapshot }
  /** It belongs into the restricted folder: whether that is proven is to be looked up. */
  | { readonly kind: 'ask-proof' };

/** What is decided on. */
export interface LateGround extends ShutGrounds {
  /** The document’s matter; null where nobody told of it. */
  readonly snapshot: MatterSnapshot | null;
  readonly proof: KnownProof;
}

/**
 * Keeps the next version that was told late beside the counterpart, once all others have come to rest; it stands in no other’s way.
 * @returns undefined where none can go now
 */
export function lateStep(ground: LateGround): LateStep | undefined {
  const { course } = ground;
  if (isBringing(course) || course.trashed || course.blocked || !isAtRest(course)) return undefined;
  for (const prior of openLate(ground)) {
    const step = stepOf(ground, prior);
    if (step !== undefined) return step;
  }
  return undefined;
}

/**
 * Why a document’s matter waits for versions that were told late; null where it does not. `held`: they cannot go before a person mends the
 * restricted folder, or lets the document out of it.
 */
export function lateState(ground: LateGround): 'on-its-way' | 'held' | null {
  const { course } = ground;
  if (course.trashed || course.counterpart === null) return null;
  if (isBringing(course) || lateStep(ground) !== undefined) return 'on-its-way';
  return openLate(ground).length > 0 ? 'held' : null;
}

const openLate = ({ course }: LateGround): readonly DocumentSnapshot[] =>
  lateVersions(course).filter(({ version }) => course.late?.open.includes(version.number));

/** What is marked is kept only within the restricted folder, by a proof that holds; beside an open document it waits. */
function stepOf(ground: LateGround, prior: DocumentSnapshot): LateStep | undefined {
  const { policy, proof, course } = ground;
  const { counterpart } = course;
  if (ground.snapshot === null || counterpart === null) return undefined;
  if (!liesShut(ground) && !isMarked(ground, ground.snapshot, prior)) return { kind: 'keep-late', prior };
  if (!isShut(policy, counterpart.placement)) return undefined;
  if (proof === undefined) return { kind: 'ask-proof' };
  return proof === null || proof.proof === course.refusedProof ? undefined : { kind: 'keep-late', prior };
}

/**
 * The document as it is by now says what its versions are, as the archiver’s gate has it. The name that a version bore itself
 * is a mark, too, until a person lets the document out.
 */
function isMarked({ policy, course }: LateGround, matter: MatterSnapshot, prior: DocumentSnapshot): boolean {
  const newest = course.versions.at(-1);
  const suspects = [newest, course.released === undefined ? prior : undefined];
  return suspects.some((one) => one !== undefined && privilegedBy(policy, matter, one) !== null);
}
