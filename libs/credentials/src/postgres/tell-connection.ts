import { randomUUID } from 'node:crypto';
import { connectionStream, type EventData, type EventName, type FirmId } from '@counterpart/contracts';
import type { EventStore, Transaction } from '@counterpart/event-store';

/** Who stores grants and renews them: written on what they append. */
export interface Writer {
  /** E.g. `service:uploader` or `user:ada@reyes.example`. */
  readonly actor: string;
  /** E.g. `/counterpart/uploader`. */
  readonly source: string;
}

type Name = Extract<
  EventName,
  'VendorConnected' | 'CredentialRefreshed' | 'CredentialRefused' | 'AccessRefused' | 'AccessRestored'
>;

/** One of a connection’s events, without what all of them have. */
type Told = { [One in Name]: { readonly name: One; readonly data: EventData<One> } }[Name];

/** By whom and when it is told. */
interface Telling {
  readonly store: EventStore;
  readonly writer: Writer;
  readonly now: () => Date;
}

/** Appends one of a connection’s events, in the transaction that makes it true. */
export async function tellConnection(
  { store, writer, now }: Telling,
  tx: Transaction,
  firm: FirmId,
  told: Told,
): Promise<void> {
  const [stream, eventId] = [connectionStream(firm), randomUUID()];
  const event = { ...told, stream, firm, key: firm };
  const cause = { eventId, correlationId: eventId, handler: 'credentials', ...writer };
  await store.append(tx, cause, [{ stream, expected: 'any', events: [event] }], now());
}
