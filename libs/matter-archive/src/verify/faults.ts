/** What can be wrong with an archive. */
export type FaultCode =
  /** No end record at the very end: the archive was cut off, or something follows it. */
  | 'END_MISSING'
  /** The end records contradict each other or the size of the archive. */
  | 'END_CONTRADICTORY'
  /** The directory cannot be read, or says what this format never says. */
  | 'DIRECTORY_MALFORMED'
  /** Two entries have one name. */
  | 'ENTRY_DOUBLED'
  /** Two names are one on Windows or macOS. */
  | 'ENTRY_COLLIDES'
  /** A name leads out of the folder into which it is unpacked. */
  | 'PATH_ESCAPES'
  /** A name that some system cannot unpack. */
  | 'PATH_UNFIT'
  /** Entries overlap, leave a gap, or do not lie in the order of the directory. */
  | 'ENTRY_MISPLACED'
  /** There is no manifest at the end. */
  | 'MANIFEST_MISSING'
  /** The manifest is damaged, or not a manifest of this format. */
  | 'MANIFEST_UNREADABLE'
  /** The manifest lists a file that is not there. */
  | 'ENTRY_MISSING'
  /** A file is there that the manifest does not list. */
  | 'ENTRY_UNLISTED'
  /** Entries come in another order than the manifest’s. */
  | 'ENTRY_OUT_OF_ORDER'
  /** Directory and manifest tell different things about an entry. */
  | 'ENTRY_DIFFERS_FROM_MANIFEST'
  /** An entry’s own header, or what follows its bytes, is not what the directory says. */
  | 'LOCAL_HEADER_DIFFERS'
  /** An entry’s bytes cannot be inflated to the announced size. */
  | 'DATA_UNREADABLE'
  | 'CRC_DIFFERS'
  | 'SHA256_DIFFERS'
  | 'CONTENT_HASH_DIFFERS'
  /** Something before the manifest was changed, be it a bit that no reader looks at. */
  | 'BYTES_BEFORE_MANIFEST_DIFFER'
  /** This is not the archive that the caller expects. */
  | 'ARCHIVE_DIFFERS';

/** One thing that is wrong. */
export interface Fault {
  readonly code: FaultCode;
  /** Which entry; null for the archive as a whole. */
  readonly path: string | null;
  readonly detail: string;
}

/** A damaged archive of 100,000 files needs no 100,000 lines to be told. */
const MOST_TOLD = 100;

/** Collects faults; also thrown, where nothing after it can be read. */
export class Faults {
  readonly #told: Fault[] = [];

  add(code: FaultCode, path: string | null, detail: string): void {
    if (this.#told.length < MOST_TOLD) this.#told.push({ code, path, detail });
  }

  get any(): boolean {
    return this.#told.length > 0;
  }

  get told(): readonly Fault[] {
    return this.#told;
  }
}

/** A fault after which nothing more can be read. */
export class FatalFault extends Error {
  override readonly name = 'FatalFault';

  constructor(readonly fault: Fault) {
    super(fault.detail);
  }
}

export const fatal = (code: FaultCode, path: string | null, detail: string): FatalFault =>
  new FatalFault({ code, path, detail });
