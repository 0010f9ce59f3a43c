import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, EventId, MatterId, VersionId } from '../ids.js';
import { Instant } from '../snapshots.js';
import { TOPICS } from '../topics.js';
import { Placement, Reason } from './router.js';

const path = z.string().startsWith('/');
const VersionNumbers = z.array(z.int().positive());

/** A ZIP of prior versions. */
const VersionsArchive = z.object({
  path,
  /** Dropbox file id. */
  file: z.string(),
  rev: z.string(),
  /** Bytes. */
  size: z.int().positive(),
  /** Dropbox content hash, lower-case hex. */
  contentHash: z.string(),
  /** All versions that are in it, also those of earlier thinnings. */
  versions: VersionNumbers,
});

/**
 * Prior versions of a document are to be rolled into one ZIP beside it; the archiver carries it out. Until its outcome no
 * version goes out and nothing of the document moves.
 */
export const VersionThinningPlanned = defineEvent({
  name: 'VersionThinningPlanned',
  version: 1,
  topic: TOPICS.decisions,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    versions: z
      .array(
        z.object({
          id: VersionId,
          number: z.int().positive(),
          path,
          /** Dropbox file id. */
          file: z.string(),
          /** Bytes. */
          size: z.int().nonnegative(),
          contentHash: z.string(),
          /** When Clio received it. */
          dated: Instant,
        }),
      )
      .min(1),
    /** The ZIP of the thinning before: what is in it goes into the new one. Null for the first. */
    earlier: VersionsArchive.nullable(),
    to: Placement,
    access: z.enum(['open', 'restricted']),
    policyVersion: z.int().nonnegative(),
    why: z.array(Reason),
  }),
});

/**
 * Prior versions lie in one ZIP, which was read back, and every entry of it was compared with the version that it is.
 * Only then was what lay there removed.
 */
export const VersionsThinned = defineEvent({
  name: 'VersionsThinned',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    /** The VersionThinningPlanned event. */
    planned: EventId,
    archive: VersionsArchive.extend({
      manifestSha256: z.string(),
      /** `packed` now, or `recognised`: an earlier answer was lost. */
      how: z.enum(['packed', 'recognised']),
    }),
    /** Versions that are no longer files of their own. */
    removed: VersionNumbers,
    /** Versions that are in the ZIP and lie beside it, too: somebody changed the file meanwhile, or a legal hold was set. */
    left: z.array(
      z.object({ number: z.int().positive(), because: z.enum(['edited', 'moved', 'legal-hold']) }),
    ),
    /** What became of the earlier ZIP; null where there was none. */
    earlier: z.enum(['removed', 'left']).nullable(),
  }),
});

/** Prior versions were not thinned. Nothing was removed. */
export const VersionThinningRefused = defineEvent({
  name: 'VersionThinningRefused',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    planned: EventId,
    /**
     * `VERSIONS_CHANGED`: somebody edited, moved or deleted some of them by hand. `EARLIER_ARCHIVE_CHANGED`: the ZIP of the
     * thinning before. `ARCHIVE_BROKEN`: the new ZIP did not stand up to being read back. `DROPBOX_REFUSED`: a call failed
     * for good. `FILE_UNREADABLE`: Dropbox gives nobody the bytes of one of them. `MARKED_PRIVILEGED`: the document is privileged by now and lies open.
     */
    reason: z.enum([
      'LEGAL_HOLD',
      'MARKED_PRIVILEGED',
      'RESTRICTED_FOLDER_NOT_PROVEN',
      'VERSIONS_CHANGED',
      'EARLIER_ARCHIVE_CHANGED',
      'ARCHIVE_BROKEN',
      'DROPBOX_REFUSED',
      'FILE_UNREADABLE',
    ]),
    /** Versions that are not as they were kept. */
    changed: z.array(
      z.object({
        number: z.int().positive(),
        found: z.enum(['edited', 'moved', 'nothing', 'unreadable']),
      }),
    ),
  }),
});
