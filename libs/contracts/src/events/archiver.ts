import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, EventId, MatterId } from '../ids.js';
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

const relocation = {
  matter: MatterId,
  /** Null for a folder. */
  document: DocumentId.nullable(),
  /** The decision that this answers. */
  planned: EventId,
  from: z.string(),
  to: z.string(),
};

/** What was to be moved lies at its new place. Its Dropbox id, links and history are those it had. */
export const Relocated = defineEvent({
  name: 'Relocated',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    ...relocation,
    purpose: z.enum(['follow', 'set-aside']),
    /** Dropbox id of the file or folder. */
    counterpart: z.string(),
    /** Revision of the file; null for a folder. */
    rev: z.string().nullable(),
    /** `moved` now, `found` there already (an earlier answer was lost), or `in-parts`: Dropbox refused so large a folder. */
    how: z.enum(['moved', 'found', 'in-parts']),
  }),
});

/** What was to be moved was not: nothing was overwritten, and nothing moved. */
export const RelocationConflictFound = defineEvent({
  name: 'RelocationConflictFound',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    ...relocation,
    /**
     * `file`, `folder`, `ancestor-is-file`: it lies in the way. `elsewhere`: somebody moved the counterpart by hand.
     * `nothing`: there is no counterpart any more. `too-large`: a folder of so many items cannot change its case.
     */
    found: z.enum(['file', 'folder', 'ancestor-is-file', 'elsewhere', 'nothing', 'too-large']),
    /** Where that lies; null for what is nowhere. */
    at: z.string().nullable(),
  }),
});

/**
 * A move was refused: it would change who can see the document, and what that takes is not there, or a legal hold was set
 * after it was decided.
 */
export const RelocationRefused = defineEvent({
  name: 'RelocationRefused',
  version: 3,
  topic: TOPICS.archives,
  data: z.object({
    ...relocation,
    /**
     * The restricted folder is not known to be shut, nobody confirmed that the document may be opened, the matter is on
     * legal hold, or the document was marked privileged since its move to an open place was decided.
     */
    reason: z.enum([
      'RESTRICTED_FOLDER_NOT_PROVEN',
      'CONFIRMATION_MISSING',
      'LEGAL_HOLD',
      'MARKED_PRIVILEGED',
    ]),
  }),
});

/** Dropbox refused to move so large a folder at once: what lies in it moves part by part, which a crash does not undo. */
export const RelocationSplit = defineEvent({
  name: 'RelocationSplit',
  version: 1,
  topic: TOPICS.archives,
  data: z.object(relocation),
});

const copy = {
  document: DocumentId,
  matter: MatterId,
  planned: EventId,
  versionNumber: z.int().positive(),
  path: z.string(),
};

/** A copy of a document lies at its further place, with the content hash of the document. */
export const CopyPlaced = defineEvent({
  name: 'CopyPlaced',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    ...copy,
    purpose: z.enum(['client-upload']),
    /** Dropbox file id of the copy. */
    file: z.string(),
    rev: z.string(),
    contentHash: z.string(),
    /** `copied` now, or `recognised`: the same content already lay there. */
    how: z.enum(['copied', 'recognised']),
  }),
});

/** A document could not be copied: something else lies at the place, or the document itself is gone. Nothing was overwritten. */
export const CopyConflictFound = defineEvent({
  name: 'CopyConflictFound',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    ...copy,
    found: z.enum(['file', 'folder', 'ancestor-is-file', 'nothing', 'other-content']),
  }),
});
