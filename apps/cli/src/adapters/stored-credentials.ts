import { userInfo } from 'node:os';
import { CredentialStore, rotateMasterKey, type Rotated } from '@counterpart/credentials';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { createKeyRing, parseMasterKeys } from '@counterpart/vault';

/** The firms’ grants, and the keys that seal them. */
export interface StoredCredentials {
  readonly store: CredentialStore;
  readonly rotate: () => Promise<Rotated>;
  close(): Promise<void>;
}

/** Connects to the store as the services’ role. @throws VaultError VAULT_KEY_INVALID */
export async function openCredentials(url: string, masterKeys: string): Promise<StoredCredentials> {
  const ring = createKeyRing(parseMasterKeys(masterKeys));
  const dataSource = await storeDataSource({ url, applicationName: 'counterpart cli' }).initialize();
  const writer = { actor: `user:${userInfo().username}`, source: '/counterpart/cli' };
  const ground = { dataSource, store: new EventStore(dataSource), ring, writer, now: () => new Date() };
  return {
    store: new CredentialStore(ground),
    rotate: () => rotateMasterKey(dataSource, ring),
    close: () => dataSource.destroy(),
  };
}
