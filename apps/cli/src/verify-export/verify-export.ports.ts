import type { VerifierKey } from '@counterpart/audit-log';

/** Folders that hold exports. */
export interface ExportFolders {
  /**
   * The files of an export by their names.
   * @throws an error with the code FOLDER_UNREADABLE
   */
  read(folder: string): Promise<ReadonlyMap<string, Buffer>>;
  /**
   * Writes an export as one step: the folder is whole or not there.
   * @throws an error with the code FOLDER_EXISTS; nothing is ever written over
   */
  create(folder: string, files: ReadonlyMap<string, Buffer>): Promise<void>;
}

/** Public keys that a person gives, as text or as files. */
export interface NamedKeys {
  /** @throws AuditError AUDIT_KEY_MALFORMED, an error with the code FILE_UNREADABLE */
  read(given: readonly string[]): Promise<readonly VerifierKey[]>;
}

/** Files that a person names. */
export interface TextFiles {
  /** @throws an error with the code FILE_UNREADABLE */
  read(file: string): Promise<Buffer>;
}
