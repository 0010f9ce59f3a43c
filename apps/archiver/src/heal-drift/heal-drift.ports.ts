import type { DocumentId, EventData, FirmId, MatterId, Policy } from '@counterpart/contracts';
import type { KnownFile } from '../custody/known-file.js';
import type { Put, Seen, SeenFile } from '../custody/seen-file.js';

/** The firm’s Dropbox as healing needs it. Nothing is ever overwritten that was not looked at. */
export interface HealingHands {
  /** @param place path, or id */
  look(firm: FirmId, place: string): Promise<Seen>;
  /** @param from the path at which it was seen */
  copy(firm: FirmId, from: string, to: string): Promise<Put>;
  /** @param from the path at which it was seen */
  move(firm: FirmId, from: string, to: string): Promise<Put>;
  /** Puts a deleted file back at its place, where its bytes are those that are known. What was another document’s stays deleted. */
  restore(firm: FirmId, known: KnownFile): Promise<Put>;
  /** Puts the known bytes in place of a revision, out of the file’s own history; holds only against that revision. */
  rewrite(firm: FirmId, known: KnownFile, edited: SeenFile): Promise<Put>;
}

/** Why something is not put back. */
export type HealRefusal = EventData<'DriftHealRefused'>['reason'];

/** Guards what is put back. Whatever it does not know, it refuses. */
export interface HealingGate {
  /**
   * Whether a file may be put into a folder: into the restricted one only where it is as it was proven; into an open one
   * nothing that is marked by now.
   */
  refusalOf(
    firm: FirmId,
    subject: { readonly document: DocumentId; readonly matter: MatterId; readonly folder: string },
  ): Promise<HealRefusal | null>;
  /** Closes other ways into a file that lies within the restricted folder. */
  seal(firm: FirmId, folder: string, file: string): Promise<void>;
}

/** What of a firm is not as it should be. */
export interface OpenDrifts {
  of(firm: FirmId): Promise<{
    /** Mirrored documents of the firm. */
    readonly documents: number;
    /** Changed by hand, and not put back; the longest known first. Without those that lie in Clio’s trash. */
    readonly changed: readonly DocumentId[];
    /** All that was found is told: while suspects are judged one after the other, a mass of them looks like a few. */
    readonly isWhole: boolean;
  }>;
}

/** The policy in force. */
export interface HealingPolicies {
  of(firm: FirmId): Promise<{ readonly current: Policy }>;
}
