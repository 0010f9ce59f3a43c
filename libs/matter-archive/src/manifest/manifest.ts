import { z } from 'zod';

/** What an archive is about. */
export const ArchiveSubject = z.object({
  firm: z.string().min(1),
  matter: z.object({ id: z.string().min(1), number: z.string().min(1), description: z.string().nullable() }),
  /** The one document whose prior versions these are; absent for a whole matter. */
  document: z.object({ id: z.string().min(1), name: z.string().min(1) }).optional(),
});
export type ArchiveSubject = z.infer<typeof ArchiveSubject>;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Bytes = z.int().nonnegative();
const Version = z.object({ id: z.string(), number: z.int().positive() });

/** One file of an archive. */
export const ManifestEntry = z.object({
  /** Where it lies in the archive. */
  path: z.string().min(1),
  /** Where it lay in the matter’s folder, where that could not be kept; else null. */
  sourcePath: z.string().nullable(),
  size: Bytes,
  modified: z.iso.datetime(),
  method: z.enum(['stored', 'deflated']),
  packedSize: Bytes,
  /** 8 hex digits. */
  crc32: z.string().regex(/^[0-9a-f]{8}$/),
  sha256: Hash,
  /** Dropbox’s content hash. */
  contentHash: Hash,
  /** The Clio document whose counterpart it is; null for a file that people put there. */
  document: z
    .object({ id: z.string(), version: Version, versions: z.array(Version.extend({ size: Bytes })) })
    .nullable(),
  /** Proof of inclusion in the audit log, or the reason why there is none; null for the index. */
  proof: z.json().nullable(),
});
export type ManifestEntry = z.infer<typeof ManifestEntry>;

/** Name of the format; a later one gets a name of its own. */
export const MANIFEST_FORMAT = 'counterpart.matter-archive.v1';

/** The archive’s last entry: what the others are. Canonical JSON (RFC 8785). */
export const Manifest = z.object({
  format: z.literal(MANIFEST_FORMAT),
  subject: ArchiveSubject,
  createdAt: z.iso.datetime(),
  /** The signed checkpoint of the audit log that the entries’ proofs lead to; absent where none has a proof. */
  audit: z.object({ checkpoint: z.string().min(1) }).optional(),
  /** In order of their place in the archive; the manifest itself is not among them. */
  entries: z.array(ManifestEntry),
  /** All bytes of the archive before the manifest’s own header. */
  before: z.object({ size: Bytes, contentHash: Hash }),
});
export type Manifest = z.infer<typeof Manifest>;
