import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { MatterId } from '../ids.js';
import { TOPICS } from '../topics.js';

/** A matter's folders stand in Dropbox. */
export const MatterScaffolded = defineEvent({
  name: 'MatterScaffolded',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    matter: MatterId,
    folders: z.array(z.string()),
    /** How many of them were made now; the others stood already. */
    made: z.int().nonnegative(),
  }),
});
