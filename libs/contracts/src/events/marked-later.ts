import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, EventId, MatterId } from '../ids.js';
import { TOPICS } from '../topics.js';
import { PlacedCopy, Reason } from './router.js';

/** Right before the commit the document was found to be privileged, while its place is open: nothing was written. */
export const OpenPlacementRefused = defineEvent({
  name: 'OpenPlacementRefused',
  version: 1,
  topic: TOPICS.uploads,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    routed: EventId,
    versionNumber: z.int().positive(),
    attempt: z.int().positive(),
    /** The rule that marks it. */
    why: Reason,
  }),
});

/** Right before the copy the document was found to be privileged: nothing was copied. It is owed until it is marked no more. */
export const CopyWithheld = defineEvent({
  name: 'CopyWithheld',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    planned: EventId,
    versionNumber: z.int().positive(),
    copy: PlacedCopy,
    /** The rule that marks it. */
    why: Reason,
  }),
});
