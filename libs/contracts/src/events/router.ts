import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { DocumentId, MatterId, StreamName, VersionId } from '../ids.js';
import { TOPICS } from '../topics.js';
import { RestrictedPlace } from './privilege.js';

/** One step of a decision: which rule spoke, on what it looked, and what it gave. */
export const Reason = z.object({
  /** Path of the policy’s field, e.g. `categories.Pleadings`, or a step of the software, e.g. `name.legal`. */
  rule: z.string(),
  on: z.string().nullable(),
  gives: z.string(),
});
export type Reason = z.infer<typeof Reason>;

/** Where a document belongs in Dropbox. */
export const Placement = z.object({
  /** Folder that holds the file, absolute within the firm's root namespace, e.g. `/Matters/2026-0001-Reyes/Pleadings`. */
  folder: z.string().startsWith('/'),
  name: z.string().min(1),
  /** The name's deterministic suffix was needed: another document holds the plain name. */
  disambiguated: z.boolean(),
  /** Stream of the document or matter that holds the plain name, where there is one. */
  heldBy: StreamName.optional(),
});
export type Placement = z.infer<typeof Placement>;

/** A further place that takes a copy of a document’s first version. */
export const PlacedCopy = z.object({
  purpose: z.enum(['client-upload']),
  folder: z.string().startsWith('/'),
  name: z.string().min(1),
});
export type PlacedCopy = z.infer<typeof PlacedCopy>;

/** Why a document is not mirrored. */
export const SkipReason = z.enum([
  'EMPTY_PLACEHOLDER',
  'NO_MATTER',
  'PRIVILEGED_HELD',
  'ALREADY_TRASHED',
  'SUPERSEDED',
  'FILTERED',
]);
export type SkipReason = z.infer<typeof SkipReason>;

/** One version of a document is to be written at a place; the uploader carries it out. */
export const DocumentRouted = defineEvent({
  name: 'DocumentRouted',
  version: 2,
  topic: TOPICS.decisions,
  data: z.object({
    document: DocumentId,
    matter: MatterId,
    version: z.object({ id: VersionId, number: z.int().positive(), size: z.int().nonnegative() }),
    placement: Placement,
    /** Dropbox revision that this version replaces; null for the first write. */
    replaces: z.string().nullable(),
    /** Dropbox file id of the counterpart that is replaced. */
    counterpart: z.string().nullable(),
    clientModified: z.string().nullable(),
    policyVersion: z.int().nonnegative(),
    /** 1 for the first time; more when the staging was lost. */
    attempt: z.int().positive(),
    /** The category that is not in the policy’s map, null for none; absent where it is mapped. */
    unmapped: z.object({ category: z.string().nullable() }).optional(),
    copies: z.array(PlacedCopy).optional(),
    why: z.array(Reason).optional(),
    /** It is privileged: it goes into the restricted folder, once that is found to be as it was proven. */
    restricted: RestrictedPlace.optional(),
  }),
});

/** One version of a document is not mirrored, and why. */
export const DocumentSkipped = defineEvent({
  name: 'DocumentSkipped',
  version: 2,
  topic: TOPICS.decisions,
  data: z.object({
    document: DocumentId,
    matter: MatterId.nullable(),
    versionNumber: z.int().positive(),
    reason: SkipReason,
    policyVersion: z.int().nonnegative(),
    why: z.array(Reason).optional(),
  }),
});

/** A matter's folder and subfolders are to be made; the archiver carries it out. */
export const ScaffoldPlanned = defineEvent({
  name: 'ScaffoldPlanned',
  version: 1,
  topic: TOPICS.decisions,
  data: z.object({
    matter: MatterId,
    folders: z.array(z.string().startsWith('/')).min(1),
    policyVersion: z.int().nonnegative(),
    /** Stream of the matter that holds the plain name, where there is one. */
    heldBy: StreamName.optional(),
    why: z.array(Reason).optional(),
  }),
});
