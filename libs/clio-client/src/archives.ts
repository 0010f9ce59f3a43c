import { z } from 'zod';
import { RecordId } from './records.js';

/** `document_archive` (OpenAPI v4, DocumentArchive): documents that Clio packs into one ZIP. */
export const ClioArchive = z.object({
  id: RecordId,
  state: z.enum(['not_started', 'queued', 'in_progress', 'completed', 'failed']),
  created_at: z.string(),
  size: z.int().nonnegative().nullish(),
  message: z.string().nullish(),
});
export type ClioArchive = z.infer<typeof ClioArchive>;

export const ARCHIVE_FIELDS = 'id,state,created_at,size,message';

/**
 * The items of an archive. The specification says that an item’s type is a number and names none; public descriptions use
 * the name. Which of both Clio takes is a setting.
 */
export const archiveItems = (documents: readonly string[], type: string) =>
  documents.map((id) => ({ id: Number(id), type: /^\d+$/.test(type) ? Number(type) : type }));
