import { decodeEvent, DocumentId, MatterId, type Event, type FirmId } from '@counterpart/contracts';
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

const PAGE = 200;

/**
 * Documents with versions that were told late and are not kept yet, in the order of an index that begins with the firm: where those wait
 * for the folder, nothing was told of it.
 */
const WITH_LATE = `
select distinct on (found.stream) found.stream,
  found.told #>> '{data,document}' as document, found.told #>> '{data,matter}' as matter
from (
  select stream, version, convert_from(body, 'UTF8')::jsonb as told from event_store.events
  where firm = $1 and type like 'EarlierVersionsFound.%' and stream > $2) found
where exists (
  select from jsonb_array_elements(found.told #> '{data,versions}') late
  where (late #>> '{version,size}')::bigint > 0 and (late #>> '{version,number}') <> all (array(
    select convert_from(kept.body, 'UTF8')::jsonb #>> '{data,versionNumber}' from event_store.events kept
    where kept.stream = found.stream and kept.type like 'VersionArchived.%')))
order by found.stream, found.version desc limit ${PAGE}`;

/**
 * The firm’s restricted folder, and who waits for it. Whoever holds a document back and whoever releases it take turns:
 * else a document that is held while a proof arrives would be missed by both.
 */
export class RestrictedFoldersStore implements RestrictedFolders, HeldDocuments {
  constructor(private readonly store: Pick<EventStore, 'readStream' | 'transact'>) {}

  async record(tx: Transaction, firm: FirmId): Promise<FolderRecord> {
    await takeTurn(tx, firm);
    return folderRecord(this.store, firm, tx);
  }

  async of(tx: Transaction, firm: FirmId): Promise<readonly HeldDocument[]> {
    await takeTurn(tx, firm);
    const held = new Map<DocumentId, HeldDocument>();
    for (const event of await told(tx, firm)) {
      if (!isOfWaiting(event)) continue;
      const { document, matter } = event.data;
      if (document !== null) held.set(document, { document, matter });
    }
    return [...held.values()];
  }

  async *withLate(firm: FirmId): AsyncGenerator<readonly HeldDocument[], void> {
    for (let last = ''; ;) {
      const after = last;
      const rows = await this.store.transact(
        async ({ client }) => (await client.query<LateRow>(WITH_LATE, [firm, after])).rows,
        { firm },
      );
      if (rows.length > 0) yield rows.map(toHeld);
      if (rows.length < PAGE) return;
      last = rows.at(-1)?.stream ?? '';
    }
  }
}

interface LateRow {
  readonly stream: string;
  readonly document: string;
  /** Null where it lies in none. */
  readonly matter: string | null;
}

const toHeld = ({ document, matter }: LateRow): HeldDocument => ({
  document: DocumentId.parse(document),
  matter: matter === null ? null : MatterId.parse(matter),
});

async function told({ client }: Transaction, firm: FirmId): Promise<readonly Event[]> {
  const { rows } = await client.query<{ body: Buffer }>(HELD, [firm]);
  return rows.map(({ body }) => decodeEvent(body));
}

type OfWaiting = Event<'DocumentSkipped' | 'RelocationRefused'>;

const isOfWaiting = (event: Event): event is OfWaiting =>
  ['DocumentSkipped', 'RelocationRefused'].includes(event.name);

/** Until the transaction ends. */
async function takeTurn({ client }: Transaction, firm: FirmId): Promise<void> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`router.restricted/${firm}`]);
}
