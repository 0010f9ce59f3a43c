import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { EventId, MatterId } from '../ids.js';
import { TOPICS } from '../topics.js';

/** A notice left by e-mail. Neither its text nor the addresses are kept on the trail. */
export const NoticeSent = defineEvent({
  name: 'NoticeSent',
  version: 2,
  topic: TOPICS.notices,
  data: z.object({
    /** What kind of notice, e.g. `work-dead-lettered`; kinds are added without a new version. */
    kind: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
    /** The event that the notice tells of. */
    about: EventId,
    matter: MatterId.nullable(),
    recipients: z.int().positive(),
    messageId: z.string(),
  }),
});
