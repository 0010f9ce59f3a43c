import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, EventId, MatterId } from '../ids.js';
import { TOPICS } from '../topics.js';
import { PlacedCopy, Placement, Reason } from './router.js';

const path = z.string().startsWith('/');

/**
 * How a move changes who can see what is moved.
 *
 * - `into-restricted`: carried out only once the restricted folder is known to be shut.
 * - `out-of-restricted`: carried out only with an operator’s confirmation.
 */
export const AccessChange = z.enum(['unchanged', 'into-restricted', 'out-of-restricted']);
export type AccessChange = z.infer<typeof AccessChange>;

/** A server-side move that the router decided on. Ids, links and history of what is moved are kept. */
const move = {
  matter: MatterId,
  /** Absolute path at which it lies, as far as the trail knows. */
  from: path,
  to: Placement,
  /** The name between, where Dropbox takes source and target for one: it ignores a change of case alone (files.stone, move_v2). */
  via: path.nullable(),
  access: AccessChange,
  policyVersion: z.int().nonnegative(),
  why: z.array(Reason),
};

/**
 * What lies in Dropbox is to be moved to where it belongs now; the archiver carries it out. A document’s counterpart, or
 * the folder of a matter with all that lies below it.
 */
export const RelocationPlanned = defineEvent({
  name: 'RelocationPlanned',
  version: 2,
  topic: TOPICS.decisions,
  data: z.object({
    ...move,
    /** Null for a folder. */
    document: DocumentId.nullable(),
    /** Dropbox file id of the counterpart; null for a folder. */
    counterpart: z.string().nullable(),
    /** A counterpart below the folder, by which the folder is known again after a lost answer. */
    witness: z.object({ counterpart: z.string(), path }).optional(),
    /** A prior version, a hand edit or a copy that goes along with its document; absent for the document’s counterpart. */
    along: z.literal(true).optional(),
    /** The operator’s confirmation that a move out of the restricted folder rests on. */
    confirmed: EventId.optional(),
  }),
});

/**
 * A matter’s folder is another one from now on, and its documents go there one by one: the folder cannot move as a whole,
 * because the new one lies within it, or another matter’s folder does.
 */
export const FolderReassigned = defineEvent({
  name: 'FolderReassigned',
  version: 1,
  topic: TOPICS.decisions,
  data: z.object({
    matter: MatterId,
    from: path,
    to: path,
    policyVersion: z.int().nonnegative(),
    why: z.array(Reason),
  }),
});

/** A document was deleted in Clio and the policy moves its counterpart to the folder of deleted documents. */
export const SetAsidePlanned = defineEvent({
  name: 'SetAsidePlanned',
  version: 1,
  topic: TOPICS.decisions,
  data: z.object({ ...move, document: DocumentId, counterpart: z.string() }),
});

/**
 * Too much of a firm was deleted within a day: no further document is set aside until an operator says so. What was
 * deleted in Clio stays where it lies.
 */
export const SetAsidesStopped = defineEvent({
  name: 'SetAsidesStopped',
  version: 1,
  topic: TOPICS.decisions,
  data: z.object({
    /** Mirrored documents of the firm. */
    documents: z.int().nonnegative(),
    /** Of them, set aside within 24 hours, with the one that was refused. */
    moved: z.int().positive(),
    policyVersion: z.int().nonnegative(),
  }),
});

/** An operator looked at what was deleted and lets documents be set aside again. */
export const SetAsidesResumed = defineEvent({
  name: 'SetAsidesResumed',
  version: 1,
  topic: TOPICS.policies,
  data: z.object({ note: z.string().max(500).nullable() }),
});

/** Where all documents of a matter belong is to be looked at again; the router does it. */
export const PlacementReviewRequested = defineEvent({
  name: 'PlacementReviewRequested',
  version: 1,
  topic: TOPICS.decisions,
  data: z.object({
    matter: MatterId,
    because: z.enum(['policy-applied', 'matter-changed', 'folder-relocated', 'set-asides-resumed']),
  }),
});

/** A mirrored document is to be copied to a further place; the archiver carries it out. */
export const CopyPlanned = defineEvent({
  name: 'CopyPlanned',
  version: 1,
  topic: TOPICS.decisions,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    versionNumber: z.int().positive(),
    counterpart: z.string(),
    /** Bytes. */
    size: z.int().nonnegative(),
    contentHash: z.string(),
    copy: PlacedCopy,
  }),
});
