import type { DropboxAccounts, FirmId } from '@counterpart/contracts';
import { dropboxAccounts } from '@counterpart/credentials';
import type { EventStore } from '@counterpart/event-store';
import type { ConnectedAccounts } from '../find-drift/find-drift.ports.js';

/** Accounts of Dropbox that the firm connected, from the trail. */
export class ConnectedAccountsStore implements ConnectedAccounts {
  constructor(private readonly store: Pick<EventStore, 'transact'>) {}

  of(firm: FirmId): Promise<DropboxAccounts> {
    return this.store.transact((tx) => dropboxAccounts(tx, firm), { firm });
  }
}
