import type { AccessChange, DocumentSnapshot, Placement, Policy, Reason } from '@counterpart/contracts';
import { decideDeletion, liesWell, placeOfMirrored, reservedNames } from '@counterpart/placement';
import { isAtRest, isAtRestButForVersions } from '../document/at-rest.js';
import { withoutDead } from '../document/dead-course.js';
import type { DocumentCourse } from '../document/document-course.js';
import type { MatterCourse } from '../matter/matter-course.js';
import { isRestricted } from '../placement/shut-places.js';
import { pathOf } from './relocation-course.js';

/** A counterpart that belongs elsewhere by now. */
export interface MoveStep {
  readonly kind: 'relocate';
  readonly purpose: 'follow' | 'set-aside';
  readonly document: DocumentSnapshot;
  readonly from: Placement;
  readonly counterpart: string;
  /** Where it belongs, before other documents’ claims are looked at. */
  readonly folder: string;
  readonly name: string;
  /** The name it bears because the plain one was taken; it keeps that one. */
  readonly kept: string | null;
  readonly access: AccessChange;
  readonly why: readonly Reason[];
}

/** What a move is decided on. */
export interface MoveScene {
  readonly policy: Policy;
  readonly matter: MatterCourse;
  readonly course: DocumentCourse;
  /** Every folder that was ever the firm’s restricted one: what lies in one is never opened by a new policy’s name for it. */
  readonly restricted: readonly string[];
  /** A legal hold: nothing moves, whatever rule wants it. */
  readonly onHold: boolean;
}

/** Decides whether the counterpart is to move: it lies elsewhere than where the policy in force wants it. */
export function nextMove(scene: MoveScene): MoveStep | null {
  const { matter, course } = scene;
  const document = course.versions.at(-1);
  if (scene.onHold || !mayBeShut(course) || document === undefined || course.counterpart === null)
    return null;
  if (matter.snapshot === null || matter.folder === null) return null;
  const found = { document, lies: course.counterpart, snapshot: matter.snapshot, folder: matter.folder };
  const step = course.trashed ? setAside(scene, found) : follow(scene, found);
  return mayMove(course) ? step : shutting(step);
}

const shutting = (step: MoveStep | null): MoveStep | null =>
  step !== null && step.access === 'into-restricted' ? step : null;

/** Nothing is on its way, and nothing waits for a person. */
const mayMove = (course: DocumentCourse): boolean => isAtRest(course) && !course.blocked && !course.refused;

/**
 * What is to be locked away waits neither for another version nor for what lies in that one’s way: the committer lets
 * nothing of it into an open place any more, and the version is routed anew from there. Nor does it wait for what was given up.
 */
const mayBeShut = (course: DocumentCourse): boolean =>
  isAtRestButForVersions(withoutDead(course)) && !course.refused;

interface Found {
  readonly document: DocumentSnapshot;
  readonly lies: NonNullable<DocumentCourse['counterpart']>;
  readonly snapshot: NonNullable<MatterCourse['snapshot']>;
  readonly folder: string;
}

function follow(
  { policy, restricted }: MoveScene,
  { document, lies, snapshot, folder }: Found,
): MoveStep | null {
  const placed = placeOfMirrored(policy, { snapshot, folder }, document);
  if (placed.kind === 'skip') return null;
  const { placement } = lies;
  const claimant = { id: document.id, folder: placed.folder, reserved: reservedNames(policy) };
  if (liesWell(pathOf(placement), placed.name, claimant)) return null;
  return {
    kind: 'relocate',
    purpose: 'follow',
    document,
    from: placement,
    counterpart: lies.id,
    folder: placed.folder,
    name: placed.name,
    kept: placement.disambiguated ? placement.name : null,
    access: accessChange({ policy, restricted }, placement.folder, placed),
    why: placed.why,
  };
}

/** A restricted folder of another name may not be shut yet: a move from one into the other is gated, too. */
export function accessChange(
  { policy, restricted }: Pick<MoveScene, 'policy' | 'restricted'>,
  from: string,
  to: { readonly access: 'open' | 'restricted' },
): AccessChange {
  if (to.access === 'restricted') {
    return isRestricted([policy.privileged.folder], from) ? 'unchanged' : 'into-restricted';
  }
  return isRestricted([policy.privileged.folder, ...restricted], from) ? 'out-of-restricted' : 'unchanged';
}

/** What is shut stays shut: a restricted document is set aside within its matter’s restricted folder. */
function setAside(
  { policy, course, restricted }: MoveScene,
  { document, lies, folder }: Found,
): MoveStep | null {
  if (course.setAside || course.trashedAt === null) return null;
  const { placement } = lies;
  const decision = decideDeletion(
    policy,
    { kind: 'trashed', at: course.trashedAt },
    {
      matterFolder: isRestricted([policy.privileged.folder, ...restricted], placement.folder)
        ? placement.folder
        : folder,
      name: placement.name,
    },
  );
  if (decision.kind === 'keep') return null;
  return {
    kind: 'relocate',
    purpose: 'set-aside',
    document,
    from: placement,
    counterpart: lies.id,
    folder: decision.folder,
    name: decision.name,
    kept: null,
    access: 'unchanged',
    why: [
      { rule: 'deletion.action', on: `deleted in Clio, told ${course.trashedAt}`, gives: decision.folder },
    ],
  };
}
