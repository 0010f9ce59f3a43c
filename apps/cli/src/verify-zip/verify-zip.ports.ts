import type { ArchiveFile } from '@counterpart/matter-archive';

/** ZIPs that a person names. */
export interface ZipFiles {
  /** @throws an error with the code FILE_UNREADABLE */
  open(file: string): Promise<ArchiveFile>;
}
