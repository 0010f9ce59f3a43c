import type { StreamName } from '@counterpart/contracts';
import type { Transaction } from './transaction.js';

/*
 * Gates keep decisions about a matter apart from those about its documents, in whichever program they are made: advisory locks of
 * PostgreSQL, which end with the transaction, whatever becomes of the process.
 */

/** Enters the gates of streams, for a decision that rests on what they tell; many are inside at once. */
export async function enterGates({ client }: Transaction, streams: readonly StreamName[]): Promise<void> {
  // In one order, so that two who enter the same gates never wait for each other.
  for (const stream of [...new Set(streams)].toSorted()) {
    await client.query({
      name: 'event-store-enter-gate',
      text: 'select pg_advisory_xact_lock_shared(hashtextextended($1, 0))',
      values: [stream],
    });
  }
}

/** Closes the gate of a stream, for a word that others rest on: waits until nobody is inside, and lets nobody in. */
export async function closeGate({ client }: Transaction, stream: StreamName): Promise<void> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [stream]);
}
