import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, EventId, MatterId, VersionId } from '../ids.js';
import { TOPICS } from '../topics.js';
import { AccessDeviation } from './privilege.js';
import { Placement, Reason } from './router.js';

/**
 * The version that lies in place is to be kept beside it before the next one replaces it, or an earlier one that was told late is;
 * the archiver carries it out. Until then the next version waits; for one that was told late nothing does.
 */
export const VersionArchivePlanned = defineEvent({
  name: 'VersionArchivePlanned',
  version: 2,
  topic: TOPICS.decisions,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    version: z.object({ id: VersionId, number: z.int().positive() }),
    /** Dropbox file id of the counterpart. */
    counterpart: z.string(),
    /** Revision that holds the version; null for one that was told late and never lay in place. */
    rev: z.string().nullable(),
    /** Bytes. */
    size: z.int().nonnegative(),
    /** Dropbox content hash of the version, lower-case hex; null for one that was told late: Clio alone has its bytes. */
    contentHash: z.string().nullable(),
    to: Placement,
    policyVersion: z.int().nonnegative(),
    why: z.array(Reason).optional(),
  }),
});

const Kept = z.object({
  path: z.string(),
  /** Dropbox file id. */
  file: z.string(),
  contentHash: z.string(),
});

/** A prior version lies beside the current file; the next one may replace what lies in place. */
export const VersionArchived = defineEvent({
  name: 'VersionArchived',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    planned: EventId,
    versionNumber: z.int().positive(),
    /** Null where neither Dropbox nor Clio gives its bytes any more. */
    kept: Kept.nullable(),
    /**
     * `copied` from the file in place; `recovered` because somebody had changed or deleted that: from its history, from the deleted
     * files, or from Clio; `recognised` where it lay already; `unavailable`.
     */
    how: z.enum(['copied', 'recovered', 'recognised', 'unavailable']),
    /** What lies in place now; null where somebody deleted it, and it did not stand up again. */
    current: z.object({ rev: z.string(), contentHash: z.string() }).nullable(),
    /** What somebody had made of the file by hand, kept as a file of its own; null where nobody had. */
    handEdit: Kept.nullable(),
    /**
     * Dropbox shows the file in place to nobody: whether somebody had edited it is not known, and it was not kept. `current` is null,
     * so that nothing replaces it.
     */
    unseen: z.literal(true).optional(),
  }),
});

/**
 * A prior version was not kept: it belongs into the restricted folder, which was not as it was proven, or it is marked
 * privileged by now and lies open. Nothing was copied.
 */
export const VersionArchiveRefused = defineEvent({
  name: 'VersionArchiveRefused',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    planned: EventId,
    versionNumber: z.int().positive(),
    /** The RestrictedFolderProven event that did not hold; null where there is none. */
    proof: EventId.nullable(),
    deviations: z.array(AccessDeviation),
  }),
});
