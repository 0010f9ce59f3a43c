import { packArgBytes } from '../upload-sessions.js';
import type { OpenSession } from './session-pool.js';

/** A file of a pack, and the session that is to take it. */
export interface Seat<Passenger extends { readonly bytes: Uint8Array }> {
  readonly passenger: Passenger;
  readonly session: OpenSession;
}

/**
 * Splits a pack into calls whose arguments are as long as allowed. `append_batch` takes 1,000 entries, but its argument
 * travels in the header Dropbox-API-Arg, and servers take headers of some kilobytes.
 * @param argBytes - longest argument; an entry that is longer goes alone
 */
export function callsOf<Passenger extends { readonly bytes: Uint8Array }>(
  seats: readonly Seat<Passenger>[],
  argBytes: number,
): readonly (readonly Seat<Passenger>[])[] {
  const frame = packArgBytes([]);
  const calls: Seat<Passenger>[][] = [];
  let room = 0;
  for (const seat of seats) {
    const entry = packArgBytes([{ session: seat.session.id, bytes: seat.passenger.bytes }]) - frame;
    const call = calls.at(-1);
    if (call === undefined || entry > room) {
      calls.push([seat]);
      room = argBytes - frame - entry;
    } else {
      call.push(seat);
      room -= entry;
    }
  }
  return calls;
}
