import type { DocumentId, FirmId, MatterId } from '@counterpart/contracts';
import type { DocumentState } from './document-status.js';

/** How many documents of a matter stand where; `inClio` as far as ingest has seen it. What lies in the trash is left out. */
export interface Standing {
  readonly inClio: number;
  /** Some version of it lies in Dropbox. */
  readonly inDropbox: number;
  /** The newest version lies in Dropbox, and nobody changed it there by hand since. */
  readonly inSync: number;
  /** Left out by a rule. */
  readonly skipped: number;
  /** On its way. */
  readonly pending: number;
  /** Something else lies at its place. */
  readonly conflict: number;
  /** No longer in Clio, though nobody deleted it. */
  readonly missing: number;
  /** Given up after its last try. */
  readonly dead: number;
  /** The newest version was put into Dropbox, and somebody changed it there by hand: drift that is not healed. */
  readonly drifted: number;
  /** Privileged, and held back until a person shuts its folder or lets it go. */
  readonly held: number;
  /** When the oldest of what differs was changed in Clio, or found changed by hand. */
  readonly oldestUnsynced: Date | null;
}

/** A matter’s counts; null for documents that belong to no matter. */
export interface MatterStanding extends Standing {
  readonly matter: MatterId | null;
}

/** A document that is neither in Dropbox, as it was put there, nor left out by a rule. */
export interface UnsyncedDocument {
  readonly document: DocumentId;
  readonly matter: MatterId | null;
  readonly state: DocumentState | 'drifted' | 'held';
  /** Why it was given up. */
  readonly reason: string | null;
  /** When the oldest change was made in Clio that has not come into place, or it was found changed by hand. */
  readonly since: Date | null;
}

/** Whose documents are counted: a firm’s, or those of one of its matters. */
export interface StandingScope {
  readonly firm: FirmId;
  readonly matter: MatterId | null;
}
