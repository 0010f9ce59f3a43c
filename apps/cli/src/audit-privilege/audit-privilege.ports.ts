import type { FirmId } from '@counterpart/contracts';
import type { FolderEvidence, FolderRecord, ItemEvidence } from '@counterpart/restricted-folder';

/** The firm’s Dropbox, asked who can open what. Everything is read anew. */
export interface PrivilegedAccess {
  folder(path: string): Promise<FolderEvidence>;
  /** @returns null where there is no such file any more */
  file(id: string): Promise<ItemEvidence | null>;
  /** Addresses of everybody in a group. */
  people(group: string): Promise<readonly string[]>;
}

/** What the trail tells of restricted folders. */
export interface FolderRecords {
  of(firm: FirmId): Promise<FolderRecord>;
}
