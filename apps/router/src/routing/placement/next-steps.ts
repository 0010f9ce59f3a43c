import type {
  DocumentSnapshot,
  FailureCode,
  MatterSnapshot,
  Placement,
  Policy,
  Reason,
  RestrictedPlace,
  SkipReason,
} from '@counterpart/contracts';
import { pathKey, place, privilegedBy, unfitness, unreadMark, type Place } from '@counterpart/placement';
import { isGivenUp, MAX_ATTEMPTS } from '../document/discard-course.js';
import type { DocumentCourse } from '../document/document-course.js';
import { lateStep, type KnownProof, type LateStep } from '../versions/late-steps.js';
import type { MatterCourse } from '../matter/matter-course.js';
import { pathOf } from '../moves/relocation-course.js';
import { everShut, isRestricted, isShut, laid, liesShut } from './shut-places.js';
import { isToBeKept } from '../versions/version-course.js';

/** A place that was given before: where the counterpart lies, or where a lost staging was bound for. */
export interface KeptPlace {
  readonly kind: 'kept';
  readonly placement: Placement;
  /** Version of the policy that gave it. */
  readonly policyVersion: number;
  readonly earlier: DocumentCourse['routing'];
}

/** What is to happen next with a document. */
export type NextStep =
  | LateStep
  | {
      readonly kind: 'skip';
      readonly document: DocumentSnapshot;
      readonly reason: SkipReason;
      readonly why: readonly Reason[];
    }
  | {
      readonly kind: 'route';
      readonly document: DocumentSnapshot;
      readonly attempt: number;
      readonly place: Place | KeptPlace;
      /** The proof that its restricted place stands on; null where it goes to an open one. */
      readonly restricted: RestrictedPlace | null;
    }
  /** The version in place is kept beside it before the next one replaces it. */
  | { readonly kind: 'keep'; readonly prior: DocumentSnapshot }
  /** Its matter is not known yet. */
  | { readonly kind: 'wait-for-matter' }
  /** Its matter has no folder yet: the policy did not mirror the matter until now. */
  | { readonly kind: 'plan-folder' }
  /** It was lost too often. */
  | { readonly kind: 'give-up'; readonly code: FailureCode };

/** What the next steps are decided on. */
export interface RoutingScene {
  readonly policy: Policy;
  readonly matter: MatterCourse;
  readonly course: DocumentCourse;
  /** Every folder that was ever the firm’s restricted one: what lies in one is never taken for open. */
  readonly restricted: readonly string[];
}

/**
 * Decides the next steps: versions to skip, then the one to route. Nothing happens while a version is on its
 * way, so that no version overtakes another.
 */
export function nextSteps(scene: RoutingScene, proof?: KnownProof): readonly NextStep[] {
  const { course } = scene;
  if (isUnderWay(course) || (course.blocked && !mayStandBeside(scene))) return [];
  const steps: NextStep[] = [];
  for (const document of course.versions) {
    const { number } = document.version;
    if (isSettled(course, number) || isGivenUp(course, number)) continue;
    const step = stepOf({ ...scene, proof }, document);
    if (step.kind !== 'skip') return [...steps, step];
    // Said before, and nothing changed about it.
    if (course.skips.get(number) !== step.reason) steps.push(step);
  }
  const late = lateStep({ ...scene, snapshot: scene.matter.snapshot, proof });
  return late === undefined ? steps : [...steps, late];
}

/** A version that goes out meanwhile would overtake another, not find the place it replaces, or change what is rolled up or copied. */
const isUnderWay = ({ flight, move, copying, keeping, thinning }: DocumentCourse): boolean =>
  flight !== null || move !== null || copying.length > 0 || keeping !== null || thinning !== null;

/** Places beside what is in the way that are tried before a person has to look. */
const MOST_TAKEN = 5;

/** What came first was put there by hand: the document gets a name of its own where the policy keeps both. */
const mayStandBeside = ({ policy, course: { counterpart, taken } }: RoutingScene): boolean =>
  policy.conflicts === 'keep-both' && counterpart === null && taken.length > 0 && taken.length < MOST_TAKEN;

/** A version that is held because it is privileged may get its place any time. */
function isSettled({ settledUpTo, finishedUpTo, skips }: DocumentCourse, number: number): boolean {
  return number <= (skips.get(number) === 'PRIVILEGED_HELD' ? finishedUpTo : settledUpTo);
}

/** What a step is decided on. */
interface Ground extends RoutingScene {
  readonly proof: KnownProof;
}

/** The same, where the matter is known. */
interface KnownGround extends Ground {
  readonly snapshot: MatterSnapshot;
}

function stepOf(ground: Ground, document: DocumentSnapshot): NextStep {
  const { policy, matter, course } = ground;
  if (course.trashed) {
    const why = [{ rule: 'document.trashed', on: null, gives: 'not mirrored' }];
    return { kind: 'skip', document, reason: 'ALREADY_TRASHED', why };
  }
  const unfit = unfitness(document);
  if (unfit !== null) return { ...unfit, document };
  const { snapshot } = matter;
  if (snapshot === null) return { kind: 'wait-for-matter' };
  const marked = privilegedBy(policy, snapshot, document);
  // Whatever policy a document was placed under: what is marked by now never goes into an open folder.
  if (marked !== null || liesShut(ground)) return shutStep({ ...ground, snapshot }, document, marked);
  const unread = course.counterpart === null ? unreadMark(policy, snapshot) : null;
  if (unread !== null) return { kind: 'skip', document, reason: 'PRIVILEGED_HELD', why: [unread] };
  return openStep({ ...ground, snapshot }, document);
}

/** The step of what belongs into its matter’s folder. */
function openStep(ground: KnownGround, document: DocumentSnapshot): NextStep {
  const { policy, matter, course, snapshot } = ground;
  const { folder } = matter;
  const earlier = openUnderWay(ground, document);
  if (earlier === null) {
    const placed = place(policy, { snapshot, folder: folder ?? '' }, document);
    if (placed.kind === 'skip') return { ...placed, document };
    if (folder === null) return { kind: 'plan-folder' };
    return toRoute(course, document, keptBy(course) ?? placed);
  }
  const { placement, policyVersion } = earlier;
  return toRoute(course, document, { kind: 'kept', placement, policyVersion, earlier });
}

/** The step of what belongs into the restricted folder: without a proof that it is shut nothing goes there. */
function shutStep(ground: KnownGround, document: DocumentSnapshot, marked: Reason | null): NextStep {
  const { policy, course, snapshot, proof } = ground;
  // The folder of its matter has no part in a restricted place.
  const placed = place(policy, { snapshot, folder: '' }, document);
  if (placed.kind === 'skip' && course.counterpart === null) return { ...placed, document };
  if (proof === undefined) return { kind: 'ask-proof' };
  if (proof === null || mustWait(ground, proof)) {
    return held(document, marked);
  }
  const kept = keptShut(policy, course, document);
  if (kept !== null) return toRoute(course, document, kept, proof);
  if (marked === null) return held(document, marked);
  if (placed.kind === 'skip') return { ...placed, document };
  return toRoute(course, document, placed, proof);
}

function held(document: DocumentSnapshot, marked: Reason | null): NextStep {
  const why = marked ?? { rule: 'placement.kept', on: null, gives: 'privileged' };
  return { kind: 'skip', document, reason: 'PRIVILEGED_HELD', why: [why] };
}

const keptShut = (policy: Policy, course: DocumentCourse, document: DocumentSnapshot): KeptPlace | null =>
  keptBy(course) ?? shutUnderWay(policy, course, document) ?? laidShut(policy, course);

/** What was shut in the account before, or deleted there, and bears no mark any more, is shut at the same place. */
function laidShut(policy: Policy, course: DocumentCourse): KeptPlace | null {
  const placement = laid(course).findLast((place) => isShut(policy, place));
  if (placement === undefined || course.taken.includes(pathKey(pathOf(placement)))) return null;
  return { kind: 'kept', placement, policyVersion: policy.version, earlier: null };
}

/**
 * The proof did not hold when it was looked at last, or the version in place lies where nothing is proven, open or in a
 * restricted folder of before: it is to be moved, or let out, first.
 */
function mustWait({ policy, course }: Ground, { proof }: RestrictedPlace): boolean {
  const { counterpart, refusedProof } = course;
  return proof === refusedProof || (counterpart !== null && !isShut(policy, counterpart.placement));
}

/** A lost staging that was bound for the restricted folder keeps its place. */
function shutUnderWay(policy: Policy, course: DocumentCourse, document: DocumentSnapshot): KeptPlace | null {
  const earlier = routingUnderWay(course, document);
  if (earlier === null || !isShut(policy, earlier.placement)) return null;
  const { placement, policyVersion } = earlier;
  return { kind: 'kept', placement, policyVersion, earlier };
}

/** A lost staging that was bound for an open place keeps it; one that was bound for a restricted folder had a mark then. */
function openUnderWay(scene: RoutingScene, document: DocumentSnapshot): DocumentCourse['routing'] {
  const earlier = routingUnderWay(scene.course, document);
  return earlier !== null && isRestricted(everShut(scene), earlier.placement.folder) ? null : earlier;
}

/** The decision that a lost staging of this version was made under; null where there is none. */
function routingUnderWay(course: DocumentCourse, document: DocumentSnapshot): DocumentCourse['routing'] {
  const { routing, lostAttempts, taken } = course;
  const isIts = lostAttempts > 0 && routing?.versionNumber === document.version.number;
  return isIts && !taken.includes(pathKey(pathOf(routing.placement))) ? routing : null;
}

/** A later version lies where the one before lies. */
function keptBy({ counterpart }: DocumentCourse): KeptPlace | null {
  if (counterpart === null) return null;
  const { placement, policyVersion } = counterpart;
  return { kind: 'kept', placement, policyVersion, earlier: null };
}

function toRoute(
  course: DocumentCourse,
  document: DocumentSnapshot,
  to: Place | KeptPlace,
  restricted: RestrictedPlace | null = null,
): NextStep {
  if (course.lostAttempts >= MAX_ATTEMPTS) return { kind: 'give-up', code: course.lostTo ?? 'STAGING_LOST' };
  const prior = priorToKeep(course, document);
  if (prior !== undefined) return { kind: 'keep', prior };
  return { kind: 'route', document, attempt: course.lostAttempts + 1, place: to, restricted };
}

function priorToKeep(course: DocumentCourse, { version }: DocumentSnapshot): DocumentSnapshot | undefined {
  if (!isToBeKept(course, version.number)) return undefined;
  return course.versions.find((known) => known.version.number === course.counterpart?.versionNumber);
}
