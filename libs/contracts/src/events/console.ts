import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { Policy } from '../policy/policy.js';
import { TOPICS } from '../topics.js';

/**
 * A firm's policy came into force. It counts for what is placed from now on; a document in flight keeps the version it
 * was placed under.
 */
export const PolicyApplied = defineEvent({
  name: 'PolicyApplied',
  version: 2,
  topic: TOPICS.policies,
  data: z.object({
    /** As a whole, with every default filled in: a later default does not change what a firm applied. */
    policy: Policy,
    /** Version that was in force before; 0 for none. */
    replaces: z.int().nonnegative(),
    /** Why, in the words of who applied it. */
    note: z.string().max(500).nullable(),
  }),
});
