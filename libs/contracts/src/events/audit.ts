import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, MatterId } from '../ids.js';
import { TOPICS } from '../topics.js';

/**
 * A part of the audit trail left the house. The export carries this event with its proof: it says how much there was, so
 * that nothing can be left out of the export unseen. It stands in the stream of its document, matter or firm, right behind the
 * last event that the export holds of that stream.
 */
export const TrailExported = defineEvent({
  name: 'TrailExported',
  version: 2,
  topic: TOPICS.exports,
  data: z.object({
    scope: z.enum(['matter', 'document', 'firm']),
    /** The exported matter; null where one document was exported, or all of the firm. */
    matter: MatterId.nullable(),
    /** The exported document; null where a whole matter was, or all of the firm. */
    document: DocumentId.nullable(),
    /** How many events the export holds. This one is not among them. */
    events: z.int().positive(),
    /** SHA-256 of the exported events, hexadecimal: each event’s exact bytes followed by a newline, in the log’s order. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    /** The log was searched this far: of its first `logSize` events, every one of the scope is in the export. */
    logSize: z.int().positive(),
    /** Program and version that made the export, e.g. `counterpart 0.1.0`. */
    software: z.string().min(1),
  }),
});
