import type { DocumentId, DocumentSnapshot, Event, FirmId, MatterId } from '@counterpart/contracts';

/** Where a document stands on its way into Dropbox. `added`, `routed` and `staged` are pending. */
export type DocumentState =
  'added' | 'routed' | 'staged' | 'mirrored' | 'skipped' | 'conflict' | 'missing' | 'dead';

/** States in which something still has to happen by itself. */
export const PENDING_STATES = ['added', 'routed', 'staged'] as const satisfies readonly DocumentState[];

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
  /** When its newest version was seen. */
  readonly addedAt: string | null;
  /** When its newest mirrored version came into place. */
  readonly mirroredAt: string | null;
  readonly updatedAt: string;
}

/** The document that an event is about, or null where it is about none. */
export function documentOf(event: Event): DocumentId | null {
  if (!('document' in event.data)) return null;
  const { document } = event.data;
  return typeof document === 'object' && document !== null ? document.id : document;
}

/** Pure: the status after one more event; undefined stays undefined for events that tell nothing of a document. */
export function evolveStatus(before: DocumentStatus | undefined, event: Event): DocumentStatus | undefined {
  switch (event.name) {
    case 'DocumentAdded':
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
      return settle(before, event, event.data.versionNumber, { state: 'skipped' });
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
    case 'Relocated':
      return relocated(before, event);
    case 'WorkDeadLettered':
      if (before === undefined || !givesDocumentUp(event)) return before;
      return { ...before, state: 'dead', updatedAt: event.time };
    default:
      return before;
  }
}

/** Whether given-up work was the document’s own. That an e-mail about it could not be sent leaves the document as it is. */
export const givesDocumentUp = ({ data }: Event<'WorkDeadLettered'>): boolean => data.consumer !== 'notifier';

function seen(before: DocumentStatus | undefined, event: Event, document: DocumentSnapshot): DocumentStatus {
  const known = before ?? unseen(event, document.id);
  const { number } = document.version;
  if (before !== undefined && number < before.latestVersionSeen) return before;
  return {
    ...known,
    matter: document.matter,
    latestVersionSeen: number,
    state: 'added',
    addedAt: event.time,
    updatedAt: event.time,
  };
}

/** What happened to the newest version is the document's state; older versions no longer matter to it. */
function settle(
  before: DocumentStatus | undefined,
  event: Event,
  version: number,
  change: Pick<DocumentStatus, 'state'> & Partial<Pick<DocumentStatus, 'path'>>,
): DocumentStatus | undefined {
  const document = documentOf(event);
  if (document === null) return before;
  const known = before ?? unseen(event, document);
  if (version < known.latestVersionSeen) return known;
  return { ...known, ...change, latestVersionSeen: version, updatedAt: event.time };
}

function mirrored(before: DocumentStatus | undefined, event: Event<'DocumentMirrored'>): DocumentStatus {
  const { document, path, versionNumber } = event.data;
  const known = before ?? unseen(event, document);
  const isNewest = versionNumber >= known.latestVersionSeen;
  return {
    ...known,
    path,
    latestVersionSeen: Math.max(versionNumber, known.latestVersionSeen),
    mirroredVersion: Math.max(versionNumber, known.mirroredVersion ?? 0),
    state: isNewest ? 'mirrored' : known.state,
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
  };
}

/** What goes along with a document, a prior version, lay elsewhere than the document. Dropbox folds the case of folders. */
function relocated(
  before: DocumentStatus | undefined,
  { data: { from, to }, time }: Event<'Relocated'>,
): DocumentStatus | undefined {
  const isCounterpart = before?.path?.toLowerCase() === from.toLowerCase();
  return before !== undefined && isCounterpart ? { ...before, path: to, updatedAt: time } : before;
}
