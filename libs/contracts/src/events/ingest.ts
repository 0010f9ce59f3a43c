import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, MatterId } from '../ids.js';
import { DocumentSnapshot, Instant, MatterSnapshot } from '../snapshots.js';
import { TOPICS } from '../topics.js';
import { AccountPlace } from './connections.js';

/** A webhook delivery as it came in: a hint that something changed, never a truth to act on. */
export const DeliveryReceived = defineEvent({
  name: 'DeliveryReceived',
  version: 2,
  topic: TOPICS.deliveries,
  data: z.object({
    webhook: z.string(),
    model: z.enum(['document', 'matter', 'folder', 'contact']),
    event: z.string(),
    object: z.string(),
    matter: MatterId.nullable(),
    etag: z.string().nullable(),
    /** SHA-256 of the raw body, lower-case hex. */
    digest: z.string(),
    /** The raw body, base64: the signature was checked over exactly these bytes. */
    body: z.base64(),
    receivedAt: Instant,
  }),
});

/** A matter is seen for the first time. */
export const MatterRegistered = defineEvent({
  name: 'MatterRegistered',
  version: 1,
  topic: TOPICS.facts,
  data: z.object({ matter: MatterSnapshot }),
});

/** Something of a known matter changed. */
export const MatterChanged = defineEvent({
  name: 'MatterChanged',
  version: 1,
  topic: TOPICS.facts,
  data: z.object({ matter: MatterSnapshot, changed: z.array(z.string()) }),
});

/** A matter was closed in Clio. */
export const MatterClosed = defineEvent({
  name: 'MatterClosed',
  version: 1,
  topic: TOPICS.facts,
  data: z.object({ matter: MatterSnapshot }),
});

/** A closed matter was opened again in Clio. */
export const MatterReopened = defineEvent({
  name: 'MatterReopened',
  version: 1,
  topic: TOPICS.facts,
  data: z.object({ matter: MatterSnapshot }),
});

/** A document is seen for the first time, with its bytes complete. */
export const DocumentAdded = defineEvent({
  name: 'DocumentAdded',
  version: 1,
  topic: TOPICS.facts,
  data: z.object({ document: DocumentSnapshot }),
});

/** A later version of a known document arrived, with its bytes complete. */
export const DocumentVersionAdded = defineEvent({
  name: 'DocumentVersionAdded',
  version: 1,
  topic: TOPICS.facts,
  data: z.object({ document: DocumentSnapshot }),
});

/** A known document was renamed, moved or put into another category; its bytes are the same. */
export const DocumentChanged = defineEvent({
  name: 'DocumentChanged',
  version: 1,
  topic: TOPICS.facts,
  data: z.object({ document: DocumentSnapshot, changed: z.array(z.string()) }),
});

/** A document went to Clio's trash: evidence of a deletion, as opposed to mere absence. */
export const DocumentTrashed = defineEvent({
  name: 'DocumentTrashed',
  version: 1,
  topic: TOPICS.facts,
  data: z.object({ document: DocumentId, matter: MatterId.nullable(), trashedAt: Instant }),
});

/** A trashed document was taken back. */
export const DocumentRestored = defineEvent({
  name: 'DocumentRestored',
  version: 1,
  topic: TOPICS.facts,
  data: z.object({ document: DocumentSnapshot }),
});

/**
 * The firm has another Dropbox than the one that the document was mirrored to: it is mirrored there from its first version on,
 * as if it never had been. What lies in the one before stays as it is.
 */
export const MirroringRestarted = defineEvent({
  name: 'MirroringRestarted',
  version: 1,
  topic: TOPICS.facts,
  data: z.object({
    document: DocumentId,
    matter: MatterId.nullable(),
    /** Where it was mirrored to before. */
    left: AccountPlace,
    /** Where it is mirrored to from now on. */
    account: AccountPlace,
  }),
});

/**
 * A document was told by a later version than its first: these came before, and are to be kept beside it. Told once of a document,
 * also where Clio has none of them.
 */
export const EarlierVersionsFound = defineEvent({
  name: 'EarlierVersionsFound',
  version: 1,
  topic: TOPICS.facts,
  data: z.object({
    document: DocumentId,
    matter: MatterId.nullable(),
    /** Oldest first. */
    versions: z.array(DocumentSnapshot.pick({ version: true, filename: true })),
  }),
});

const swept = z.object({
  /** Records changed after this moment were asked for. */
  since: Instant,
  /** The next sweep asks from here on, with overlap: the newest change that was seen. */
  through: Instant,
  /** Records that Clio listed. */
  seen: z.int().nonnegative(),
  /** Facts that nobody had told before. */
  told: z.int().nonnegative(),
});

/** All that Clio listed as changed was compared with what is known, and what was missed was told. */
export const SweepCompleted = defineEvent({
  name: 'SweepCompleted',
  version: 5,
  topic: TOPICS.sweeps,
  data: z.object({
    startedAt: Instant,
    /**
     * Everything that changed in Clio before this moment was told: the sweep’s beginning, or where the oldest change lies
     * that the connected user may not see, or whose upload is not over for less than three days.
     */
    toldUpTo: Instant,
    matters: swept,
    documents: swept,
    /** Clients; absent where a sweep did not ask for them yet. */
    contacts: swept.optional(),
    /**
     * Whether a list of documents has shown any by now, this sweep’s or that of one before: a list that shows none after that proves
     * nothing. Absent where none has.
     */
    documentsShown: z.boolean().optional(),
    /** Changes that could not be told yet. Null where it is not known. */
    heldBack: z
      .object({
        /** Records that the connected user may not see whole, and documents of such matters. */
        hidden: z.int().nonnegative(),
        /** Uploads under way. */
        uploading: z.int().nonnegative(),
        /** Those of them that the next sweep asks for by their id, and since when they have waited. */
        carried: z.array(
          z.object({
            list: z.enum(['matters', 'documents']),
            /** Clio’s id. */
            id: z.string(),
            since: Instant,
            why: z.enum(['hidden', 'uploading']),
          }),
        ),
      })
      .nullable(),
  }),
});
