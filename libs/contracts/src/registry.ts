import type { z } from 'zod';
import { canonicalJson, type Json } from './canonical-json.js';
import { EnvelopeSchema, type EnvelopeAttributes } from './envelope.js';
import {
  CopyConflictFound,
  CopyPlaced,
  MatterScaffolded,
  Relocated,
  RelocationConflictFound,
  RelocationRefused,
  RelocationSplit,
} from './events/archiver.js';
import { TrailExported } from './events/audit.js';
import {
  ArchivingBegun,
  ClosingBegun,
  ClosingEnded,
  ClosingHeldUp,
  ClosingNoted,
  ClosingRetryOrdered,
  LegalHoldLifted,
  LegalHoldSet,
  MatterArchived,
  MatterPacked,
  PackingRefused,
} from './events/closing.js';
import {
  AccessRefused,
  AccessRestored,
  CredentialRefreshed,
  CredentialRefused,
  VendorConnected,
} from './events/connections.js';
import { PolicyApplied } from './events/console.js';
import {
  RetryOrdered,
  WorkDeadLettered,
  WorkDiscarded,
  WorkParked,
  WorkRecovered,
} from './events/failed-work.js';
import { FirmAdded, FirmRemoved, FirmResumed, FirmSuspended } from './events/firms.js';
import {
  DeliveryReceived,
  DocumentAdded,
  DocumentChanged,
  DocumentRestored,
  DocumentTrashed,
  DocumentVersionAdded,
  EarlierVersionsFound,
  MatterChanged,
  MatterClosed,
  MatterRegistered,
  MatterReopened,
  MirroringRestarted,
  SweepCompleted,
} from './events/ingest.js';
import { CopyWithheld, OpenCopyFound, OpenPlacementRefused } from './events/marked-later.js';
import {
  MigrationCompleted,
  MigrationFailed,
  MigrationPaused,
  MigrationResumed,
  MigrationStarted,
} from './events/migration.js';
import {
  DailySummarySent,
  NoticeBounced,
  NoticeDeferred,
  NoticeRefused,
  NoticeSent,
  NoticeWithdrawn,
} from './events/notifier.js';
import {
  CopyPlanned,
  FolderReassigned,
  PlacementReviewRequested,
  RelocationPlanned,
  SetAsidePlanned,
  SetAsidesResumed,
  SetAsidesStopped,
} from './events/relocation.js';
import {
  DocumentLockedAway,
  PrivilegeReleased,
  RestrictedFolderPlanned,
  RestrictedFolderProven,
  RestrictedFolderRefused,
  RestrictedPlacementRefused,
} from './events/privilege.js';
import { DocumentRouted, DocumentSkipped, ScaffoldPlanned } from './events/router.js';
import {
  DocumentMirrored,
  DocumentStaged,
  PlacementConflictFound,
  SourceMissing,
  StagingLost,
} from './events/uploader.js';
import {
  DriftFound,
  DriftHealed,
  DriftHealingStopped,
  DriftHealRefused,
  PlaceCleared,
} from './events/drift.js';
import { VersionsThinned, VersionThinningPlanned, VersionThinningRefused } from './events/thinning.js';
import { VersionArchived, VersionArchivePlanned, VersionArchiveRefused } from './events/versions.js';
import { readWith } from './reading.js';
import { UPCASTERS } from './upcasters.js';

/** The current version of every event type: the only ones that are ever written. */
export const EVENTS = Object.freeze({
  DeliveryReceived,
  MatterRegistered,
  MatterChanged,
  MatterClosed,
  MatterReopened,
  DocumentAdded,
  DocumentVersionAdded,
  DocumentChanged,
  DocumentTrashed,
  DocumentRestored,
  MirroringRestarted,
  EarlierVersionsFound,
  SweepCompleted,
  DocumentRouted,
  DocumentSkipped,
  ScaffoldPlanned,
  RelocationPlanned,
  FolderReassigned,
  SetAsidePlanned,
  SetAsidesStopped,
  SetAsidesResumed,
  PlacementReviewRequested,
  CopyPlanned,
  VersionArchivePlanned,
  DocumentStaged,
  DocumentMirrored,
  PlacementConflictFound,
  StagingLost,
  SourceMissing,
  MatterScaffolded,
  Relocated,
  RelocationConflictFound,
  RelocationRefused,
  RelocationSplit,
  CopyPlaced,
  CopyConflictFound,
  VersionArchived,
  DriftFound,
  DriftHealed,
  DriftHealRefused,
  DriftHealingStopped,
  PlaceCleared,
  VersionArchiveRefused,
  VersionThinningPlanned,
  VersionsThinned,
  VersionThinningRefused,
  NoticeSent,
  NoticeDeferred,
  NoticeWithdrawn,
  NoticeRefused,
  NoticeBounced,
  DailySummarySent,
  WorkParked,
  WorkRecovered,
  WorkDeadLettered,
  RetryOrdered,
  WorkDiscarded,
  TrailExported,
  PolicyApplied,
  RestrictedFolderPlanned,
  RestrictedFolderProven,
  RestrictedFolderRefused,
  RestrictedPlacementRefused,
  DocumentLockedAway,
  PrivilegeReleased,
  OpenPlacementRefused,
  OpenCopyFound,
  CopyWithheld,
  ClosingBegun,
  ClosingHeldUp,
  ArchivingBegun,
  MatterPacked,
  PackingRefused,
  MatterArchived,
  ClosingNoted,
  ClosingEnded,
  ClosingRetryOrdered,
  LegalHoldSet,
  LegalHoldLifted,
  FirmAdded,
  FirmSuspended,
  FirmResumed,
  FirmRemoved,
  VendorConnected,
  CredentialRefreshed,
  CredentialRefused,
  AccessRefused,
  AccessRestored,
  MigrationStarted,
  MigrationPaused,
  MigrationResumed,
  MigrationCompleted,
  MigrationFailed,
});

/** Name of an event type, without its version. */
export type EventName = keyof typeof EVENTS;

/** Data of an event type in its current version. */
export type EventData<Name extends EventName> = z.infer<(typeof EVENTS)[Name]['data']>;

/** An event of one type, in its current version. */
export type Event<Name extends EventName = EventName> = {
  [N in Name]: EnvelopeAttributes & { readonly name: N; readonly data: EventData<N> };
}[Name];

/** The `type` attribute of an event type's current version. */
export const typeOf = (name: EventName): string => `${name}.v${EVENTS[name].version}`;

/**
 * The exact bytes of an event: canonical JSON of its CloudEvents form.
 * @throws z.ZodError where the data do not fit the contract (a bug of the writer)
 */
export function encodeEvent(event: Event): Buffer {
  const { name, data, ...attributes } = event;
  const envelope = EnvelopeSchema.parse({
    ...attributes,
    type: typeOf(name),
    data: EVENTS[name].data.parse(data),
  });
  return Buffer.from(canonicalJson(envelope as unknown as Json), 'utf8');
}

/**
 * Reads the bytes of an event of any version ever written.
 * @throws UnreadableEvent for other bytes, unknown types and versions from the future
 */
export function decodeEvent(bytes: Uint8Array): Event {
  // The registry ties each name to its schema; the compiler cannot follow that through the lookup.
  return readWith({ definitions: EVENTS, upcasters: UPCASTERS }, bytes) as Event;
}
