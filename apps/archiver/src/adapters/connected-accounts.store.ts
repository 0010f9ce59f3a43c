import { connectionStream, decodeEvent, type FirmId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { Accounts } from '../custody/accounts.js';
import type { ConnectedAccounts } from '../find-drift/find-drift.ports.js';

/** Of the many events of a connection the few that tell an account. */
const CONNECTED = `select body, position::text as position from event_store.events
  where stream = $1 and type like 'VendorConnected.v%' order by position`;

/** Accounts of Dropbox that the firm connected, from the trail. */
export class ConnectedAccountsStore implements ConnectedAccounts {
  constructor(private readonly store: Pick<EventStore, 'transact'>) {}

  async of(firm: FirmId): Promise<Accounts> {
    const { rows } = await this.store.transact(
      ({ client }) => client.query<{ body: Buffer; position: string }>(CONNECTED, [connectionStream(firm)]),
      { firm },
    );
    return new Accounts(
      rows.map(({ body, position }) => ({ event: decodeEvent(body), position: BigInt(position) })),
    );
  }
}
