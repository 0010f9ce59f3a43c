import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { FAILURE_CODES } from '../failure-codes.js';
import { DocumentId, MatterId } from '../ids.js';
import { Instant } from '../snapshots.js';

/** Which work it is: the record of a topic that a consumer was handling. */
const work = {
  /** Consumer group. */
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
};

const failure = {
  code: z.enum(FAILURE_CODES),
  /** How often it was tried. */
  tries: z.int().positive(),
  firstFailedAt: Instant,
  lastFailedAt: Instant,
};

const subject = { document: DocumentId.nullable(), matter: MatterId.nullable() };

/** Work failed and waits for its next try; what follows it in its lane waits behind it. */
export const WorkParked = defineEvent({
  name: 'WorkParked',
  version: 1,
  topic: 'own-parked',
  data: z.object({ ...work, ...failure, nextTryAt: Instant, ...subject }),
});

/** Parked work succeeded. */
export const WorkRecovered = defineEvent({
  name: 'WorkRecovered',
  version: 1,
  topic: 'own-parked',
  data: z.object({
    ...work,
    /** How often it was tried, the last time with success. */
    tries: z.int().positive(),
    ...subject,
  }),
});

/** Work was given up after its last try, or at once where no retry can help; an operator retries or discards it. */
export const WorkDeadLettered = defineEvent({
  name: 'WorkDeadLettered',
  version: 1,
  topic: 'own-dead-letters',
  data: z.object({ ...work, ...failure, ...subject }),
});
