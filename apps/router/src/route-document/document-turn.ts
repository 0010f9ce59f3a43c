import type { DocumentId, DocumentSnapshot, Event, EventName, MatterId } from '@counterpart/contracts';

/** The facts and outcomes after which a document’s next step is decided anew. */
export type DocumentTurn = Extract<
  EventName,
  | 'DocumentAdded'
  | 'DocumentVersionAdded'
  | 'DocumentChanged'
  | 'DocumentTrashed'
  | 'DocumentRestored'
  | 'MirroringRestarted'
  | 'EarlierVersionsFound'
  | 'DocumentMirrored'
  | 'StagingLost'
  | 'SourceMissing'
  | 'PlacementConflictFound'
  | 'RestrictedPlacementRefused'
  | 'OpenPlacementRefused'
  | 'PrivilegeReleased'
  | 'Relocated'
  | 'RelocationConflictFound'
  | 'RelocationRefused'
  | 'CopyPlaced'
  | 'CopyConflictFound'
  | 'CopyWithheld'
  | 'VersionArchived'
  | 'VersionArchiveRefused'
  | 'VersionsThinned'
  | 'VersionThinningRefused'
  | 'DriftFound'
  | 'DriftHealed'
  | 'DriftHealRefused'
  | 'PlaceCleared'
  | 'OpenCopyFound'
  | 'WorkDeadLettered'
  | 'WorkDiscarded'
>;

/** A document that is to be looked at, and why. */
export interface Subject {
  readonly document: DocumentId;
  /** The matter that the event names; the document may have gone to another meanwhile. */
  readonly matter: MatterId | null;
  readonly event: Event;
  /** Part of the ids of what is decided. An event that makes many documents take a turn needs one for each. */
  readonly handler: string;
  /** Something beyond the document is new: what was skipped or refused is looked at again. */
  readonly isReview: boolean;
  /** Its matter’s folder was just found to wait, for documents or a person: of this one, only what is to be locked away moves. */
  readonly isFolderWaiting?: true;
}

/** The document and matter an event is about; undefined for one about no document. */
export function subjectOf(
  event: Event<DocumentTurn>,
): { readonly document: DocumentId; readonly matter: MatterId | null } | undefined {
  const { document, matter }: { document: DocumentSnapshot | DocumentId | null; matter: MatterId | null } = {
    matter: null,
    ...event.data,
  };
  if (document === null) return undefined;
  return typeof document === 'string'
    ? { document, matter }
    : { document: document.id, matter: document.matter };
}
