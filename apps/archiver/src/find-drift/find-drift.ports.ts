import type { DocumentId, DropboxAccounts, FirmId } from '@counterpart/contracts';
import type { FileNow } from '../custody/drift.js';
import type { SeenFile } from '../custody/seen-file.js';

/** A document whose counterpart may have been changed by hand, and how many events were told of it and its matters at the first look. */
export interface Suspect {
  readonly document: DocumentId;
  readonly told: number;
}

/** How far a firm’s Dropbox has been looked at. */
export interface DriftMark {
  /** The namespace that was looked at; null before the first look. In another one the rest tells nothing. */
  readonly root: string | null;
  /** Dropbox’s cursor; null before the first look and after one has expired. */
  readonly cursor: string | null;
  readonly suspects: readonly Suspect[];
}

/** Where the marks are kept. */
export interface DriftMarks {
  /** Does the work for a firm unless another pod is at it; what it gives is kept. @returns false where another is */
  change(firm: FirmId, work: (mark: DriftMark) => Promise<DriftMark>): Promise<boolean>;
}

/** What changed in Dropbox since a cursor. */
export interface TreeChanges {
  /** Paths, in lower case, at which something changed or is no more. */
  readonly paths: readonly string[];
  /** Files that lie there now, by their Dropbox id: nobody has to ask for them again. */
  readonly files: ReadonlyMap<string, Omit<SeenFile, 'kind'>>;
  readonly cursor: string;
  /** It is part of a listing of all that lies there, from its beginning: there was no cursor, or it had expired. */
  readonly isWhole: boolean;
}

/**
 * A listing of everything showed no file at all, while documents are mirrored: that is no evidence of a deletion, but of a
 * listing that shows nothing. The next look lists everything again.
 */
export class EmptyListing extends Error {
  override readonly name = 'EmptyListing';
}

/** A person connected another account in the middle of a look. The next one begins there. */
export class RootMoved extends Error {
  override readonly name = 'RootMoved';
}

/** A firm’s Dropbox. */
export interface DriftGround {
  /** The namespace that paths begin in now. */
  rootOf(firm: FirmId): Promise<string>;
  /** Pages of changes; all that lies there where there is no cursor, or it has expired. */
  changes(firm: FirmId, cursor: string | null): AsyncIterable<TreeChanges>;
  /** A counterpart as it is now, wherever it lies; null where it is no more; undefined where nobody can tell. */
  file(firm: FirmId, counterpart: string): Promise<FileNow | null | undefined>;
  /** The file at a path; undefined where none lies there, or nobody can tell. */
  at(firm: FirmId, path: string): Promise<Omit<SeenFile, 'kind'> | undefined>;
  /** Whether nothing lies at a path, of whatever kind. */
  isFree(firm: FirmId, path: string): Promise<boolean>;
}

/** Which places were given to which documents. */
export interface GivenPlaces {
  /** Documents that hold one of these paths, or one below it. */
  holders(firm: FirmId, paths: readonly string[]): Promise<readonly DocumentId[]>;
  isHeldBy(firm: FirmId, document: DocumentId, path: string): Promise<boolean>;
}

/** Which accounts the firm connected. */
export interface ConnectedAccounts {
  of(firm: FirmId): Promise<DropboxAccounts>;
}

/** Documents that were ever mirrored. */
export interface MirroredDocuments {
  /** Pages of a firm’s documents. */
  of(firm: FirmId): AsyncIterable<readonly DocumentId[]>;
}
