import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, MatterId } from '../ids.js';
import { TOPICS } from '../topics.js';

/**
 * Somebody changed a counterpart in Dropbox by hand, and it was still so at a second look. Nothing was changed back, and
 * nothing follows from it: an absent file is no order to delete anything.
 */
export const DriftFound = defineEvent({
  name: 'DriftFound',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    document: DocumentId,
    matter: MatterId.nullable(),
    /** `edited`: it has other bytes than were mirrored. `moved`: it lies elsewhere. `deleted`: Dropbox has it no more. */
    kind: z.enum(['edited', 'moved', 'deleted']),
    /** Dropbox file id of the counterpart. */
    counterpart: z.string(),
    /** Path as it was mirrored. */
    mirrored: z.string(),
    /** What the file is now; null where it is no more. */
    found: z.object({ path: z.string(), rev: z.string(), contentHash: z.string() }).nullable(),
  }),
});
