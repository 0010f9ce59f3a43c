import { z } from 'zod';
import { DocumentId, MatterId, VersionId } from './ids.js';

/** A person or thing of Clio by id and the name it had then. */
export const Named = z.object({ id: z.string(), name: z.string() });
export type Named = z.infer<typeof Named>;

/** Point in time, RFC 3339 in UTC. */
export const Instant = z.iso.datetime({ offset: true });

/** A matter as Clio showed it at one moment (only what placing, closing and telling need). */
export const MatterSnapshot = z.object({
  id: MatterId,
  etag: z.string(),
  displayNumber: z.string(),
  description: z.string().nullable(),
  status: z.enum(['Pending', 'Open', 'Closed']),
  openDate: z.string().nullable(),
  closeDate: z.string().nullable(),
  client: z
    .object({
      id: z.string(),
      name: z.string(),
      firstName: z.string().nullable(),
      lastName: z.string().nullable(),
      type: z.enum(['Person', 'Company']).nullable(),
    })
    .nullable(),
  responsibleAttorney: z
    .object({ id: z.string(), name: z.string(), email: z.string().nullable() })
    .nullable(),
  practiceArea: Named.nullable(),
  updatedAt: Instant,
  /** Clio’s running number within the account. */
  number: z.string().nullable().optional(),
  customNumber: z.string().nullable().optional(),
  clientReference: z.string().nullable().optional(),
  stage: Named.nullable().optional(),
  /**
   * The custom fields that the firm’s policy names, and no others: such fields hold what has no place in a record that
   * is kept for ever. Null where the matter has no value; of a picklist the label of what was picked.
   */
  customFields: z.array(z.object({ name: z.string(), value: z.string().nullable() })).optional(),
});
export type MatterSnapshot = z.infer<typeof MatterSnapshot>;

/** A document and its latest version as Clio showed them at one moment. */
export const DocumentSnapshot = z.object({
  id: DocumentId,
  etag: z.string(),
  name: z.string(),
  /** Uploaded file name of the latest version: the extension's source where `name` has none. */
  filename: z.string().nullable(),
  matter: MatterId.nullable(),
  category: Named.nullable(),
  folder: Named.nullable(),
  creator: z.enum(['firm', 'client']).nullable(),
  version: z.object({
    id: VersionId,
    number: z.int().positive(),
    /** Bytes. */
    size: z.int().nonnegative(),
    contentType: z.string().nullable(),
    receivedAt: Instant.nullable(),
  }),
  createdAt: Instant,
  updatedAt: Instant,
});
export type DocumentSnapshot = z.infer<typeof DocumentSnapshot>;
