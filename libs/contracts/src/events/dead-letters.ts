import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { FAILURE_CODES } from '../failure-codes.js';
import { DocumentId, MatterId } from '../ids.js';
import { Instant } from '../snapshots.js';

/** Work was given up after its last try, or at once where no retry can help; an operator retries or discards it. */
export const WorkDeadLettered = defineEvent({
  name: 'WorkDeadLettered',
  version: 1,
  topic: 'own-dead-letters',
  data: z.object({
    /** Consumer group that gave up. */
    consumer: z.string(),
    source: z.object({
      topic: z.string(),
      partition: z.int().nonnegative(),
      /** Offset, decimal text. */
      offset: z.string(),
      key: z.string().nullable(),
    }),
    eventType: z.string().nullable(),
    eventId: z.string().nullable(),
    code: z.enum(FAILURE_CODES),
    /** How often it was tried. */
    tries: z.int().positive(),
    firstFailedAt: Instant,
    lastFailedAt: Instant,
    document: DocumentId.nullable(),
    matter: MatterId.nullable(),
  }),
});
