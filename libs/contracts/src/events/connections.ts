import { z } from 'zod';
import { defineEvent } from '../event-definition.js';
import { Instant } from '../snapshots.js';
import { TOPICS } from '../topics.js';

/** A cloud that a firm connects. */
export const Vendor = z.enum(['clio', 'dropbox']);
export type Vendor = z.infer<typeof Vendor>;

const grant = {
  vendor: Vendor,
  /** Counts the grants and renewals of this connection, from 1. Never a token, nor a part of one. */
  serial: z.int().positive(),
};

/** A person consented: the firm’s grant is stored, sealed. What waited for it goes on. */
export const VendorConnected = defineEvent({
  name: 'VendorConnected',
  version: 1,
  topic: TOPICS.connections,
  data: z.object({
    ...grant,
    /** Whose account it is, in the vendor’s words; null where the vendor did not say. */
    account: z.string().max(300).nullable(),
  }),
});

/** The access token was renewed, once for all pods. */
export const CredentialRefreshed = defineEvent({
  name: 'CredentialRefreshed',
  version: 1,
  topic: TOPICS.connections,
  data: z.object({
    ...grant,
    /** Null where the vendor gave the token no end. */
    expiresAt: Instant.nullable(),
    /** Whether the vendor replaced the refresh token too. */
    rotated: z.boolean(),
  }),
});

/** The vendor refuses the grant for good: the firm’s work with this vendor waits until a person connects anew. */
export const CredentialRefused = defineEvent({
  name: 'CredentialRefused',
  version: 1,
  topic: TOPICS.connections,
  data: z.object({
    ...grant,
    /** The vendor’s word for it, e.g. `invalid_grant`; empty where it gave none. */
    word: z.string().max(60),
  }),
});
