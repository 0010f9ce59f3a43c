import type { AccessChange, PlacedCopy, Reason } from '@counterpart/contracts';
import {
  legalName,
  liesWell,
  pathKey,
  nameRoom,
  placeOfMirrored,
  split,
  WITHDRAWN,
  withSuffix,
  type Place,
} from '@counterpart/placement';
import { isAtRest, isAtRestButForVersions } from '../document/at-rest.js';
import { deadFiles, withoutDead } from '../document/dead-course.js';
import { isRestricted } from '../placement/shut-places.js';
import { accessChange, type MoveScene } from './next-move.js';
import type { Companion } from './relocation-course.js';

/** A file beside the counterpart that belongs elsewhere by now. */
export interface CompanionMove {
  readonly companion: Companion;
  readonly folder: string;
  readonly name: string;
  readonly access: AccessChange;
  readonly why: readonly Reason[];
}

/** Where the counterpart lies, or is about to go. */
export interface Anchor {
  readonly folder: string;
  /** It moves now: what was kept beside it goes along. */
  readonly moves: boolean;
}

/**
 * Decides what goes along with a document: prior versions and hand edits stay beside it, copies go where the policy wants
 * them by now. With a privileged document all of them are locked away; a copy is never deleted for it.
 */
export function companionMoves(scene: MoveScene, anchor: Anchor): readonly CompanionMove[] {
  const { stranded, shelf, copies } = scene.course;
  const shelved = shelf.flatMap((one) => shelfMove(scene, anchor, one));
  const copied = copies.flatMap((one) => copyMove(scene, anchor, one));
  return [...shelved, ...copied].filter(({ companion }) => !stranded.includes(companion.file));
}

/** What was left behind: it belongs elsewhere though the counterpart lies well. */
export function stragglers(scene: MoveScene): readonly CompanionMove[] {
  const { course } = scene;
  const { counterpart, trashed } = course;
  if (scene.onHold || counterpart === null || trashed) return [];
  if (!isAtRestButForVersions(withoutDead(course))) return [];
  const moves = companionMoves(scene, { folder: counterpart.placement.folder, moves: false });
  if (isAtRest(course)) return moves;
  const stuck = deadFiles(course);
  return moves.filter(
    ({ access, companion }) => access === 'into-restricted' && !stuck.includes(companion.file),
  );
}

/** An open place is not a reason to move what was kept before: only what must not lie open is sent after its document. */
function shelfMove(scene: MoveScene, anchor: Anchor, companion: Companion): readonly CompanionMove[] {
  const { folder, name } = split(companion.path);
  const isOpen = !isShut(scene, folder);
  const mustGo = isOpen && isShut(scene, anchor.folder);
  if (!anchor.moves && !mustGo && !(isOpen && isAstray(scene, anchor, companion))) return [];
  return moveTo(scene, companion, { folder: shelfIn(scene, anchor.folder), name }, KEPT_BESIDE);
}

/** What was told late may be brought when its document has moved: it is sent after it. */
const isAstray = (scene: MoveScene, anchor: Anchor, { late, path }: Companion): boolean =>
  late === true && pathKey(split(path).folder) !== pathKey(shelfIn(scene, anchor.folder));

function copyMove(scene: MoveScene, anchor: Anchor, companion: Companion): readonly CompanionMove[] {
  if (isShut(scene, anchor.folder)) return withdrawal(scene, anchor, companion);
  const placed = placeOf(scene);
  // Privileged, and not moved yet: the copy goes with its document.
  if (placed === null || placed.access === 'restricted') return [];
  const [wished] = placed.copies;
  return wished === undefined ? [] : followUp(scene, companion, wished);
}

/** Once withdrawn, it lies with the prior versions, and moves with them. */
function withdrawal(scene: MoveScene, anchor: Anchor, companion: Companion): readonly CompanionMove[] {
  const { folder, name } = split(companion.path);
  const isWithdrawn = isShut(scene, folder);
  if (isWithdrawn && !anchor.moves) return [];
  const shelf = shelfIn(scene, anchor.folder);
  const given = isWithdrawn ? name : withSuffix(name, WITHDRAWN, nameRoom(shelf));
  return moveTo(scene, companion, { folder: shelf, name: given }, LOCKED_ALONG);
}

function followUp(scene: MoveScene, companion: Companion, wished: PlacedCopy): readonly CompanionMove[] {
  // Out of the restricted folder it goes only by the confirmation that its document goes by.
  if (isShut(scene, split(companion.path).folder) && scene.course.released === undefined) return [];
  const claimant = { id: scene.course.versions.at(-1)?.id ?? '', folder: wished.folder };
  if (liesWell(companion.path, wished.name, claimant)) return [];
  return moveTo(scene, companion, wished, FOLLOWS);
}

function placeOf({ policy, matter, course }: MoveScene): Place | null {
  const document = course.versions.at(-1);
  if (document === undefined || matter.snapshot === null || matter.folder === null) return null;
  const placed = placeOfMirrored(policy, { snapshot: matter.snapshot, folder: matter.folder }, document);
  return placed.kind === 'place' ? placed : null;
}

const shelfIn = ({ policy }: MoveScene, folder: string): string =>
  `${folder}/${legalName(policy.versions.folder)}`;

const isShut = ({ policy, restricted }: MoveScene, folder: string): boolean =>
  isRestricted([policy.privileged.folder, ...restricted], folder);

function moveTo(
  scene: MoveScene,
  companion: Companion,
  { folder, name }: { readonly folder: string; readonly name: string },
  why: Reason,
): readonly CompanionMove[] {
  if (companion.path === `${folder}/${name}`) return [];
  const access = isShut(scene, folder) ? 'restricted' : 'open';
  const change = accessChange(scene, split(companion.path).folder, { access });
  return [{ companion, folder, name, access: change, why: [why] }];
}

const KEPT_BESIDE: Reason = { rule: 'versions.folder', on: 'kept beside its document', gives: 'goes along' };
const LOCKED_ALONG: Reason = { rule: 'privileged', on: 'a copy of its document', gives: 'goes along' };
const FOLLOWS: Reason = { rule: 'clientUploads', on: 'a copy of its document', gives: 'follows the policy' };
