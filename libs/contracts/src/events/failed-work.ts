import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { FAILURE_CODES } from '../failure-codes.js';
import { DocumentId, MatterId } from '../ids.js';
import { Instant } from '../snapshots.js';
import { TOPICS } from '../topics.js';

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

/** Where work stood when a person took it in hand. */
const stood = {
  /** `waiting` for its next try, or given up. */
  state: z.enum(['waiting', 'dead']),
  /** Null for work that only waited behind other work. */
  code: z.enum(FAILURE_CODES).nullable(),
  tries: z.int().nonnegative(),
};

const WHY = z.string().min(1).max(500);

/** A person had failed work tried again at once; its tries are counted anew. */
export const RetryOrdered = defineEvent({
  name: 'RetryOrdered',
  version: 1,
  topic: TOPICS.interventions,
  data: z.object({ ...work, ...stood, ...subject, why: WHY.nullable() }),
});

/** A person gave failed work up for good: it is not tried again, and what waited behind it goes on. */
export const WorkDiscarded = defineEvent({
  name: 'WorkDiscarded',
  version: 1,
  topic: TOPICS.interventions,
  data: z.object({ ...work, ...stood, ...subject, why: WHY }),
});
