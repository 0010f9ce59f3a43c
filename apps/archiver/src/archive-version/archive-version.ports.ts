import type { AccessDeviation, EventData, EventId, FirmId } from '@counterpart/contracts';
import type { Verdict } from '@counterpart/eventing';
import type { Put, Seen } from '../custody/seen-file.js';

/** Why nothing may be kept there now: the restricted folder is not proven, or the document is marked and lies open. */
export interface ShelfRefusal {
  /** The proof that did not hold; null where there is none. */
  readonly proof: EventId | null;
  readonly deviations: readonly AccessDeviation[];
}

/** Guards prior versions of what is privileged. Whatever it does not know, it refuses. */
export interface ShelfGate {
  /** Reads back who can open the place. @returns null where the version may be kept there */
  refusalOf(firm: FirmId, version: EventData<'VersionArchivePlanned'>): Promise<ShelfRefusal | null>;
}

/** Files in the firm’s Dropbox. Nothing is ever replaced. */
export interface VersionFiles {
  /** @param place a path, or the id of a file */
  look(firm: FirmId, place: string): Promise<Seen>;
  /** @param from the path at which it was seen: by its id it would be found where it was locked away meanwhile */
  copy(firm: FirmId, from: string, to: string, signal: AbortSignal): Promise<Put>;
  /** @param from the path at which it was seen */
  move(firm: FirmId, from: string, to: string, signal: AbortSignal): Promise<Put>;
  /** Puts an earlier revision’s bytes there, read from the file’s history. */
  recover(
    firm: FirmId,
    version: EventData<'VersionArchivePlanned'>,
    to: string,
    signal: AbortSignal,
  ): Promise<Put>;
  /** What a failed call means for the work. */
  verdictOf(error: unknown): Verdict;
}
