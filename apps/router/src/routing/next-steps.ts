import type { DocumentSnapshot, Placement, Policy, Reason, SkipReason } from '@counterpart/contracts';
import { place, privilegedBy, unfitness, type Place } from '@counterpart/placement';
import type { DocumentCourse } from './document-course.js';
import type { MatterCourse } from './matter-course.js';

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
    }
  /** Its matter is not known yet. */
  | { readonly kind: 'wait-for-matter' }
  /** Its matter has no folder yet: the policy did not mirror the matter until now. */
  | { readonly kind: 'plan-folder' }
  | { readonly kind: 'give-up' };

/** A staging that is lost this often is not bad luck any more (sessions live 7 days). */
const MAX_ATTEMPTS = 5;

/**
 * Decides the next steps: versions to skip, then the one to route. Nothing happens while a version is on its
 * way, so that no version overtakes another.
 */
export function nextSteps(policy: Policy, matter: MatterCourse, course: DocumentCourse): readonly NextStep[] {
  if (course.flight !== null || course.blocked) return [];
  const steps: NextStep[] = [];
  for (const document of course.versions) {
    const { number } = document.version;
    if (number <= course.settledUpTo) continue;
    const step = stepOf(policy, matter, course, document);
    if (step.kind !== 'skip') return [...steps, step];
    // Said before, and nothing changed about it.
    if (course.skips.get(number) !== step.reason) steps.push(step);
  }
  return steps;
}

function stepOf(
  policy: Policy,
  matter: MatterCourse,
  course: DocumentCourse,
  document: DocumentSnapshot,
): NextStep {
  if (course.trashed) {
    const why = [{ rule: 'document.trashed', on: null, gives: 'not mirrored' }];
    return { kind: 'skip', document, reason: 'ALREADY_TRASHED', why };
  }
  const unfit = unfitness(document);
  if (unfit !== null) return { ...unfit, document };
  const { snapshot, folder } = matter;
  if (snapshot === null) return { kind: 'wait-for-matter' };
  const earlier = routingUnderWay(course, document);
  const held = privilegedBy(policy, snapshot, document);
  // Whatever policy a document was placed under: what is marked by now never goes into an open folder.
  if (held !== null) return { kind: 'skip', document, reason: 'PRIVILEGED_HELD', why: [held] };
  if (earlier === null) {
    const placed = place(policy, { snapshot, folder: folder ?? '' }, document);
    if (placed.kind === 'skip') return { ...placed, document };
    if (folder === null) return { kind: 'plan-folder' };
    return toRoute(course, document, keptBy(course) ?? placed);
  }
  const { placement, policyVersion } = earlier;
  return toRoute(course, document, { kind: 'kept', placement, policyVersion, earlier });
}

/** The decision that a lost staging of this version was made under; null where there is none. */
function routingUnderWay(course: DocumentCourse, document: DocumentSnapshot): DocumentCourse['routing'] {
  const { routing, lostAttempts } = course;
  return lostAttempts > 0 && routing?.versionNumber === document.version.number ? routing : null;
}

/** A later version lies where the one before lies. */
function keptBy({ counterpart }: DocumentCourse): KeptPlace | null {
  if (counterpart === null) return null;
  const { placement, policyVersion } = counterpart;
  return { kind: 'kept', placement, policyVersion, earlier: null };
}

function toRoute(course: DocumentCourse, document: DocumentSnapshot, to: Place | KeptPlace): NextStep {
  if (course.lostAttempts >= MAX_ATTEMPTS) return { kind: 'give-up' };
  return { kind: 'route', document, attempt: course.lostAttempts + 1, place: to };
}
