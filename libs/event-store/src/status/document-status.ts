import type {
  AccountPlace,
  DocumentId,
  DocumentSnapshot,
  Event,
  FirmId,
  MatterId,
  SkipReason,
} from '@counterpart/contracts';
import { besideVersions, givesDocumentUp, isBeside, workOf } from './given-up.js';
import { earlier, evolveMove, STATE_OF_MOVE, type PendingMove } from './document-move.js';

/** Where a document stands on its way into Dropbox. `added`, `routed` and `staged` are pending. */
export type DocumentState =
  'added' | 'routed' | 'staged' | 'mirrored' | 'skipped' | 'conflict' | 'missing' | 'dead';

/** Why a privileged document is not mirrored: a person has to allow it or make room for it. */
export const HELD: SkipReason = 'PRIVILEGED_HELD';

/** States in which something still has to happen by itself. */
export const PENDING_STATES = ['added', 'routed', 'staged'] as const satisfies readonly DocumentState[];

/** A counterpart in an account of before. */
interface LeftBehind {
  /** Dropbox’s account and where paths begin there, as {@link accountKey} tells them. */
  readonly account: string;
  /** When another one was connected, RFC 3339 in UTC. */
  readonly since: string;
}

/** Tells accounts apart. */
export const accountKey = ({ id, root }: AccountPlace): string => `${id} ${root ?? ''}`;

/** One document as the status read model shows it. Times are RFC 3339 in UTC. */
export interface DocumentStatus {
  readonly firm: FirmId;
  readonly document: DocumentId;
  readonly matter: MatterId | null;
  /** Newest version number seen; older versions' outcomes do not settle the document. */
  readonly latestVersionSeen: number;
  readonly state: DocumentState;
  /** Where it lies or is to lie in Dropbox. */
  readonly path: string | null;
  readonly mirroredVersion: number | null;
  /**
   * Since when it has waited: when the oldest change was made in Clio that has not come into place; null where a rule leaves
   * the document out.
   */
  readonly addedAt: string | null;
  /** When its newest mirrored version came into place. */
  readonly mirroredAt: string | null;
  readonly updatedAt: string;
  /** Whose work for it was given up; of the archiver’s, each with the event that it was for. */
  readonly givenUp: readonly string[];
  /** The account that its counterpart was left in when the firm connected another one; absent where it lies in that of now. */
  readonly left?: LeftBehind;
  /** The move that its counterpart is to make; absent where it lies where it belongs, as far as the trail knows. */
  readonly move?: PendingMove;
}

/** The document that an event is about, or null where it is about none. */
export function documentOf(event: Event): DocumentId | null {
  if (!('document' in event.data)) return null;
  const { document } = event.data;
  return typeof document === 'object' && document !== null ? document.id : document;
}

/**
 * Pure: the status after one more event; undefined stays undefined for events that tell nothing of a document.
 * @param since since when the event’s cause has waited, where that is known
 */
export function evolveStatus(
  before: DocumentStatus | undefined,
  event: Event,
  since = event.time,
): DocumentStatus | undefined {
  const known = before === undefined ? undefined : withoutMove(before);
  const pending = before?.move;
  const after = evolveVersions(known, event, pending);
  if (after === undefined) return undefined;
  const move = evolveMove(pending, event, { path: known?.path ?? null, since });
  const updatedAt = move === pending ? after.updatedAt : event.time;
  return withMove({ ...waiting(known, after, { event, since }), updatedAt }, move);
}

/** How far the newest version has come, whatever becomes of the counterpart’s move. */
export const stateOfVersion = ({ state, move }: Pick<DocumentStatus, 'state' | 'move'>): DocumentState =>
  move?.shows === true ? 'mirrored' : state;

const withoutMove = ({ move, ...status }: DocumentStatus): DocumentStatus =>
  move?.shows === true ? { ...status, state: 'mirrored' } : status;

/** What lies in Dropbox, and not where it belongs, is not in sync. */
function withMove(status: DocumentStatus, move: PendingMove | undefined): DocumentStatus {
  if (move === undefined) return status;
  const shows = status.state === 'mirrored';
  return {
    ...status,
    state: shows ? STATE_OF_MOVE[move.standing] : status.state,
    move: { ...move, shows },
  };
}

/** They tell themselves since when the document waits. */
const ARRIVALS: ReadonlySet<string> = new Set([
  'DocumentAdded',
  'DocumentVersionAdded',
  'MirroringRestarted',
]);

/** What a rule left out, and what was in place, waits anew since the cause of the event by which it does. */
function waiting(
  before: DocumentStatus | undefined,
  after: DocumentStatus,
  { event, since }: { readonly event: Event; readonly since: string },
): DocumentStatus {
  const isHeld = event.name === 'DocumentSkipped' && event.data.reason === HELD;
  const waits = isHeld || (after.state !== 'mirrored' && after.state !== 'skipped');
  const wasInPlace = before?.state === 'mirrored' && !ARRIVALS.has(event.name);
  return waits && (after.addedAt === null || wasInPlace) ? { ...after, addedAt: since } : after;
}

/** @param pending the move that its counterpart is to make */
function evolveVersions(
  before: DocumentStatus | undefined,
  event: Event,
  pending: PendingMove | undefined,
): DocumentStatus | undefined {
  switch (event.name) {
    case 'DocumentAdded':
      // A document’s story begins here: rows that an earlier version of the fold left behind come to the same end.
      return seen(undefined, event, event.data.document);
    case 'DocumentVersionAdded':
      return seen(before, event, event.data.document);
    case 'DocumentRouted': {
      const { version, placement } = event.data;
      return settle(before, event, version.number, {
        state: 'routed',
        path: `${placement.folder}/${placement.name}`,
      });
    }
    case 'DocumentSkipped':
      return skipped(before, event);
    case 'DocumentStaged':
      return settle(before, event, event.data.versionNumber, { state: 'staged' });
    case 'StagingLost':
      return settle(before, event, event.data.versionNumber, { state: 'routed' });
    case 'PlacementConflictFound':
      return settle(before, event, event.data.versionNumber, { state: 'conflict', path: event.data.path });
    case 'SourceMissing':
      return settle(before, event, event.data.versionNumber, { state: 'missing' });
    case 'DocumentMirrored':
      return mirrored(before, event);
    default:
      return before === undefined ? undefined : followed(before, event, pending);
  }
}

/** What becomes of a document that is known, beside its versions: its path, and work that was given up. */
function followed(before: DocumentStatus, event: Event, pending: PendingMove | undefined): DocumentStatus {
  switch (event.name) {
    case 'Relocated':
      return relocated(before, event, pending);
    case 'WorkDeadLettered':
      return givesDocumentUp(event) ? givenUpBy(before, workOf(event), event.time) : before;
    case 'MirroringRestarted':
      return begunAnew(before, event.time);
    case 'WorkRecovered':
      return takenUp(before, event, 'added');
    case 'WorkDiscarded':
      return takenUp(before, event, 'dead');
    default:
      return before;
  }
}

function seen(before: DocumentStatus | undefined, event: Event, document: DocumentSnapshot): DocumentStatus {
  const known = before ?? unseen(event, document.id);
  const { number } = document.version;
  if (before !== undefined && number < before.latestVersionSeen) return before;
  return {
    ...known,
    matter: document.matter,
    latestVersionSeen: number,
    state: 'added',
    addedAt: waitsSince(before, earlier(document.updatedAt, event.time)),
    updatedAt: event.time,
    givenUp: besideVersions(known),
  };
}

/** What still waits has waited since its oldest change: a stuck document gets no younger with each version. */
function waitsSince(before: DocumentStatus | undefined, changedAt: string): string {
  if (before === undefined || before.state === 'mirrored' || before.addedAt === null) return changedAt;
  return earlier(before.addedAt, changedAt);
}

/** What a rule leaves out waits for nothing; what it holds back waits for a person. */
function skipped(
  before: DocumentStatus | undefined,
  event: Event<'DocumentSkipped'>,
): DocumentStatus | undefined {
  const { versionNumber, reason } = event.data;
  if (reason === HELD) return settle(before, event, versionNumber, { state: 'skipped' });
  // What was given up beside it is not left out by the rule.
  const isGivenUp = before !== undefined && besideVersions(before).length > 0;
  return settle(
    before,
    event,
    versionNumber,
    isGivenUp ? { state: 'dead' } : { state: 'skipped', addedAt: null },
  );
}

/** What happened to the newest version is the document's state; older versions no longer matter to it. */
function settle(
  before: DocumentStatus | undefined,
  event: Event,
  version: number,
  change: Pick<DocumentStatus, 'state'> & Partial<Pick<DocumentStatus, 'path' | 'addedAt'>>,
): DocumentStatus | undefined {
  const document = documentOf(event);
  if (document === null) return before;
  const known = before ?? unseen(event, document);
  if (version < known.latestVersionSeen) return known;
  const givenUp = besideVersions(known);
  return { ...known, ...change, latestVersionSeen: version, updatedAt: event.time, givenUp };
}

function mirrored(before: DocumentStatus | undefined, event: Event<'DocumentMirrored'>): DocumentStatus {
  const { document, path, versionNumber } = event.data;
  const { left: _, ...known } = before ?? unseen(event, document);
  const isNewest = versionNumber >= known.latestVersionSeen;
  const givenUp = isNewest ? besideVersions(known) : known.givenUp;
  const inPlace = givenUp.length > 0 ? 'dead' : 'mirrored';
  return {
    ...known,
    path,
    latestVersionSeen: Math.max(versionNumber, known.latestVersionSeen),
    mirroredVersion: Math.max(versionNumber, known.mirroredVersion ?? 0),
    state: isNewest ? inPlace : known.state,
    givenUp,
    mirroredAt: event.time,
    updatedAt: event.time,
  };
}

/** A document whose addition was not read: dead letters and old trails can begin in the middle. */
function unseen(event: Event, document: DocumentId): DocumentStatus {
  const matter = 'matter' in event.data && typeof event.data.matter === 'string' ? event.data.matter : null;
  return {
    firm: event.firm,
    document,
    matter,
    latestVersionSeen: 0,
    state: 'added',
    path: null,
    mirroredVersion: null,
    addedAt: null,
    mirroredAt: null,
    updatedAt: event.time,
    givenUp: [],
  };
}

/**
 * What goes along with a document, a prior version, lay elsewhere than the document. Dropbox folds the case of folders. The counterpart
 * may have been taken along by a folder after its own move was decided.
 */
function relocated(
  before: DocumentStatus,
  { data: { from, to, planned }, time }: Event<'Relocated'>,
  pending: PendingMove | undefined,
): DocumentStatus {
  const isCounterpart = planned === pending?.planned || before.path?.toLowerCase() === from.toLowerCase();
  return isCounterpart ? { ...before, path: to, updatedAt: time } : before;
}

/**
 * Nothing of it lies in the Dropbox of now. What a rule leaves out, and what was given up, stays so until it is looked at; what was to
 * be moved or kept in the one before is nobody’s work any more.
 */
function begunAnew({ left, ...before }: DocumentStatus, at: string): DocumentStatus {
  const givenUp = before.givenUp.filter((work) => !isBeside(work));
  const nothing = { path: null, mirroredVersion: null, mirroredAt: null, updatedAt: at, givenUp };
  if (before.state === 'skipped' || before.state === 'dead') return { ...before, ...nothing };
  const since = left?.since ?? at;
  const waited =
    before.state === 'mirrored' || before.addedAt === null ? since : earlier(before.addedAt, since);
  return { ...before, ...nothing, state: 'added', addedAt: waited };
}

/** Its newest version lies in Dropbox. */
const isInPlace = ({ mirroredVersion, latestVersionSeen }: DocumentStatus): boolean =>
  mirroredVersion !== null && mirroredVersion >= latestVersionSeen;

const givenUpBy = (before: DocumentStatus, work: string, at: string): DocumentStatus => ({
  ...before,
  state: 'dead',
  givenUp: [...before.givenUp.filter((other) => other !== work), work],
  updatedAt: at,
});

/**
 * Given-up work was done after all, or given up for good.
 * @param otherwise where the document stands if its newest version does not lie in Dropbox
 */
function takenUp(
  before: DocumentStatus,
  event: Event<'WorkRecovered' | 'WorkDiscarded'>,
  otherwise: DocumentState,
): DocumentStatus {
  const work = workOf(event);
  const isOurs = before.givenUp.includes(work);
  return isOurs ? without({ ...before, updatedAt: event.time }, work, otherwise) : before;
}

/** A document is given up as long as any work for it is. */
function without(before: DocumentStatus, work: string, otherwise: DocumentState): DocumentStatus {
  const givenUp = before.givenUp.filter((other) => other !== work);
  if (before.state !== 'dead' || givenUp.length > 0) return { ...before, givenUp };
  return { ...before, givenUp, state: isInPlace(before) ? 'mirrored' : otherwise };
}
