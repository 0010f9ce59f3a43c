import type { DocumentId, FirmId } from '@counterpart/contracts';

/** Which documents files are the counterparts of: a hand may move one to the place of another with the same content. */
export interface FileOwners {
  /** By Dropbox file id; what is nobody’s is left out. */
  of(firm: FirmId, files: readonly string[]): Promise<ReadonlyMap<string, DocumentId>>;
}

/** Whether a file is another document’s. */
export async function isAnothers(
  owners: FileOwners,
  { firm, document }: { readonly firm: FirmId; readonly document: DocumentId },
  file: string,
): Promise<boolean> {
  const owner = (await owners.of(firm, [file])).get(file);
  return owner !== undefined && owner !== document;
}
