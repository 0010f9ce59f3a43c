import type {
  DocumentId,
  DropboxAccounts,
  EventData,
  FirmId,
  MatterId,
  MatterSnapshot,
} from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';
import type { SeenDocument, SeenVersion } from '../detection/detect-document.js';
import type { HeldRecord } from '../detection/held-back.js';

/** One page of what Clio lists as changed. */
export interface ChangedRecords<T> {
  readonly records: readonly T[];
  /** What shows of records that cannot be seen whole or read. */
  readonly redacted: readonly Pick<HeldRecord, 'id' | 'changedAt'>[];
}

/** A client that was changed: perhaps its name, which its matters bear. */
export interface ChangedClient {
  /** Clio’s id. */
  readonly contact: string;
  readonly updatedAt: string;
}

/** What Clio lists as changed since a moment. Calls leave a share of Clio’s budget to live work. */
export interface ChangeLists {
  matters(firm: FirmId, since: string, signal: AbortSignal): AsyncIterable<ChangedRecords<MatterSnapshot>>;
  clients(firm: FirmId, since: string, signal: AbortSignal): AsyncIterable<ChangedRecords<ChangedClient>>;
  /** The matters of a client, as far as they may be seen. */
  mattersOfClient(firm: FirmId, contact: string): Promise<readonly MatterSnapshot[]>;
  /** Trashed documents too: only they are evidence of a deletion. */
  documents(firm: FirmId, since: string, signal: AbortSignal): AsyncIterable<ChangedRecords<SeenDocument>>;
  /** Those of these documents that can be seen whole by now; at most two hundred are asked for, in one call. */
  documentsOf(
    firm: FirmId,
    ids: readonly DocumentId[],
    signal: AbortSignal,
  ): Promise<readonly SeenDocument[]>;
  /** All documents of a matter. */
  documentsOfMatter(
    firm: FirmId,
    id: MatterId,
    signal: AbortSignal,
  ): AsyncIterable<ChangedRecords<SeenDocument>>;
  /** @returns undefined where the connected user may not see all of it, or Clio does not show it */
  matterIfWhole(firm: FirmId, id: MatterId, signal: AbortSignal): Promise<MatterSnapshot | undefined>;
  /** The complete versions of a document. */
  versions(firm: FirmId, id: DocumentId): Promise<readonly SeenVersion[]>;
  /** @returns undefined where the connected user may not see it */
  matter(firm: FirmId, id: MatterId): Promise<MatterSnapshot | undefined>;
}

export type Swept = EventData<'SweepCompleted'>;

/** One part of a sweep, told as a whole in one transaction. */
export interface SweptPart {
  readonly firm: FirmId;
  /** A UUIDv7 of the sweep: the cause of all that it tells. */
  readonly sweep: string;
  /** Number of this part, from 1. */
  readonly part: number;
  readonly matters: readonly MatterSnapshot[];
  readonly documents: readonly SeenDocument[];
  /** Completes the sweep in the same transaction, given how many facts this part told. */
  readonly completed?: (told: number) => Swept;
  /**
   * Documents that were mirrored to another Dropbox than the one of now are mirrored anew, and versions that were never told
   * because a later one was first are told. @default false
   */
  readonly ofHistory?: boolean;
  /** What the facts follow from, where that is not the sweep. */
  readonly origin?: PartOrigin;
  /** Done in the same transaction, once the facts are told; what it throws undoes them. */
  readonly alongside?: (tx: Transaction) => Promise<void>;
}

/** What the facts of a part follow from. */
interface PartOrigin {
  /** The event that caused them; they carry it as correlation id, too. */
  readonly event: string;
  /** Tells this part from all others of that cause. */
  readonly handler: string;
}

/** Reads which accounts of Dropbox a firm connected, within a transaction that names the firm. */
export type MirrorAccounts = (tx: Transaction, firm: FirmId) => Promise<DropboxAccounts>;

/** Where facts are told: through the same comparison as those of webhooks. */
export interface SweepTrail {
  /** The newest completed sweep of a firm. */
  last(firm: FirmId): Promise<Swept | undefined>;
  /** Whether the firm is mirrored by webhooks alone, and has been since a moment. */
  waitsForWebhooks(firm: FirmId, since: string): Promise<boolean>;
  /** Whether the policy names custom fields of matters by now that it did not name at a moment. */
  namesMoreFields(firm: FirmId, since: string): Promise<boolean>;
  /**
   * Whether documents that changed at a moment or later were told since the sweep before, by webhooks or a migration: a list from that
   * moment on has them, where Clio shows them.
   */
  knowsOfChanges(firm: FirmId, since: string): Promise<boolean>;
  /** Those of these matters of which nobody has told. */
  unknownMatters(firm: FirmId, matters: readonly MatterId[]): Promise<readonly MatterId[]>;
  /** Those of these documents of which versions may have been missed: since the one told last, or before the first look. */
  withGaps(firm: FirmId, documents: readonly SeenDocument[]): Promise<readonly SeenDocument[]>;
  /** Those of these documents that were told by a later version than their first, and of which nobody has asked for those before. */
  withoutBeginnings(firm: FirmId, documents: readonly SeenDocument[]): Promise<readonly SeenDocument[]>;
  /** @returns how many facts were told */
  tellPart(part: SweptPart): Promise<number>;
}

/** Sees to it that one pod sweeps a firm at a time. */
export interface SweepTurns {
  /** @returns undefined where another pod sweeps this firm now */
  exclusively<T>(firm: FirmId, work: () => Promise<T>): Promise<T | undefined>;
}
