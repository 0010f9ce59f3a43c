import type { EventData, FirmId } from '@counterpart/contracts';
import type { Verdict } from '@counterpart/eventing';
import type { Found, Movable, Obstacle } from '../custody/place.js';

/** What became of a move or copy. */
export type RelocationAnswer =
  | { readonly kind: 'done'; readonly entry: Movable }
  | { readonly kind: 'in-the-way'; readonly what: Obstacle }
  /** There is nothing to be moved. */
  | { readonly kind: 'gone' }
  /** More than Dropbox moves at once. */
  | { readonly kind: 'too-large' };

/** The firm’s Dropbox as moves and copies need it. What cannot be answered is thrown. */
export interface Premises {
  /** @param place path, or id */
  look(firm: FirmId, place: string): Promise<Found>;
  /** Moves within Dropbox; never overwrites and never renames. @param from the path at which it was seen */
  move(firm: FirmId, from: string, to: string, signal: AbortSignal): Promise<RelocationAnswer>;
  /** Copies within Dropbox; never overwrites and never renames. @param from the path at which it was seen */
  copy(firm: FirmId, from: string, to: string, signal: AbortSignal): Promise<RelocationAnswer>;
  /** What lies in a folder itself. */
  list(firm: FirmId, folder: string): Promise<readonly Movable[]>;
  /** Makes a folder that does not stand yet. */
  make(firm: FirmId, folders: readonly string[]): Promise<number>;
  /** What a failed call means for the work. */
  verdictOf(error: unknown): Verdict;
}

/** Why a move that changes who can see a document is not made. */
export type Refusal = EventData<'RelocationRefused'>['reason'];

/** Guards moves into the restricted folder and out of it. Whatever it does not know, it refuses. */
export interface RestrictedGate {
  /**
   * @param purpose what is set aside was deleted: nothing can be marked about it any more
   * @returns null where the move may be made
   */
  refusalOf(
    firm: FirmId,
    move: EventData<'RelocationPlanned' | 'SetAsidePlanned'>,
    purpose: EventData<'Relocated'>['purpose'],
  ): Promise<Refusal | null>;
}
