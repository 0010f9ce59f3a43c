import { z } from 'zod';

/** A firm (tenant): a short lower-case slug chosen when the firm is added. It is part of every key, row and log. */
export const FirmId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
  .brand<'FirmId'>();
export type FirmId = z.infer<typeof FirmId>;

/** A Clio int64 as decimal text: JSON numbers above 2^53 would be rounded silently. */
const clioId = z.string().regex(/^[1-9][0-9]{0,18}$/);

/** Clio's id of a matter. Immutable, unlike its display number. */
export const MatterId = clioId.brand<'MatterId'>();
export type MatterId = z.infer<typeof MatterId>;

/** Clio's id of a document. It stays the same over all versions. */
export const DocumentId = clioId.brand<'DocumentId'>();
export type DocumentId = z.infer<typeof DocumentId>;

/** Clio's id of one version of a document. */
export const VersionId = clioId.brand<'VersionId'>();
export type VersionId = z.infer<typeof VersionId>;

/** Id of an event: UUIDv5 of (cause, handler, ordinal), or UUIDv7 where an event enters from outside. */
export const EventId = z.uuid().brand<'EventId'>();
export type EventId = z.infer<typeof EventId>;

/** Name of a stream: the events of one document, matter or firm in their order. */
export const StreamName = z
  .string()
  .regex(/^(document|matter|firm|dead)-[a-z0-9][A-Za-z0-9.:-]*$/)
  .brand<'StreamName'>();
export type StreamName = z.infer<typeof StreamName>;

/** A Dropbox namespace id: the unit whose lock a commit takes. */
export const NamespaceId = z
  .string()
  .regex(/^[0-9]{1,20}$/)
  .brand<'NamespaceId'>();
export type NamespaceId = z.infer<typeof NamespaceId>;

/** The stream that tells a document's whole story. */
export const documentStream = (firm: FirmId, document: DocumentId): StreamName =>
  StreamName.parse(`document-${firm}-${document}`);

/** The stream that tells a matter's whole story. */
export const matterStream = (firm: FirmId, matter: MatterId): StreamName =>
  StreamName.parse(`matter-${firm}-${matter}`);

/** The stream of a firm’s sweeps: many and short, so none of its other streams holds them. */
export const sweepStream = (firm: FirmId): StreamName => StreamName.parse(`firm-${firm}:sweeps`);

/** The stream of a firm’s migrations: what people order of them, and what they came to. */
export const migrationStream = (firm: FirmId): StreamName => StreamName.parse(`firm-${firm}:migrations`);

/** The stream of what a firm is to this installation: taken on, suspended, removed. Its newest event says it. */
export const standingStream = (firm: FirmId): StreamName => StreamName.parse(`firm-${firm}:standing`);

/** The stream of a firm’s connections: a renewal every few hours, so none of its other streams holds them. */
export const connectionStream = (firm: FirmId): StreamName => StreamName.parse(`firm-${firm}:connections`);

/** The stream of a firm’s daily summaries: one a day, so none of its other streams holds them. */
export const summaryStream = (firm: FirmId): StreamName => StreamName.parse(`firm-${firm}:summaries`);

/** The stream of what concerns a firm as a whole. */
export const firmStream = (firm: FirmId): StreamName => StreamName.parse(`firm-${firm}`);

/** How names of streams begin: with their firm, behind it an id or a word that begins otherwise than a firm can go on. */
const FIRM_OF_STREAM = [
  /^(?:document|matter)-([a-z0-9-]+)-[0-9]+$/,
  /^firm-([a-z0-9-]+)(?::[a-z]+)?$/,
  /^dead-([a-z0-9-]+)-[a-z]+\./,
];

/** The firm that a stream is of. @throws TypeError for a name that none of our streams has */
export function firmOfStream(stream: StreamName): FirmId {
  for (const shape of FIRM_OF_STREAM) {
    const firm = shape.exec(stream)?.[1];
    if (firm !== undefined) return FirmId.parse(firm);
  }
  throw new TypeError(`${stream} names no firm`);
}
