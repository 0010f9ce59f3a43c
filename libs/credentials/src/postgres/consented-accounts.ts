import {
  connectionStream,
  decodeEvent,
  firmStanding,
  isSameAccount,
  standingStream,
  type ConsentedAccount,
  type FirmId,
  type StreamName,
  type Vendor,
} from '@counterpart/contracts';
import { EVERY_FIRM, type EventStore, type Transaction } from '@counterpart/event-store';
import type { ClientBase } from 'pg';
import { AccountRefused } from '../account-refused.js';

/** A person’s consent. */
export interface Consented {
  readonly account: ConsentedAccount;
  /** A person said that it may be another account than before. @default false */
  readonly isOther?: boolean;
  /** What happens with it in the same transaction, e.g. waking what waited for it. */
  readonly also?: (tx: Transaction) => Promise<void>;
}

/** Which connection. */
interface Place {
  readonly firm: FirmId;
  readonly vendor: Vendor;
}

/** ASCII of `acco`: no other advisory lock of ours begins with it. */
const LOCK = 0x6163636f;

/** Only consents are read, which are few. Bounds beside the pattern: under rules about rows no index serves a pattern. */
const OF_ALL = `
select stream, body from event_store.events
where stream >= 'firm-' and stream < 'firm.' and stream like 'firm-%:connections' and type like 'VendorConnected.v%'
order by position`;

const OF_ONE = `
select stream, body from event_store.events where stream = $1 and type like 'VendorConnected.v%' order by position`;

interface Row {
  readonly stream: StreamName;
  readonly body: Buffer;
}

/** By the role that made it, for no other sees the grants of all firms. */
const GRANTED = 'select credentials.firms_with_grants($1) as firm';

/** One consent at a time until the transaction ends: of two firms that connect one account at once, one is refused. */
export async function holdConsents(client: ClientBase): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1, 0)', [LOCK]);
}

/** The account that a person connected last. */
export async function accountOf(
  store: Pick<EventStore, 'transact'>,
  { firm, vendor }: Place,
): Promise<ConsentedAccount | null> {
  const { rows } = await store.transact(({ client }) => client.query<Row>(OF_ONE, [connectionStream(firm)]), {
    firm,
  });
  return newestOf(rows, vendor).get(firm) ?? null;
}

/**
 * Whether a firm may have an account, read in a transaction of its own: it is about all firms.
 * @returns the account that it takes the place of; null where there was none, or it is the same
 * @throws AccountRefused also where the consents of firms that have a grant are not there to be compared with
 */
export function requireFree(
  store: EventStore,
  { firm, vendor }: Place,
  { account, isOther }: { readonly account: ConsentedAccount; readonly isOther: boolean },
): Promise<ConsentedAccount | null> {
  return store.transact(
    async (tx) => {
      const known = newestOf((await tx.client.query<Row>(OF_ALL)).rows, vendor);
      const unseen = (await firmsWithGrants(tx, vendor)).find((granted) => !known.has(granted));
      if (unseen !== undefined) throw new AccountRefused('CONSENT_UNSEEN', account, unseen);
      const others = [...known].filter(
        ([other, theirs]) => other !== firm && theirs !== null && isSameAccount(theirs, account),
      );
      for (const [other] of others) {
        if (await isThere(store, tx, other))
          throw new AccountRefused('ACCOUNT_OF_ANOTHER_FIRM', account, other);
      }
      const before = known.get(firm) ?? null;
      if (before === null || isSameAccount(before, account)) return null;
      if (!isOther) throw new AccountRefused('ACCOUNT_CHANGED', account, before.name);
      return before;
    },
    { firm: EVERY_FIRM },
  );
}

/**
 * The accounts that people connected last, of every firm that was not removed; those left out whose account was not told.
 * Read in a transaction of its own: it is about all firms.
 */
export function connectedAccounts(
  store: EventStore,
  vendor: Vendor,
): Promise<ReadonlyMap<FirmId, ConsentedAccount>> {
  return store.transact(
    async (tx) => {
      const { rows } = await tx.client.query<Row>(OF_ALL);
      const there = new Map<FirmId, ConsentedAccount>();
      for (const [firm, account] of newestOf(rows, vendor))
        if (account !== null && (await isThere(store, tx, firm))) there.set(firm, account);
      return there;
    },
    { firm: EVERY_FIRM },
  );
}

/** Each of them has consented: a grant is stored together with the event that tells it. */
async function firmsWithGrants({ client }: Transaction, vendor: Vendor): Promise<readonly FirmId[]> {
  return (await client.query<{ firm: FirmId }>(GRANTED, [vendor])).rows.map(({ firm }) => firm);
}

/** A removed firm’s account is free again. */
async function isThere(store: EventStore, tx: Transaction, firm: FirmId): Promise<boolean> {
  const stream = standingStream(firm);
  const story = (await store.readStreams([stream], { tx })).get(stream);
  return firmStanding(story?.at(-1)?.event) !== 'removed';
}

/** Of each firm that consented what it connected last; null where the account was not told. */
function newestOf(rows: readonly Row[], vendor: Vendor): ReadonlyMap<FirmId, ConsentedAccount | null> {
  const newest = new Map<FirmId, ConsentedAccount | null>();
  for (const { body } of rows) {
    const event = decodeEvent(body);
    if (event.name !== 'VendorConnected' || event.data.vendor !== vendor) continue;
    newest.set(event.firm, event.data.account);
  }
  return newest;
}
