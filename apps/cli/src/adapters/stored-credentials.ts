import { userInfo } from 'node:os';
import { CONNECTION_REFUSED } from '@counterpart/contracts';
import {
  CredentialStore,
  rotateMasterKey,
  type Connection,
  type Consented,
  type NewSecret,
  type Rotated,
} from '@counterpart/credentials';
import { resumeConnection } from '@counterpart/eventing';
import { openKeyRing, type KeyPlaces } from '@counterpart/vault';
import { openStore } from './operator-store.js';

/** The firms’ grants, and the keys that seal them. */
export interface StoredCredentials {
  readonly store: CredentialStore;
  /** Stores what a person consented to, and has the work that waited for it tried at once. @returns its serial @throws AccountRefused */
  readonly connect: (
    connection: Connection,
    secret: NewSecret,
    consented: Pick<Consented, 'account' | 'isOther'>,
  ) => Promise<number>;
  readonly rotate: () => Promise<Rotated>;
  close(): Promise<void>;
}

/** A change holds its connection’s lock by a session of its own while others read and write. */
const SESSIONS = 8;

/** Connects to the store as the services’ role. @throws VaultError VAULT_KEY_INVALID */
export async function openCredentials(
  url: string,
  masterKeys: string,
  places: KeyPlaces,
): Promise<StoredCredentials> {
  const ring = openKeyRing(masterKeys, places);
  const { store, dataSource, close } = await openStore(url, SESSIONS);
  const writer = { actor: `user:${userInfo().username}`, source: '/counterpart/cli' };
  const ground = { dataSource, store, ring, writer, now: () => new Date(), isLook: true };
  const credentials = new CredentialStore(ground);
  return {
    store: credentials,
    connect: (connection, secret, consented) =>
      credentials.connect(connection, secret, {
        ...consented,
        also: ({ client }) =>
          resumeConnection(client, connection.firm, CONNECTION_REFUSED[connection.vendor]),
      }),
    rotate: () => rotateMasterKey(dataSource, ring),
    close,
  };
}
