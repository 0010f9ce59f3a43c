import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, EventId, MatterId } from '../ids.js';
import { Instant } from '../snapshots.js';
import { TOPICS } from '../topics.js';
import { Reason } from './router.js';

const path = z.string().startsWith('/');

/** What becomes of a closed matter: its folder is moved, packed into a ZIP, or kept where it lies with a prefix. */
export const ClosingAction = z.enum(['move', 'zip', 'prefix']);
export type ClosingAction = z.infer<typeof ClosingAction>;

const closing = {
  matter: MatterId,
  /** The MatterClosed event: a matter that is closed again is another closing. */
  closing: EventId,
};

/** A closed matter is to be archived, as soon as its documents are settled. */
export const ClosingBegun = defineEvent({
  name: 'ClosingBegun',
  version: 1,
  topic: TOPICS.decisions,
  data: z.object({
    ...closing,
    action: ClosingAction,
    /** From then on the closing says what it waits for. */
    askAfter: Instant,
    policyVersion: z.int().nonnegative(),
  }),
});

/** A document that keeps its matter from being archived. */
export const UnsettledDocument = z.object({
  document: DocumentId,
  name: z.string(),
  /**
   * `on-its-way`: a version, move or copy has no outcome. `waiting`: its newest version was not placed yet. `held`: it is
   * privileged and the restricted folder is not proven. `in-the-way`: something else lies at its place. `elsewhere`: it
   * does not lie in its matter’s folder.
   */
  state: z.enum(['on-its-way', 'waiting', 'held', 'in-the-way', 'elsewhere']),
});
export type UnsettledDocument = z.infer<typeof UnsettledDocument>;

/** Why a closed matter could not be packed, and the path that it is about, if it is about one. */
const packingRefusal = {
  /**
   * The restricted folder is not known to be shut, the ZIP did not stand up to being read back, or there is no file.
   * `PRIVILEGED_LIES_OPEN`: what is privileged lies in the matter’s open folder, by somebody’s hand. `FILE_UNREADABLE`: a file
   * in it has no bytes that Dropbox would give anybody, a Paper or Google document for instance. `LEGAL_HOLD`: the
   * matter came to be on legal hold before packing began; it is packed when that is lifted.
   */
  reason: z.enum([
    'RESTRICTED_FOLDER_NOT_PROVEN',
    'ARCHIVE_BROKEN',
    'NOTHING_TO_PACK',
    'PRIVILEGED_LIES_OPEN',
    'FILE_UNREADABLE',
    'LEGAL_HOLD',
  ]),
  at: path.nullable(),
};

/** A closing cannot go on by itself: it says what is missing, and asks. It goes on when that is there, or when it is told to try again. */
export const ClosingHeldUp = defineEvent({
  name: 'ClosingHeldUp',
  version: 1,
  topic: TOPICS.decisions,
  data: z.object({
    ...closing,
    because: z.enum(['documents-unsettled', 'folder-not-moved', 'legal-hold', 'archive-refused']),
    /** The first of them. */
    missing: z.array(UnsettledDocument).max(50),
    /** How many there are. */
    unsettled: z.int().nonnegative(),
    /** Why it was not packed; absent where that is not what it waits for, and from events of before this was told. */
    refusal: z.object(packingRefusal).optional(),
  }),
});

/** All documents of a closed matter are settled: it is archived now. */
export const ArchivingBegun = defineEvent({
  name: 'ArchivingBegun',
  version: 1,
  topic: TOPICS.decisions,
  data: z.object({
    ...closing,
    action: ClosingAction,
    /** Documents of the matter that have a counterpart. */
    documents: z.int().positive(),
    from: path,
    /** The folder that the matter gets, or that its ZIP is put into, before other matters’ claims are looked at. */
    to: z.object({ folder: z.string(), name: z.string().min(1) }),
    policyVersion: z.int().nonnegative(),
    why: z.array(Reason),
  }),
});

/** A closed matter’s files are packed: each ZIP was read back, and every entry compared with the file it is of. */
export const MatterPacked = defineEvent({
  name: 'MatterPacked',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    ...closing,
    /** The ArchivingBegun event. */
    archiving: EventId,
    archives: z
      .array(
        z.object({
          path,
          access: z.enum(['open', 'restricted']),
          /** Dropbox file id. */
          file: z.string(),
          rev: z.string(),
          /** Bytes. */
          size: z.int().positive(),
          contentHash: z.string(),
          manifestSha256: z.string(),
          /** Files in it, and their bytes before packing. */
          files: z.int().positive(),
          bytes: z.int().nonnegative(),
          /** `packed` now, or `recognised`: an earlier answer was lost. */
          how: z.enum(['packed', 'recognised']),
        }),
      )
      .min(1),
  }),
});

/** A closed matter could not be packed. Its files are as they were. */
export const PackingRefused = defineEvent({
  name: 'PackingRefused',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    ...closing,
    archiving: EventId,
    ...packingRefusal,
  }),
});

/** A closed matter is archived: whatever was to be moved or packed is. The archiver notes it in Clio. */
export const MatterArchived = defineEvent({
  name: 'MatterArchived',
  version: 1,
  topic: TOPICS.decisions,
  data: z.object({
    ...closing,
    action: ClosingAction,
    documents: z.int().nonnegative(),
    /** The folder, or the ZIPs; those of privileged documents lie in the restricted folder. */
    archives: z.array(z.object({ path, access: z.enum(['open', 'restricted']) })).min(1),
  }),
});

/** The Clio matter bears the one note of where its archive is. This ends a closing. */
export const ClosingNoted = defineEvent({
  name: 'ClosingNoted',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    ...closing,
    archived: EventId,
    /** Clio’s id of the note. */
    note: z.string(),
    /** `posted` now, or `found`: an earlier answer was lost. */
    how: z.enum(['posted', 'found']),
  }),
});

/** A closing ended without an archive: there was nothing to be archived, or the matter was opened again. */
export const ClosingEnded = defineEvent({
  name: 'ClosingEnded',
  version: 1,
  topic: TOPICS.decisions,
  data: z.object({ ...closing, how: z.enum(['nothing-to-archive', 'reopened']) }),
});

/** A person had a closing that was held up try again. */
export const ClosingRetryOrdered = defineEvent({
  name: 'ClosingRetryOrdered',
  version: 1,
  topic: TOPICS.interventions,
  data: z.object({ ...closing, why: z.string().min(1).max(500).nullable() }),
});

const hold = { matter: MatterId, reason: z.string().min(1).max(500) };

/** Nothing of a matter is moved, packed, thinned or deleted from now on, whatever a rule says. */
export const LegalHoldSet = defineEvent({
  name: 'LegalHoldSet',
  version: 1,
  topic: TOPICS.interventions,
  data: z.object(hold),
});

/** A matter’s legal hold ended: the rules count again. */
export const LegalHoldLifted = defineEvent({
  name: 'LegalHoldLifted',
  version: 1,
  topic: TOPICS.interventions,
  data: z.object(hold),
});
