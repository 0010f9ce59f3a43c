import type {
  DocumentSnapshot,
  Event,
  EventData,
  EventId,
  Placement,
  Policy,
  SkipReason,
} from '@counterpart/contracts';
import { skipReason } from './place.js';

/** The counterpart as the last commit left it. */
interface Counterpart {
  readonly id: string;
  readonly rev: string;
  readonly versionNumber: number;
  readonly placement: Placement;
}

/** A version on its way: routed, with no outcome yet. */
interface Flight {
  readonly routed: EventId;
  readonly versionNumber: number;
  readonly attempt: number;
  readonly placement: Placement;
}

/**
 * A document’s course, folded from its stream.
 *
 * - `versions`: every version that Clio told of, oldest first.
 * - `settledUpTo`: highest version number that is mirrored, skipped or gone; versions are taken in order, one at
 *   a time, so that none overtakes another.
 * - `flight`: the one version that is on its way.
 * - `blocked`: something else lies at the place; only a person can decide.
 */
export interface DocumentCourse {
  readonly versions: readonly DocumentSnapshot[];
  readonly settledUpTo: number;
  readonly flight: Flight | null;
  readonly lostAttempts: number;
  readonly counterpart: Counterpart | null;
  readonly blocked: boolean;
  readonly trashed: boolean;
}

/** The course of a document that nobody has told of. */
export const UNSEEN: DocumentCourse = Object.freeze({
  versions: [],
  settledUpTo: 0,
  flight: null,
  lostAttempts: 0,
  counterpart: null,
  blocked: false,
  trashed: false,
});

/** Folds one event of the document’s stream into its course; events that do not matter leave it as it is. */
export function evolve(course: DocumentCourse, event: Event): DocumentCourse {
  switch (event.name) {
    case 'DocumentAdded':
    case 'DocumentVersionAdded':
      return { ...course, versions: withVersion(course.versions, event.data.document) };
    case 'DocumentRestored':
      return restored({ ...course, versions: withVersion(course.versions, event.data.document) });
    case 'DocumentChanged':
      return { ...course, versions: withDetails(course.versions, event.data.document) };
    case 'DocumentTrashed':
      return { ...course, trashed: true };
    case 'DocumentSkipped':
      return settled(course, event.data.versionNumber);
    case 'SourceMissing':
      return settled(course, event.data.versionNumber);
    default:
      return evolveFlight(course, event);
  }
}

function evolveFlight(course: DocumentCourse, event: Event): DocumentCourse {
  switch (event.name) {
    case 'DocumentRouted': {
      const { version, attempt, placement } = event.data;
      return { ...course, flight: { routed: event.id, versionNumber: version.number, attempt, placement } };
    }
    case 'DocumentMirrored': {
      const placement = course.flight?.placement ?? course.counterpart?.placement;
      if (placement === undefined) return course;
      const { counterpart: id, rev, versionNumber } = event.data;
      return { ...settled(course, versionNumber), counterpart: { id, rev, versionNumber, placement } };
    }
    case 'StagingLost':
      return isInFlight(course, event.data.routed) ? lost(course, event.data) : course;
    case 'PlacementConflictFound':
      return isInFlight(course, event.data.routed) ? { ...course, flight: null, blocked: true } : course;
    default:
      return course;
  }
}

/** The next attempt replaces what the lost one may have left behind. */
function lost(course: DocumentCourse, staging: EventData<'StagingLost'>): DocumentCourse {
  const grounded = { ...course, flight: null, lostAttempts: staging.attempt };
  if (staging.left === null || course.flight === null) return grounded;
  const { counterpart: id, rev } = staging.left;
  const counterpart = {
    id,
    rev,
    versionNumber: course.counterpart?.versionNumber ?? 0,
    placement: course.flight.placement,
  };
  return { ...grounded, counterpart };
}

const isInFlight = (course: DocumentCourse, routed: EventId): boolean => course.flight?.routed === routed;

function settled(course: DocumentCourse, versionNumber: number): DocumentCourse {
  const settledUpTo = Math.max(course.settledUpTo, versionNumber);
  return { ...course, settledUpTo, flight: null, lostAttempts: 0 };
}

/** Versions that were skipped only because the document lay in the trash are to be looked at again. */
function restored(course: DocumentCourse): DocumentCourse {
  return { ...course, trashed: false, settledUpTo: course.counterpart?.versionNumber ?? 0 };
}

function withVersion(
  versions: readonly DocumentSnapshot[],
  added: DocumentSnapshot,
): readonly DocumentSnapshot[] {
  const others = versions.filter((known) => known.version.number !== added.version.number);
  return [...others, added].toSorted((a, b) => a.version.number - b.version.number);
}

/** A rename or a move tells nothing new of the bytes: older versions keep theirs, and take the new details. */
function withDetails(
  versions: readonly DocumentSnapshot[],
  changed: DocumentSnapshot,
): readonly DocumentSnapshot[] {
  return versions.map((known) => ({ ...changed, version: known.version }));
}

/** What is to happen next with a document. */
export type NextStep =
  | { readonly kind: 'skip'; readonly document: DocumentSnapshot; readonly reason: SkipReason }
  | { readonly kind: 'route'; readonly document: DocumentSnapshot; readonly attempt: number }
  | { readonly kind: 'give-up'; readonly document: DocumentSnapshot };

/** A staging that is lost this often is not bad luck any more (sessions live 7 days). */
const MAX_ATTEMPTS = 5;

/**
 * Decides the next steps: versions to skip, then the one to route. Nothing happens while a version is on its
 * way, so that no version overtakes another.
 */
export function nextSteps(policy: Policy, course: DocumentCourse): readonly NextStep[] {
  if (course.flight !== null || course.blocked) return [];
  const steps: NextStep[] = [];
  for (const document of course.versions) {
    if (document.version.number <= course.settledUpTo) continue;
    const reason = course.trashed ? 'ALREADY_TRASHED' : skipReason(policy, document);
    if (reason === undefined) return [...steps, toRoute(course, document)];
    steps.push({ kind: 'skip', document, reason });
  }
  return steps;
}

function toRoute(course: DocumentCourse, document: DocumentSnapshot): NextStep {
  if (course.lostAttempts >= MAX_ATTEMPTS) return { kind: 'give-up', document };
  return { kind: 'route', document, attempt: course.lostAttempts + 1 };
}
