import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, EventId, MatterId } from '../ids.js';
import { TOPICS } from '../topics.js';
import { PlacedCopy, Reason } from './router.js';

/** Right before the commit the document was found to be privileged, while its place is open: nothing was written. */
export const OpenPlacementRefused = defineEvent({
  name: 'OpenPlacementRefused',
  version: 1,
  topic: TOPICS.uploads,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    routed: EventId,
    versionNumber: z.int().positive(),
    attempt: z.int().positive(),
    /** The rule that marks it. */
    why: Reason,
  }),
});

/** Right before the copy the document was found to be privileged: nothing was copied. It is owed until it is marked no more. */
export const CopyWithheld = defineEvent({
  name: 'CopyWithheld',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    planned: EventId,
    versionNumber: z.int().positive(),
    copy: PlacedCopy,
    /** The rule that marks it. */
    why: Reason,
  }),
});

/**
 * A file lies at an open place that a marked document was refused, with the document’s bytes: a commit that was sent before it was marked
 * came to its end only after the refusal, which takes two looks; or an earlier try put a prior version there, and died before it told. It
 * is moved to where the document is locked away.
 */
export const OpenCopyFound = defineEvent({
  name: 'OpenCopyFound',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    /** The OpenPlacementRefused event; of a prior version, the VersionArchivePlanned that was refused. */
    refusal: EventId,
    versionNumber: z.int().positive(),
    /** Dropbox file id. */
    file: z.string(),
    path: z.string(),
    rev: z.string(),
    contentHash: z.string(),
  }),
});
