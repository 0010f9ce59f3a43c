import type { CausedBy, DocumentId, Event, EventName, FirmId, MatterId } from '@counterpart/contracts';

/** The facts and outcomes after which a document’s next step is decided anew. */
export type DocumentTurn = Extract<
  EventName,
  | 'DocumentAdded'
  | 'DocumentVersionAdded'
  | 'DocumentChanged'
  | 'DocumentTrashed'
  | 'DocumentRestored'
  | 'DocumentMirrored'
  | 'StagingLost'
  | 'SourceMissing'
  | 'RestrictedPlacementRefused'
>;

/** A document that is to be looked at, and why. */
export interface Subject {
  readonly firm: FirmId;
  readonly document: DocumentId;
  readonly matter: MatterId | null;
  /** @param decidedOn version of the document’s stream */
  readonly cause: (decidedOn: number) => CausedBy;
}

/** The document and matter an event is about. */
export function subjectOf(event: Event<DocumentTurn>): { document: DocumentId; matter: MatterId | null } {
  const { document, matter } = { matter: null, ...event.data };
  return typeof document === 'string'
    ? { document, matter }
    : { document: document.id, matter: document.matter };
}
