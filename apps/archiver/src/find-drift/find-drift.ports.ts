import type { DocumentId, DropboxAccounts, FirmId } from '@counterpart/contracts';
import type { FileNow } from '../custody/drift.js';
import type { SeenFile } from '../custody/seen-file.js';

/** A document whose counterpart may have been changed by hand, and how many events were told of it and its matters at the first look. */
export interface Suspect {
  readonly document: DocumentId;
  readonly told: number;
}

/** Whom a page of changes touches. */
export interface Touched {
  /** What it shows of them is not as it was told. */
  readonly suspects: readonly Suspect[];
  /** It does not show their files: they are looked at before anything is judged. */
  readonly unseen: readonly DocumentId[];
  /** What it shows of them is as it was told: nobody has to look. */
  readonly asTold: readonly DocumentId[];
}

/**
 * Where the last look at a firm’s Dropbox left off. `settled`: at its end. `following`: between two pages of changes. `listing`:
 * within a listing of everything, or in the comparison that comes after it. Suspects are judged together, once a look has
 * come to its end: a part of what somebody changed is not told, and healed, as if it were all.
 */
type Stage = 'settled' | 'following' | 'listing';

/** How far a firm’s Dropbox has been looked at. */
export interface DriftMark {
  /** The namespace that was looked at; null before the first look. In another one the rest tells nothing. */
  readonly root: string | null;
  /** Dropbox’s cursor; null before the first look. */
  readonly cursor: string | null;
  readonly stage: Stage;
  /** The last document that was compared with a whole listing; null where none is yet. */
  readonly compared: DocumentId | null;
  /** The last suspect that was judged; null where none is yet, or all were. */
  readonly judged: DocumentId | null;
}

/** A file as a listing shows it. */
export type ShownFile = Omit<SeenFile, 'kind'>;

/** What is kept of a firm’s looks while one goes on. Each step is kept whole or not at all, and stays however the look ends. */
export interface DriftBook {
  mark(): Promise<DriftMark>;
  /** Another account was connected: what is kept tells nothing of it. */
  beginAnew(root: string): Promise<void>;
  /** The next look lists everything again. */
  relist(): Promise<void>;
  /** What a page showed: of a listing of everything its files, too. The first page of one makes what another showed void. */
  keepPage(page: TreeChanges, touched: Touched): Promise<void>;
  /** Documents up to this one were compared with the listing. */
  keepCompared(last: DocumentId, suspects: readonly Suspect[]): Promise<void>;
  /** The look has come to its end. */
  settle(): Promise<void>;
  /** Files that the listing has shown, of these; by their Dropbox id. */
  seen(files: readonly string[]): Promise<ReadonlyMap<string, ShownFile>>;
  /** Whether the listing has shown any file. */
  hasSeenAny(): Promise<boolean>;
  /** Parts of those that are to be looked at, as long as there are any; each is kept before the next is asked for. */
  unseen(): AsyncIterable<readonly DocumentId[]>;
  hasUnseen(): Promise<boolean>;
  /** These were looked at, and some of them are not as it was told. */
  keepLookedAt(documents: readonly DocumentId[], suspects: readonly Suspect[]): Promise<void>;
  /** Parts of all suspects after one. */
  suspects(after: DocumentId | null): AsyncIterable<readonly Suspect[]>;
  /** From now on what is told is a part of what was found. */
  beginJudging(): Promise<void>;
  /** Suspects up to this one were judged: some are none any more, others are to be looked at again. */
  keepJudged(
    last: DocumentId,
    judged: { readonly over: readonly DocumentId[]; readonly again: readonly Suspect[] },
  ): Promise<void>;
  /** All were. */
  endJudging(): Promise<void>;
}

/** Where the marks are kept. */
export interface DriftMarks {
  /** Does the work for a firm unless another pod is at it. @returns false where another is */
  change(firm: FirmId, work: (book: DriftBook) => Promise<void>): Promise<boolean>;
}

/** What changed in Dropbox since a cursor. */
export interface TreeChanges {
  /** Paths, in lower case, at which something changed or is no more. */
  readonly paths: readonly string[];
  /** Those at which nothing is any more. */
  readonly gone: readonly string[];
  /** Files that lie there now, by their Dropbox id: nobody has to ask for them again. */
  readonly files: ReadonlyMap<string, ShownFile>;
  readonly cursor: string;
  /** More is there to be asked for. */
  readonly more: boolean;
  /** It is part of a listing of all that lies there, from its beginning: there was no cursor, or it had expired. */
  readonly isWhole: boolean;
  /** Such a listing begins with it. */
  readonly isFirst: boolean;
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
  /** Pages of changes from where a look left off; all that lies there where there is no cursor, or it has expired. */
  changes(firm: FirmId, from: Pick<DriftMark, 'cursor' | 'stage'>): AsyncIterable<TreeChanges>;
  /** A counterpart as it is now, wherever it lies; null where it is no more; undefined where nobody can tell. */
  file(firm: FirmId, counterpart: string): Promise<FileNow | null | undefined>;
  /** The file at a path; undefined where none lies there, or nobody can tell. */
  at(firm: FirmId, path: string): Promise<ShownFile | undefined>;
  /** Whether nothing lies at a path, of whatever kind. */
  isFree(firm: FirmId, path: string): Promise<boolean>;
}

/** A place that was given to a document. */
export interface HeldPlace {
  /** Folded path, see `pathKey`. */
  readonly key: string;
  readonly document: DocumentId;
}

/** Which places were given to which documents. */
export interface GivenPlaces {
  /** Who holds these paths. */
  at(firm: FirmId, paths: readonly string[]): Promise<readonly HeldPlace[]>;
  /** Who holds a path below one of these folders. */
  below(firm: FirmId, folders: readonly string[]): Promise<readonly DocumentId[]>;
  isHeldBy(firm: FirmId, document: DocumentId, path: string): Promise<boolean>;
}

/** Files that people changed by hand, and that were neither put back nor overtaken. */
export interface FoundFiles {
  /** Where each was found last: no place was given to it there. */
  of(firm: FirmId): Promise<readonly { readonly document: DocumentId; readonly path: string }[]>;
}

/** Which accounts the firm connected. */
export interface ConnectedAccounts {
  of(firm: FirmId): Promise<DropboxAccounts>;
}

/** Documents that Dropbox may show something of. */
export interface MirroredDocuments {
  /** Pages of a firm’s documents that were mirrored, or found their place taken; those after one, in a lasting order. */
  of(firm: FirmId, after: DocumentId | null): AsyncIterable<readonly DocumentId[]>;
}
