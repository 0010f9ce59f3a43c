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

/** Whose account a person connected. Two firms never have the same: their documents would mix. */
export const ConsentedAccount = z.object({
  /**
   * The vendor’s host and its id of the account there: Clio’s account, Dropbox’s team, or an account outside a team. Regions of Clio
   * number on their own.
   */
  id: z.string().min(1).max(300),
  /** In the vendor’s words. */
  name: z.string().max(300),
  /** Dropbox’s namespace that paths begin in; a team may have several. Null for Clio. */
  root: z.string().min(1).max(100).nullable(),
});
export type ConsentedAccount = z.infer<typeof ConsentedAccount>;

/** What tells accounts apart. */
export const AccountPlace = ConsentedAccount.pick({ id: true, root: true });
export type AccountPlace = z.infer<typeof AccountPlace>;

/** Whether both are one account, and begin in one place. */
export const isSameAccount = (one: AccountPlace, other: AccountPlace): boolean =>
  one.id === other.id && one.root === other.root;

/** A person consented: the firm’s grant is stored, sealed. What waited for it goes on. */
export const VendorConnected = defineEvent({
  name: 'VendorConnected',
  version: 2,
  topic: TOPICS.connections,
  data: z.object({
    ...grant,
    /** Null only where it was connected before accounts were told. */
    account: ConsentedAccount.nullable(),
    /** The account before, where a person said that another one takes its place. */
    replaces: ConsentedAccount.nullable(),
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

/**
 * The vendor refuses calls for good though the grant is good: the member is suspended, a permission lacks, or a token is refused
 * that was just renewed. Told once until it is over. The work that needs such calls waits; one call every few minutes asks
 * whether it is over.
 */
export const AccessRefused = defineEvent({
  name: 'AccessRefused',
  version: 1,
  topic: TOPICS.connections,
  data: z.object({
    ...grant,
    /** The vendor’s word for it, e.g. `user_suspended`; empty where it gave none. */
    word: z.string().max(60),
    /** Whether all work with the vendor waits; else only what needs the calls that are refused. */
    whole: z.boolean(),
    /** The permission that lacks, in the vendor’s words; null where it named none. */
    lacks: z.string().max(100).nullable(),
  }),
});

/** The vendor takes calls again that it refused, without a new consent: what waited goes on. */
export const AccessRestored = defineEvent({
  name: 'AccessRestored',
  version: 1,
  topic: TOPICS.connections,
  data: z.object(grant),
});
