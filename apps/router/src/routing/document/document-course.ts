import type {
  DocumentSnapshot,
  Event,
  EventData,
  EventId,
  FailureCode,
  Placement,
  SkipReason,
} from '@counterpart/contracts';
import { keepExtension } from '@counterpart/placement';
import { conflicted, foundAgain, triedAgain, wayFree, type Straying } from './conflict-course.js';
import { evolveDead, type DeadWork } from './dead-course.js';
import { discarded, resumed, type Discards } from './discard-course.js';
import { lateRestored, withLateLost } from '../versions/late-course.js';
import { evolveVersions, NOTHING_KEPT, shelvedBy, type VersionKeeping } from '../versions/version-course.js';
import { evolveThinning, NOTHING_THINNED, type VersionThinning } from '../versions/thinning-course.js';
import { leaves, restarted, type Restarting } from './restart-course.js';
import { AT_HOME, evolveWhereabouts, TRY_AGAIN, type Whereabouts } from '../moves/relocation-course.js';

/** The counterpart as the last commit left it. */
interface Counterpart {
  readonly id: string;
  readonly rev: string;
  readonly versionNumber: number;
  /** Bytes. */
  readonly size: number;
  /** Dropbox content hash, lower-case hex. */
  readonly contentHash: string;
  readonly placement: Placement;
  /** Version of the policy that it was placed under. */
  readonly policyVersion: number;
}

/** A routing decision as it was recorded. */
interface Routing extends Pick<
  EventData<'DocumentRouted'>,
  'placement' | 'policyVersion' | 'copies' | 'why'
> {
  readonly routed: EventId;
  /** Its bytes wait to be committed: the event that told so. */
  readonly staged?: EventId;
  /** When its upload session ends. */
  readonly expiresAt?: string;
  readonly versionNumber: number;
}

/**
 * A document’s course, folded from its stream.
 *
 * - `versions`: every version that Clio told of, oldest first.
 * - `settledUpTo`: highest version number that is mirrored, skipped or gone; versions are taken in order, one at
 *   a time, so that none overtakes another.
 * - `finishedUpTo`: the same without what was skipped: a change of the document may give a skipped version a place.
 * - `skips`: the last reason of each version that was skipped.
 * - `flight`: the one version that is on its way.
 * - `routing`: the newest routing decision; a version that is staged again keeps it, whatever the policy says by then.
 * - `lostTo`: why its newest staging was lost.
 * - `refusedProof`: the proof of the restricted folder that no longer held when the document was to be committed.
 * - `released`: an operator’s confirmation that the counterpart may leave the restricted folder.
 * - `blocked`: something else lies at the place. It is tried again when that is gone, or when the document changes.
 * - `taken`: keys of the places at which something else was found before the document had a counterpart.
 */
export interface DocumentCourse
  extends Whereabouts, VersionKeeping, VersionThinning, Discards, DeadWork, Straying, Restarting {
  readonly versions: readonly DocumentSnapshot[];
  readonly settledUpTo: number;
  readonly finishedUpTo: number;
  readonly skips: ReadonlyMap<number, SkipReason>;
  readonly flight: Routing | null;
  readonly routing: Routing | null;
  readonly lostAttempts: number;
  readonly lostTo?: FailureCode | undefined;
  readonly counterpart: Counterpart | null;
  readonly blocked: boolean;
  readonly taken: readonly string[];
  readonly trashed: boolean;
  readonly refusedProof?: EventId;
  readonly released?: EventId;
}

/** The course of a document that nobody has told of. */
export const UNSEEN: DocumentCourse = Object.freeze({
  versions: [],
  settledUpTo: 0,
  finishedUpTo: 0,
  skips: new Map(),
  flight: null,
  routing: null,
  lostAttempts: 0,
  counterpart: null,
  blocked: false,
  taken: [],
  trashed: false,
  ...AT_HOME,
  ...NOTHING_KEPT,
  ...NOTHING_THINNED,
});

/** Folds one event of the document’s stream into its course; events that do not matter leave it as it is. */
export const evolve = (course: DocumentCourse, event: Event): DocumentCourse =>
  restarted(resumed(course, event, evolveFacts) ?? evolveFacts(course, event), event);

function evolveFacts(course: DocumentCourse, event: Event): DocumentCourse {
  switch (event.name) {
    case 'DocumentAdded':
    case 'DocumentVersionAdded':
      return {
        ...course,
        versions: withVersion(course.versions, event.data.document),
        ...wayFree(course),
      };
    case 'DocumentRestored':
      return restored({ ...course, versions: withVersion(course.versions, event.data.document) });
    case 'DocumentChanged':
      return changed(course, event.data.document);
    case 'DocumentTrashed':
      return { ...course, trashed: true, trashedAt: event.time, ...TRY_AGAIN };
    case 'DocumentSkipped':
      return skipped(course, event.data);
    case 'SourceMissing':
      // Asked for again when the document changes: it may be there by then.
      return settled(course, event.data.versionNumber);
    case 'PrivilegeReleased':
      return { ...course, released: event.id, leftAt: [], ...TRY_AGAIN };
    case 'PlaceCleared':
      return { ...course, taken: [], ...wayFree(course) };
    case 'WorkDiscarded':
      return discarded(course, event);
    case 'WorkDeadLettered':
      return withLateLost(evolveDead(course, event), event.data.eventId);
    case 'RetryOrdered':
      return triedAgain(evolveDead(course, event), event);
    default:
      return evolveFlight(course, event);
  }
}

function evolveFlight(course: DocumentCourse, event: Event): DocumentCourse {
  switch (event.name) {
    case 'DocumentRouted': {
      const routing = routingOf(event.id, event.data);
      return { ...lockedAway(course, event.data), flight: routing, routing };
    }
    case 'DocumentStaged':
      return staged(course, event);
    case 'DocumentMirrored': {
      const from = course.flight ?? course.counterpart;
      if (from === null) return course;
      const { counterpart: id, rev, versionNumber, size, contentHash } = event.data;
      const { placement, policyVersion } = from;
      const counterpart = { id, rev, versionNumber, size, contentHash, placement, policyVersion };
      const owed = course.flight?.copies ?? course.owed;
      const mirrored = { keeping: null, kept: null, counterpart, taken: [], stray: undefined };
      return { ...finished(course, versionNumber), ...mirrored, owed };
    }
    case 'StagingLost':
      return isInFlight(course, event.data.routed) ? lost(course, event) : course;
    case 'RestrictedPlacementRefused': {
      if (!isInFlight(course, event.data.routed)) return course;
      const { attempt: lostAttempts, proof: refusedProof } = event.data;
      return { ...course, flight: null, lostAttempts, lostTo: undefined, refusedProof };
    }
    case 'OpenPlacementRefused':
      return isInFlight(course, event.data.routed)
        ? { ...course, flight: null, lostAttempts: event.data.attempt, lostTo: undefined }
        : course;
    case 'PlacementConflictFound':
      return isInFlight(course, event.data.routed) ? conflicted(course, event.data) : course;
    default:
      return evolveBeside(course, event);
  }
}

/** Folds what is told of the files beside it, and of what was put back. */
const evolveBeside = (course: DocumentCourse, event: Event): DocumentCourse =>
  evolveHealing(evolveWhereabouts(evolveThinning(evolveVersions(course, event), event), event), event);

function evolveHealing(course: DocumentCourse, event: Event): DocumentCourse {
  if (event.name === 'DriftHealed') return putBack(course, event.data);
  if (event.name === 'DriftFound') return foundAgain(course, event);
  const isGone = event.name === 'DriftHealRefused' && event.data.reason === 'REVISION_GONE';
  return isGone ? toBeSentAgain(course, event.data) : course;
}

function staged(course: DocumentCourse, { id, data }: Event<'DocumentStaged'>): DocumentCourse {
  const { flight } = course;
  if (flight?.routed !== data.routed) return course;
  return { ...course, flight: { ...flight, staged: id, expiresAt: data.expiresAt } };
}

/** Whoever is locked away again needs another confirmation. */
function lockedAway(course: DocumentCourse, { restricted }: EventData<'DocumentRouted'>): DocumentCourse {
  const { released: _, ...unconfirmed } = course;
  return restricted !== undefined && course.counterpart === null ? unconfirmed : course;
}

function routingOf(routed: EventId, data: EventData<'DocumentRouted'>): Routing {
  const { version, placement, policyVersion, copies, why } = data;
  return { routed, versionNumber: version.number, placement, policyVersion, copies, why };
}

/** The next attempt replaces what the lost one may have left behind. */
function lost(course: DocumentCourse, event: Event<'StagingLost'>): DocumentCourse {
  const { data: staging } = event;
  const counted = { lostAttempts: triesAfter(course.flight, event), lostTo: staging.reason };
  const grounded = { ...course, flight: null, ...counted };
  if (staging.left === null || course.flight === null) return grounded;
  const { counterpart: id, rev } = staging.left;
  const { placement, policyVersion } = course.flight;
  const versionNumber = course.counterpart?.versionNumber ?? 0;
  // What lies there is damaged: nothing but another version's commit makes it the document's content.
  const content = { size: 0, contentHash: '' };
  const counterpart = { id, rev, versionNumber, ...content, placement, policyVersion };
  return { ...grounded, kept: null, counterpart };
}

/**
 * A session that came to its end waited for all of its days, as for space: that is no try of its document. One, not none, remains: what
 * is staged again keeps its place.
 */
function triesAfter(flight: Routing | null, { time, data }: Event<'StagingLost'>): number {
  const end = flight?.expiresAt;
  const isOver = end !== undefined && Date.parse(time) >= Date.parse(end);
  return data.reason === 'STAGING_LOST' && isOver ? Math.max(1, data.attempt - 1) : data.attempt;
}

/** It lies in place as it was mirrored; a restored file may bear another id. What it stood in the way of may go on. */
function putBack(course: DocumentCourse, healed: EventData<'DriftHealed'>): DocumentCourse {
  const { counterpart, shelf } = course;
  if (counterpart === null) return course;
  const { counterpart: id, rev, handEdit } = healed;
  return {
    ...course,
    ...wayFree(course),
    kept: null,
    counterpart: { ...counterpart, id, rev },
    shelf: shelvedBy(shelf, { kept: null, handEdit }),
  };
}

/**
 * Dropbox has the bytes no more, so Clio’s are sent again: in place of what somebody made of it, which is kept, or anew. Where it lay
 * is remembered: what was shut there stays shut.
 */
function toBeSentAgain(
  course: DocumentCourse,
  { rev, handEdit }: EventData<'DriftHealRefused'>,
): DocumentCourse {
  const { counterpart, shelf } = course;
  if (counterpart === null) return course;
  const before = counterpart.versionNumber - 1;
  const content = { size: 0, contentHash: '' };
  return {
    ...course,
    ...wayFree(course),
    kept: null,
    settledUpTo: Math.min(course.settledUpTo, before),
    finishedUpTo: Math.min(course.finishedUpTo, before),
    ...(rev === null
      ? { counterpart: null, ...leaves(course) }
      : { counterpart: { ...counterpart, rev, versionNumber: before, ...content } }),
    shelf: shelvedBy(shelf, { kept: null, handEdit }),
  };
}

const isInFlight = (course: DocumentCourse, routed: EventId): boolean => course.flight?.routed === routed;

function settled(course: DocumentCourse, versionNumber: number): DocumentCourse {
  const settledUpTo = Math.max(course.settledUpTo, versionNumber);
  return { ...course, settledUpTo, flight: null, lostAttempts: 0, lostTo: undefined };
}

function finished(course: DocumentCourse, versionNumber: number): DocumentCourse {
  return {
    ...settled(course, versionNumber),
    finishedUpTo: Math.max(course.finishedUpTo, versionNumber),
  };
}

function skipped(
  course: DocumentCourse,
  { versionNumber, reason }: EventData<'DocumentSkipped'>,
): DocumentCourse {
  return { ...settled(course, versionNumber), skips: new Map([...course.skips, [versionNumber, reason]]) };
}

/** Versions that were skipped only because the document lay in the trash are to be looked at again. */
function restored(course: DocumentCourse): DocumentCourse {
  return {
    ...course,
    trashed: false,
    trashedAt: null,
    ...wayFree(course),
    ...lateRestored(course),
    skips: new Map(),
    settledUpTo: course.counterpart?.versionNumber ?? 0,
  };
}

/**
 * A rename or a move tells nothing new of the bytes: older versions keep theirs, and take the new details. What was
 * skipped may have a place now.
 */
function changed(course: DocumentCourse, document: DocumentSnapshot): DocumentCourse {
  const kept = keepExtension(course.versions.at(-1), document);
  const versions = course.versions.map((known) => ({ ...kept, version: known.version }));
  return { ...course, versions, settledUpTo: course.finishedUpTo, ...wayFree(course) };
}

function withVersion(
  versions: readonly DocumentSnapshot[],
  added: DocumentSnapshot,
): readonly DocumentSnapshot[] {
  const others = versions.filter((known) => known.version.number !== added.version.number);
  const kept = keepExtension(versions.at(-1), added);
  return [...others, kept].toSorted((a, b) => a.version.number - b.version.number);
}
