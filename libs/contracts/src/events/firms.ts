import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { TOPICS } from '../topics.js';

/** Why, in the words of who decided it. */
const reason = z.string().min(1).max(500);

/** Clio’s regions (developers.clio.com, “Regions”). */
export const ClioRegion = z.enum(['us', 'eu', 'ca', 'au']);
export type ClioRegion = z.infer<typeof ClioRegion>;

/** A firm was taken on: from now on it is served. */
export const FirmAdded = defineEvent({
  name: 'FirmAdded',
  version: 1,
  topic: TOPICS.connections,
  data: z.object({
    /** Where the firm’s Clio is; null where its address is none of Clio’s own. */
    region: ClioRegion.nullable(),
  }),
});

/** The firm’s work waits, all of it: webhooks are still stored, nothing else is done until it is resumed. */
export const FirmSuspended = defineEvent({
  name: 'FirmSuspended',
  version: 1,
  topic: TOPICS.connections,
  data: z.object({ reason }),
});

/** The firm is served again; what waited goes on. */
export const FirmResumed = defineEvent({
  name: 'FirmResumed',
  version: 1,
  topic: TOPICS.connections,
  data: z.object({ reason }),
});

/**
 * The firm’s keys were destroyed together with everything that they sealed. Nothing is done for it any more, and its id
 * is never used again. No file of it was touched.
 */
export const FirmRemoved = defineEvent({
  name: 'FirmRemoved',
  version: 1,
  topic: TOPICS.connections,
  data: z.object({
    reason,
    /** The `TrailExported` of the export that was made and verified before. */
    exported: z.uuid(),
    /** Grants that were destroyed. */
    grants: z.int().nonnegative(),
    /** Webhooks whose secrets were destroyed. */
    hooks: z.int().nonnegative(),
  }),
});
