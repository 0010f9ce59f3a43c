import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { EventId, MatterId } from '../ids.js';
import { Instant } from '../snapshots.js';
import { TOPICS } from '../topics.js';

const WhySaid = z.string().max(500).nullable();

/**
 * A person wants what already lies in Clio mirrored: the whole firm, or one matter. The id of this event names the run;
 * everything that the run tells carries it as correlation id.
 */
export const MigrationStarted = defineEvent({
  name: 'MigrationStarted',
  version: 1,
  topic: TOPICS.interventions,
  data: z.object({
    /** The one matter; null for the whole firm. */
    matter: MatterId.nullable(),
    why: WhySaid,
  }),
});

/** A person stopped a run: it begins nothing new until it is resumed. */
export const MigrationPaused = defineEvent({
  name: 'MigrationPaused',
  version: 1,
  topic: TOPICS.interventions,
  data: z.object({ run: EventId, why: WhySaid }),
});

/** A person lets a run go on that was paused or has failed. */
export const MigrationResumed = defineEvent({
  name: 'MigrationResumed',
  version: 1,
  topic: TOPICS.interventions,
  data: z.object({ run: EventId, why: WhySaid }),
});

const count = z.int().nonnegative();

/** Every document that a run found has its outcome. */
export const MigrationCompleted = defineEvent({
  name: 'MigrationCompleted',
  version: 2,
  topic: TOPICS.sweeps,
  data: z.object({
    run: EventId,
    /** The one matter; null for the whole firm. */
    matter: MatterId.nullable(),
    begunAt: Instant,
    matters: count,
    /**
     * Records of Clio’s lists that could not be taken: the connected user may not see them whole. Null where it was not
     * counted.
     */
    hidden: count.nullable(),
    /** Documents that Clio listed, and what became of them. */
    documents: z.object({
      found: count,
      mirrored: count,
      /** Left out by a rule. */
      skipped: count,
      /** Something else lies at their place. */
      conflict: count,
      /** Their bytes are gone from Clio. */
      missing: count,
      /** Given up after the last try. */
      dead: count,
      /** Not registered: they went to the trash first. */
      left: count,
      /** Not registered: Clio showed them no more, or does not show their matter. Null where `left` holds them, too. */
      unseen: count.nullable(),
      /** Not registered: their upload was not over. Null where `left` holds them, too. */
      unfinished: count.nullable(),
    }),
  }),
});

/** Clio refuses what a run asks for, and asking again would change nothing: it waits for a person. */
export const MigrationFailed = defineEvent({
  name: 'MigrationFailed',
  version: 1,
  topic: TOPICS.sweeps,
  data: z.object({ run: EventId, code: z.enum(['CLIO_FORBIDDEN', 'CLIO_ANSWER_INVALID', 'MATTER_UNKNOWN']) }),
});
