import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, EventId, MatterId } from '../ids.js';
import { TOPICS } from '../topics.js';

/** `edited`: it has other bytes than were mirrored. `moved`: it lies elsewhere. `deleted`: Dropbox has it no more. */
const DriftKind = z.enum(['edited', 'moved', 'deleted']);

/**
 * Somebody changed a counterpart in Dropbox by hand, and it was still so at a second look. An absent file is no order to
 * delete anything: it is left as it is or put back, as the policy says.
 */
export const DriftFound = defineEvent({
  name: 'DriftFound',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    document: DocumentId,
    matter: MatterId.nullable(),
    kind: DriftKind,
    /** Dropbox file id of the counterpart. */
    counterpart: z.string(),
    /** Path as it was mirrored. */
    mirrored: z.string(),
    /** What the file is now; null where it is no more. */
    found: z.object({ path: z.string(), rev: z.string(), contentHash: z.string() }).nullable(),
  }),
});

const HandEdit = z.object({ path: z.string(), file: z.string(), contentHash: z.string() });

const aboutHealing = {
  document: DocumentId,
  matter: MatterId.nullable(),
  /** The DriftFound event. */
  drift: EventId,
  kind: DriftKind,
  /** What somebody made of the file by hand, kept as a file of its own; null where nobody had. */
  handEdit: HandEdit.nullable(),
};

/** A counterpart that somebody changed by hand lies where it belongs again, with the bytes that were mirrored. */
export const DriftHealed = defineEvent({
  name: 'DriftHealed',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    ...aboutHealing,
    /**
     * `restored` from Dropbox’s deleted files, `moved-back`, `rewritten` with the bytes of an earlier revision, or
     * `found`: it was as it should be when it was looked at.
     */
    how: z.enum(['restored', 'moved-back', 'rewritten', 'found']),
    /** Dropbox file id: a restored file may bear another one. */
    counterpart: z.string(),
    path: z.string(),
    rev: z.string(),
  }),
});

/** What was changed by hand is not put back for now, and why. */
export const DriftHealRefused = defineEvent({
  name: 'DriftHealRefused',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    ...aboutHealing,
    /** `REVISION_GONE`: Dropbox has the bytes no more; they are sent from Clio again. Everything else waits. */
    reason: z.enum([
      'LEGAL_HOLD',
      'PLACE_TAKEN',
      'MARKED_PRIVILEGED',
      'RESTRICTED_FOLDER_NOT_PROVEN',
      'REVISION_GONE',
      'DELETED_IN_CLIO',
    ]),
    /** Path at which it belongs. */
    path: z.string(),
    /** Revision that lies there now; null where nothing does. */
    rev: z.string().nullable(),
  }),
});

/**
 * What lay at the place of a document, or in the way of its move, is gone by two looks: what waited for it is tried again.
 */
export const PlaceCleared = defineEvent({
  name: 'PlaceCleared',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    document: DocumentId,
    matter: MatterId.nullable(),
    /** The PlacementConflictFound or RelocationConflictFound event. */
    conflict: EventId,
    /** Path at which something lay. */
    path: z.string(),
  }),
});

/** So much of a firm was changed by hand at once that nothing is put back: a person is to look. */
export const DriftHealingStopped = defineEvent({
  name: 'DriftHealingStopped',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    /** Mirrored documents of the firm. */
    documents: z.int().nonnegative(),
    /** Of them, changed by hand and not as they should be. */
    changed: z.int().positive(),
    policyVersion: z.int().nonnegative(),
  }),
});
