import { decodeEvent, type DocumentId, type Event, type FirmId } from '@counterpart/contracts';
import type { EventStore, Transaction } from '@counterpart/event-store';
import { folderRecord, type FolderRecord } from '@counterpart/restricted-folder';
import type { HeldDocument, HeldDocuments } from '../release-held/release-held.ports.js';
import type { RestrictedFolders } from '../route-document/route-document.ports.js';

/** Versions that were held back, and moves that were refused; the words of a reason never hold a code in quotes. */
const HELD = `
select body from event_store.events
where firm = $1 and (
  owner = 'router' and type like 'DocumentSkipped.%'
    and position('"PRIVILEGED_HELD"'::bytea in body) > 0
  or owner = 'archiver' and type like 'RelocationRefused.%'
    and position('"RESTRICTED_FOLDER_NOT_PROVEN"'::bytea in body) > 0)
order by position`;

/** Documents with versions that were told late and are not kept yet: where those wait for the folder, nothing was told of it. */
const WITH_LATE = `
select found.body from event_store.events found
where found.firm = $1 and found.owner = 'ingest' and found.type like 'EarlierVersionsFound.%' and exists (
  select from jsonb_array_elements(convert_from(found.body, 'UTF8')::jsonb #> '{data,versions}') told
  where (told #>> '{version,size}')::bigint > 0 and not exists (
    select from event_store.events kept
    where kept.stream = found.stream and kept.type like 'VersionArchived.%'
      and convert_from(kept.body, 'UTF8')::jsonb #>> '{data,versionNumber}' = told #>> '{version,number}'))
order by found.position`;

/**
 * The firm’s restricted folder, and who waits for it. Whoever holds a document back and whoever releases it take turns:
 * else a document that is held while a proof arrives would be missed by both.
 */
export class RestrictedFoldersStore implements RestrictedFolders, HeldDocuments {
  constructor(private readonly store: Pick<EventStore, 'readStream'>) {}

  async record(tx: Transaction, firm: FirmId): Promise<FolderRecord> {
    await takeTurn(tx, firm);
    return folderRecord(this.store, firm, tx);
  }

  async of(tx: Transaction, firm: FirmId): Promise<readonly HeldDocument[]> {
    await takeTurn(tx, firm);
    const held = new Map<DocumentId, HeldDocument>();
    // What is to be locked away goes first.
    for (const event of [...(await told(tx, firm, HELD)), ...(await told(tx, firm, WITH_LATE))]) {
      if (!isOfWaiting(event)) continue;
      const { document, matter } = event.data;
      if (document !== null) held.set(document, { document, matter });
    }
    return [...held.values()];
  }
}

async function told({ client }: Transaction, firm: FirmId, query: string): Promise<readonly Event[]> {
  const { rows } = await client.query<{ body: Buffer }>(query, [firm]);
  return rows.map(({ body }) => decodeEvent(body));
}

type OfWaiting = Event<'DocumentSkipped' | 'RelocationRefused' | 'EarlierVersionsFound'>;

const isOfWaiting = (event: Event): event is OfWaiting =>
  ['DocumentSkipped', 'RelocationRefused', 'EarlierVersionsFound'].includes(event.name);

/** Until the transaction ends. */
async function takeTurn({ client }: Transaction, firm: FirmId): Promise<void> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`router.restricted/${firm}`]);
}
