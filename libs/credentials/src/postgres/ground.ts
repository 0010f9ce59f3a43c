import type { FirmId, Vendor } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import type { KeyRing } from '@counterpart/vault';
import type { DataSource } from 'typeorm';
import type { Writer } from './tell-connection.js';

/** Which connection. */
export interface Connection {
  readonly firm: FirmId;
  readonly vendor: Vendor;
}

/** What the store stands on. */
export interface CredentialGround {
  /** Gives each turn a connection, which is held while a vendor is asked: in a service nothing else may take from it. */
  readonly dataSource: DataSource;
  readonly store: EventStore;
  readonly ring: KeyRing;
  readonly writer: Writer;
  readonly now: () => Date;
  /** Told where a token endpoint rejects the app, not the grant: an operator mends that. @default nobody */
  readonly onRejected?: (connection: Connection, word: string) => void;
  /** A person looks: every call asks whether what is refused still is, and what is refused is that person’s to read. @default false */
  readonly isLook?: boolean;
}
