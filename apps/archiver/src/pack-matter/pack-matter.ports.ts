import type { EventData, EventId, FirmId, Json, MatterId } from '@counterpart/contracts';
import type { Fence, Verdict } from '@counterpart/eventing';
import type {
  ArchiveFile,
  ArchiveInProgress,
  ArchiveOptions,
  ArchiveReceipt,
  DocumentOrigin,
  PouringProgress,
} from '@counterpart/matter-archive';
import type { Mirroring } from '../custody/mirrorings.js';

/** A file that is packed. */
export interface PackedFile {
  readonly id: string;
  readonly rev: string;
  readonly path: string;
  readonly size: number;
  readonly contentHash: string;
  readonly modified: Date;
}

/** What lies below a folder. */
export interface PackedTree {
  readonly files: readonly PackedFile[];
  /** Paths of files whose bytes Dropbox gives nobody: Paper and Google documents. */
  readonly unreadable: readonly string[];
}

/** Dropbox gives nobody the bytes of a file. */
export class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable';

  constructor(
    readonly file: Pick<PackedFile, 'id' | 'path'>,
    options: ErrorOptions,
  ) {
    super('Dropbox gives nobody the bytes of a file', options);
  }
}

/** What a failure goes back to, if that is a file that cannot be read. */
export function unreadableIn(error: unknown): FileUnreadable | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof FileUnreadable) return cause;
  }
  return undefined;
}

/** A file that lies in Dropbox. */
export interface LyingFile {
  readonly id: string;
  readonly rev: string;
  readonly size: number;
  readonly contentHash: string;
}

/** How far an archive has come on its way to Dropbox: enough for another process to go on. */
export interface PackingProgress extends PouringProgress {
  /** The upload session that holds the bytes. */
  readonly session: string;
  readonly startedAt: Date;
}

/** Where progress outlives the process. */
export interface PackingJournal {
  load(): Promise<PackingProgress | undefined>;
  /** @throws where another process has the work by now */
  save(progress: PackingProgress): Promise<void>;
  forget(): Promise<void>;
}

/** What is packed for one cause. */
export interface Packing {
  readonly firm: FirmId;
  /** The event that asked for it. */
  readonly cause: EventId;
}

/** Journals of all that is packed. */
export interface PackingBook {
  /**
   * The size of the audit log that the proofs of a packing are made for: chosen once, the same in every try, for the
   * manifest’s bytes depend on it. 0 where there is no checkpoint.
   */
  logSizeOf(packing: Packing, fence: Fence | null, choose: () => Promise<number>): Promise<number>;
  /** Whether packing has begun: a ZIP of it may be on its way or lie there. */
  hasBegun(packing: Packing, fence: Fence | null): Promise<boolean>;
  /** @param work the packing, and the ZIP’s path, where nothing else lies there */
  journalOf(work: Packing & { readonly path: string }, fence: Fence | null): PackingJournal;
}

/** An archive that is to be put at a path. */
export interface ArchiveToPut {
  readonly path: string;
  readonly journal: PackingJournal;
  /** Calls it off. */
  readonly signal: AbortSignal | undefined;
  /** Begins to write it. The same bytes each time. */
  write(): ArchiveInProgress;
  /** Asked before the first byte and again right before the commit. */
  mayLieThere?(): Promise<boolean>;
}

/** What came of putting an archive at a path. */
export type PutArchive =
  | { readonly kind: 'put'; readonly file: LyingFile; readonly receipt: ArchiveReceipt }
  /** It may not lie there by now: nothing shows. */
  | { readonly kind: 'withheld' }
  /** Something came to lie there meanwhile. */
  | { readonly kind: 'taken' };

/** The firm’s Dropbox as packing needs it. What cannot be answered is thrown. */
export interface PackingGround {
  /** Every file below a folder; none where there is no such folder. */
  tree(firm: FirmId, folder: string): Promise<PackedTree>;
  /** Null where nothing lies at the path; `other` for what is no file. @param place path or id */
  look(firm: FirmId, place: string): Promise<(LyingFile & { readonly path: string }) | 'other' | null>;
  /** Fails with FileUnreadable where Dropbox gives nobody its bytes. */
  read(firm: FirmId, file: PackedFile, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /**
   * Pours an archive into an upload session and commits it whole: nothing shows at the path before. Goes on where the
   * journal says that an earlier try broke off.
   */
  put(firm: FirmId, archive: ArchiveToPut): Promise<PutArchive>;
  /** An archive that lies there, to be read back. */
  archive(firm: FirmId, file: LyingFile): ArchiveFile;
  /** The restricted folder where it is proven and was found to be shut just now; else null. */
  shutFolder(firm: FirmId): Promise<string | null>;
  /** What a failed call means for the work. */
  verdictOf(error: unknown): Verdict;
}

/** A ZIP that was put and read back. */
export type PackedArchive = EventData<'MatterPacked'>['archives'][number];

/** What goes into one ZIP, and where that belongs. */
export interface Part {
  readonly access: PackedArchive['access'];
  /** Folder that the paths in the ZIP begin below. */
  readonly root: string;
  readonly files: readonly PackedFile[];
  /** Absolute path of the ZIP, where nothing else lies there. */
  readonly path: string;
  readonly origins: ReadonlyMap<string, DocumentOrigin | null>;
  /** What the trail tells of bytes that were mirrored, by the file that they may lie in now. */
  readonly mirrorings: ReadonlyMap<string, readonly Mirroring[]>;
}

/** What the manifest says of the audit log. */
export interface PartProofs {
  readonly audit: ArchiveOptions['audit'];
  /** Of each file its proof, or the reason why it has none, by its id. */
  of(files: readonly PackedFile[]): Promise<ReadonlyMap<string, Json>>;
}

/** For what is proven. */
export interface ProofWork extends Packing {
  readonly matter: MatterId;
  readonly fence: Fence | null;
  readonly signal: AbortSignal;
}

/**
 * Chooses what the proofs of a packing lead to.
 * @param parts all that are packed for one cause
 */
export type ProveParts = (work: ProofWork, parts: readonly Part[]) => Promise<(part: Part) => PartProofs>;

/** One part to be packed. */
export interface PartWork {
  readonly part: Part;
  readonly options: ArchiveOptions;
  readonly journal: PackingJournal;
  readonly proofs: PartProofs;
}

/** How a part ended. */
export type PartPacked =
  | { readonly kind: 'packed'; readonly archive: PackedArchive }
  | { readonly kind: 'broken'; readonly at: string };

/**
 * Packs one part and reads it back.
 * @returns undefined where it may not lie there, or somebody put something there meanwhile
 */
export type PackPart = (
  ground: PackingGround,
  firm: FirmId,
  work: PartWork,
) => Promise<PartPacked | undefined>;

/** What the trail tells of the files of a matter’s documents. */
export interface FileOrigins {
  /** By Dropbox’s file id. */
  of(firm: FirmId, matter: MatterId): Promise<ReadonlyMap<string, FileOrigin>>;
}

/** The audit log, as far as proofs need it. */
export interface AuditLog {
  /**
   * Waits, for so long and no longer, until all of the events are under a checkpoint.
   * @returns the size of the newest one; 0 where there is none
   */
  cover(positions: readonly bigint[], signal: AbortSignal): Promise<number>;
  /** The signed note of the checkpoint of that size. */
  checkpoint(size: number): Promise<string>;
  /** Proofs of a firm’s events to the checkpoint of that size; events that are not under it are absent. */
  prove(firm: FirmId, size: number, positions: readonly bigint[]): Promise<ReadonlyMap<bigint, Json>>;
}

export interface FileOrigin {
  /** Null for a prior version or a hand edit: it belongs to the document, and is not its counterpart. */
  readonly document: DocumentOrigin | null;
  /** It was locked away at some time. */
  readonly wasLocked: boolean;
  /** It is locked away now, as far as the trail knows: nobody released it, and it was not moved out. */
  readonly isLocked: boolean;
  /** All of the document’s. */
  readonly mirrorings: readonly Mirroring[];
}
