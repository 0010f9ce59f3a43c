import { decodeEvent, type DocumentId, type FirmId } from '@counterpart/contracts';
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
    const { rows } = await tx.client.query<{ body: Buffer }>(HELD, [firm]);
    const held = new Map<DocumentId, HeldDocument>();
    for (const { body } of rows) {
      const event = decodeEvent(body);
      if (event.name !== 'DocumentSkipped' && event.name !== 'RelocationRefused') continue;
      const { document, matter } = event.data;
      if (document !== null) held.set(document, { document, matter });
    }
    return [...held.values()];
  }
}

/** Until the transaction ends. */
async function takeTurn({ client }: Transaction, firm: FirmId): Promise<void> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`router.restricted/${firm}`]);
}
