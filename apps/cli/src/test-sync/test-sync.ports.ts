import type { DocumentSnapshot, MatterId, MatterSnapshot } from '@counterpart/contracts';

/** A document as Clio tells of it now. */
export interface ClioFile {
  readonly snapshot: DocumentSnapshot;
  /** Whether Clio has all of its bytes. */
  readonly uploaded: boolean;
}

/** A firm’s matters and documents, read from Clio. */
export interface ClioFiles {
  /**
   * @param customFields names of the custom fields that the policy reads
   * @returns undefined where Clio shows no such matter
   */
  matter(matter: MatterId, customFields: readonly string[]): Promise<MatterSnapshot | undefined>;
  /** Documents of a matter; those in the trash are left out. */
  documents(matter: MatterId): Promise<readonly ClioFile[]>;
  open(document: DocumentSnapshot): AsyncIterable<Uint8Array>;
}

/** Bytes that wait to be put into place. */
export interface StagedFile {
  readonly session: string;
  readonly size: number;
  /** Dropbox content hash of the bytes as they left Clio, lower-case hex. */
  readonly contentHash: string;
}

/** A file as Dropbox shows it. */
export interface SandboxFile {
  readonly size: number;
  readonly contentHash: string;
}

/** Where a staged file is to lie. */
export interface SandboxWish {
  readonly path: string;
  readonly staged: StagedFile;
  readonly clientModified: string | null;
}

/** The firm’s Dropbox, for what is only tried. */
export interface Sandbox {
  /** @returns undefined where another number of bytes came than was announced */
  stage(source: {
    readonly size: number;
    readonly open: () => AsyncIterable<Uint8Array>;
  }): Promise<StagedFile | undefined>;
  /** Puts files where nothing lies; what lies there is never replaced. Says of each whether it was written. */
  add(wishes: readonly SandboxWish[]): Promise<readonly boolean[]>;
  /** @returns undefined where no file lies */
  look(path: string): Promise<SandboxFile | undefined>;
}

/** What a test sync needs of the world. */
export interface TestSyncPorts {
  readonly clio: ClioFiles;
  readonly sandbox: Sandbox;
  /** The code of a failure that concerns one document; rethrows what is a bug. */
  readonly codeOf: (error: unknown) => string;
  readonly now: () => Date;
}
