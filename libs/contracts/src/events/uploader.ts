import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { FAILURE_CODES } from '../failure-codes.js';
import { DocumentId, EventId, MatterId, NamespaceId } from '../ids.js';
import { TOPICS } from '../topics.js';
import { RestrictedPlace } from './privilege.js';
import { Placement } from './router.js';

/** The bytes of a version wait in a closed upload session; the committer puts them into place. */
export const DocumentStaged = defineEvent({
  name: 'DocumentStaged',
  version: 2,
  topic: TOPICS.staged,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    /** The DocumentRouted event that this staging answers. */
    routed: EventId,
    versionNumber: z.int().positive(),
    attempt: z.int().positive(),
    namespace: NamespaceId,
    placement: Placement,
    replaces: z.string().nullable(),
    counterpart: z.string().nullable(),
    clientModified: z.string().nullable(),
    session: z.string(),
    /** Bytes. */
    size: z.int().nonnegative(),
    /** Dropbox content hash of the bytes as they left Clio, lower-case hex. */
    contentHash: z.string(),
    /** SHA-256 of the bytes as they left Clio, lower-case hex. */
    sha256: z.string(),
    /** Upload sessions live 7 days (Dropbox files.stone, upload_session/start). */
    expiresAt: z.iso.datetime(),
    /** As the routing decision has it; the namespace is then the restricted folder’s. */
    restricted: RestrictedPlace.optional(),
    /** How often calls with its bytes arrived damaged in Dropbox, which refused them, and were sent again; absent where none did. */
    damagedSends: z.int().positive().optional(),
  }),
});

const outcome = {
  document: DocumentId,
  matter: MatterId,
  routed: EventId,
  versionNumber: z.int().positive(),
};

/** The counterpart is in place and its content hash is the one of the bytes that left Clio. */
export const DocumentMirrored = defineEvent({
  name: 'DocumentMirrored',
  version: 1,
  topic: TOPICS.uploads,
  data: z.object({
    ...outcome,
    namespace: NamespaceId,
    /** Path as Dropbox shows it. */
    path: z.string(),
    /** Dropbox file id; it survives moves and renames. */
    counterpart: z.string(),
    rev: z.string(),
    size: z.int().nonnegative(),
    contentHash: z.string(),
    sha256: z.string(),
    /** `written` by this commit, or `recognised`: the same content already lay there. */
    how: z.enum(['written', 'recognised']),
  }),
});

/** Something else lies where the document belongs. Nothing was overwritten. */
export const PlacementConflictFound = defineEvent({
  name: 'PlacementConflictFound',
  version: 1,
  topic: TOPICS.uploads,
  data: z.object({
    ...outcome,
    path: z.string(),
    found: z.enum(['file', 'folder', 'ancestor-is-file', 'nothing', 'other-revision']),
    foundRev: z.string().nullable(),
    foundContentHash: z.string().nullable(),
    contentHash: z.string(),
  }),
});

/** The staged bytes can no longer be committed; the document is to be staged again. */
export const StagingLost = defineEvent({
  name: 'StagingLost',
  version: 1,
  topic: TOPICS.uploads,
  data: z.object({
    ...outcome,
    attempt: z.int().positive(),
    reason: z.enum(FAILURE_CODES),
    /** What the failed commit left at the place, to be replaced by the next one. */
    left: z.object({ counterpart: z.string(), rev: z.string() }).nullable(),
  }),
});

/** Clio no longer has the version; what lies in Dropbox stays as it is. */
export const SourceMissing = defineEvent({
  name: 'SourceMissing',
  version: 1,
  topic: TOPICS.uploads,
  data: z.object(outcome),
});
