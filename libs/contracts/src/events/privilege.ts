import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, EventId, MatterId, NamespaceId } from '../ids.js';
import { TOPICS } from '../topics.js';

/** A way in which access to something privileged is wider, or other, than the firm’s policy allows. */
export const AccessDeviation = z.object({
  code: z.enum([
    /** What was proven to be restricted does not stand at its place any more. */
    'FOLDER_NOT_THERE',
    /** Members of the folders above are members here. */
    'INHERITS_MEMBERS',
    /** Others than the owner may let people in. */
    'EDITORS_INVITE',
    /** People outside the team may become members. */
    'OUTSIDERS_ALLOWED',
    /** Links may be made that open for more than members. */
    'LINKS_ALLOWED',
    'GROUP_ABSENT',
    'UNEXPECTED_MEMBER',
    /** A link opens it, or a folder above it. */
    'OPEN_LINK',
    /** The file does not lie in the restricted folder. */
    'OUTSIDE',
    /** A folder within is shared by itself. */
    'SHARED_WITHIN',
  ]),
  /** Who it lets in, or a link’s audience; null where it is nobody in particular. Never a link’s address. */
  who: z.string().nullable(),
  /** Name or path of the item through which. */
  through: z.string().nullable(),
});
export type AccessDeviation = z.infer<typeof AccessDeviation>;

/** A proof that a folder is restricted, as what is placed there carries it. */
export const RestrictedPlace = z.object({
  /** The RestrictedFolderProven event. */
  proof: EventId,
  folder: z.string().startsWith('/'),
  namespace: NamespaceId,
  /** Dropbox id of the group that may open it. */
  group: z.string(),
  /** Dropbox account that owns it: the connected one. */
  owner: z.string(),
});
export type RestrictedPlace = z.infer<typeof RestrictedPlace>;

const wish = {
  folder: z.string().startsWith('/'),
  /** Name of the group whose members may open it. */
  groupName: z.string(),
  policyVersion: z.int().nonnegative(),
};

/** The firm’s restricted folder is needed: it is to be made or mended, and proven; the archiver carries it out. */
export const RestrictedFolderPlanned = defineEvent({
  name: 'RestrictedFolderPlanned',
  version: 1,
  topic: TOPICS.decisions,
  data: z.object(wish),
});

/** The restricted folder stands, and who can open it was read back: its owner and the group, and nobody else. */
export const RestrictedFolderProven = defineEvent({
  name: 'RestrictedFolderProven',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    ...wish,
    namespace: NamespaceId,
    group: z.string(),
    owner: z.string(),
    /** `made` now, `mended` because it was open, or `stood` as it should be. */
    how: z.enum(['made', 'mended', 'stood']),
    /** Links to the folder that were ended. */
    revokedLinks: z.int().nonnegative(),
  }),
});

/** The restricted folder could not be made or proven; privileged documents stay held. */
export const RestrictedFolderRefused = defineEvent({
  name: 'RestrictedFolderRefused',
  version: 1,
  topic: TOPICS.archives,
  data: z.object({
    ...wish,
    code: z.enum([
      'PRIVILEGED_GROUP_MISSING',
      'PRIVILEGED_RIGHT_MISSING',
      'PRIVILEGED_FOLDER_TAKEN',
      'PRIVILEGED_FOLDER_OPEN',
    ]),
    deviations: z.array(AccessDeviation),
  }),
});

const outcome = {
  document: DocumentId,
  matter: MatterId,
  routed: EventId,
  versionNumber: z.int().positive(),
};

/** Right before the commit the restricted folder was not as it was proven: nothing was written. */
export const RestrictedPlacementRefused = defineEvent({
  name: 'RestrictedPlacementRefused',
  version: 1,
  topic: TOPICS.uploads,
  data: z.object({
    ...outcome,
    attempt: z.int().positive(),
    proof: EventId,
    deviations: z.array(AccessDeviation).min(1),
  }),
});

/** A privileged document came into the restricted folder: access was read back before, other ways in were closed. */
export const DocumentLockedAway = defineEvent({
  name: 'DocumentLockedAway',
  version: 1,
  topic: TOPICS.uploads,
  data: z.object({
    ...outcome,
    proof: EventId,
    path: z.string(),
    counterpart: z.string(),
    /** Links to the file that were ended. */
    revokedLinks: z.int().nonnegative(),
    /** Members that the file had by name and lost. */
    removedMembers: z.int().nonnegative(),
  }),
});

/** An operator confirmed that a document which is not marked any more may leave the restricted folder. */
export const PrivilegeReleased = defineEvent({
  name: 'PrivilegeReleased',
  version: 1,
  topic: TOPICS.interventions,
  data: z.object({
    document: DocumentId,
    matter: MatterId.nullable(),
    reason: z.string().min(1).max(500),
  }),
});
