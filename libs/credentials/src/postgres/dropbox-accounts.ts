import { connectionStream, decodeEvent, DropboxAccounts, type FirmId } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';

/** Of the many events of a connection the few that tell an account. */
const CONNECTED = `select body, position::text as position from event_store.events
  where stream = $1 and type like 'VendorConnected.v%' order by position`;

/** Accounts of Dropbox that the firm connected, from the trail, in a transaction that names the firm. */
export async function dropboxAccounts({ client }: Transaction, firm: FirmId): Promise<DropboxAccounts> {
  const { rows } = await client.query<{ body: Buffer; position: string }>(CONNECTED, [
    connectionStream(firm),
  ]);
  return new DropboxAccounts(
    rows.map(({ body, position }) => ({ event: decodeEvent(body), position: BigInt(position) })),
  );
}
