import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, MatterId } from '../ids.js';
import { TOPICS } from '../topics.js';

/**
 * A part of the audit trail left the house. The export carries this event with its proof: it says how much there was, so
 * that nothing can be left out of the export unseen.
 */
export const TrailExported = defineEvent({
  name: 'TrailExported',
  version: 1,
  topic: TOPICS.exports,
  data: z.object({
    scope: z.enum(['matter', 'document']),
    matter: MatterId.nullable(),
    document: DocumentId.nullable(),
    /** How many events it holds. */
    events: z.int().nonnegative(),
    /** SHA-256 of the exported events, hexadecimal: each event’s exact bytes followed by a newline. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    /** Size of the log that every exported event is proven against. */
    logSize: z.int().positive(),
  }),
});
