import {
  decodeEvent,
  documentStream,
  matterKey,
  matterStream,
  type ConsentedAccount,
  type DocumentId,
  type FirmId,
  type Vendor,
} from '@counterpart/contracts';
import { connectedAccounts } from '@counterpart/credentials';
import type { EventStore, Transaction } from '@counterpart/event-store';
import { FirmView } from '@counterpart/placement';
import { applyPolicy, PolicyBook } from '@counterpart/policies';
import { folderRecord } from '@counterpart/restricted-folder';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { PolicyShelf } from '../apply-policy/apply-policy.ports.js';
import type { FolderRecords } from '../audit-privilege/audit-privilege.ports.js';
import type { LiveFirms } from '../preview-policy/preview-policy.ports.js';
import type { ReleaseDesk } from '../release-privilege/release-privilege.ports.js';
import { openStore, operatorCause, APPLICATION } from './operator-store.js';

/** Policies and firms in PostgreSQL. */
export interface DatabaseFirms {
  readonly shelf: PolicyShelf;
  readonly firms: LiveFirms;
  readonly folders: FolderRecords;
  readonly releases: ReleaseDesk;
  /** The accounts that people connected, by firm. */
  readonly accounts: (vendor: Vendor) => Promise<ReadonlyMap<FirmId, ConsentedAccount>>;
  close(): Promise<void>;
}

/** Events that say where documents lie or belong. */
const TELLING = [
  'MatterRegistered',
  'MatterChanged',
  'MatterClosed',
  'MatterReopened',
  'ScaffoldPlanned',
  'DocumentAdded',
  'DocumentVersionAdded',
  'DocumentChanged',
  'DocumentTrashed',
  'DocumentRestored',
  'DocumentSkipped',
  'DocumentRouted',
  'DocumentMirrored',
  'CopyPlaced',
  'VersionArchived',
  'VersionThinningPlanned',
  'VersionsThinned',
  'RelocationPlanned',
  'SetAsidePlanned',
  'FolderReassigned',
  'Relocated',
  'RelocationConflictFound',
  'DriftHealed',
  'DriftHealRefused',
  'ArchivingBegun',
  'LegalHoldSet',
  'LegalHoldLifted',
];

const BATCH = 5_000;

const READ = `
select position, body from event_store.events
where firm = $1 and split_part(type, '.', 1) = any($2) and position > $3
order by position limit ${BATCH}`;

/** Connects to the store as the services’ role. */
export async function openFirms(url: string): Promise<DatabaseFirms> {
  const { store, close } = await openStore(url, 2);
  const book = new PolicyBook(store);
  return {
    shelf: {
      of: (firm) => book.of(firm),
      apply: (wish) => applyPolicy(store, book, { ...wish, id: uuidv7(), now: new Date() }),
    },
    firms: {
      whole: (firm) => wholeFirm(url, firm),
      around: (firm, document) => around(store, { firm, document }),
    },
    folders: { of: (firm) => folderRecord(store, firm) },
    releases: releaseDesk(store, book),
    accounts: (vendor) => connectedAccounts(store, vendor),
    close,
  };
}

/** Folds what is told of one document and its matter. */
async function around(
  store: EventStore,
  { firm, document }: { readonly firm: FirmId; readonly document: DocumentId },
  tx?: Transaction,
): Promise<FirmView> {
  const options = tx === undefined ? {} : { tx };
  const view = new FirmView(firm);
  const story = await store.readStream(documentStream(firm, document), options);
  for (const { event } of story) view.take(event);
  const matter = view.documents.get(document)?.snapshot.matter ?? null;
  const ofMatter = matter === null ? [] : await store.readStream(matterStream(firm, matter), options);
  for (const { event } of ofMatter) view.take(event);
  return view;
}

const releaseDesk = (store: EventStore, book: PolicyBook): ReleaseDesk => ({
  confirm: ({ firm, document, actor, reason }, decide) =>
    store.transact(
      async (tx) => {
        const stream = documentStream(firm, document);
        const { length: expected } = await store.readStream(stream, { tx });
        const { current: policy } = await book.of(firm, tx);
        const released = decide({ policy, view: await around(store, { firm, document }, tx) });
        if (released === null) return;
        const cause = operatorCause('console.release-privilege', actor);
        const { matter } = released;
        const data = { document, matter, reason };
        const event = {
          name: 'PrivilegeReleased' as const,
          stream,
          firm,
          key: matterKey(firm, matter),
          data,
        };
        await store.append(tx, cause, [{ stream, expected, events: [event] }], new Date());
      },
      { afresh: true, firm },
    ),
});

/** Folds all of a firm’s events as they stand at one moment. */
async function wholeFirm(url: string, firm: FirmId): Promise<FirmView> {
  const client = new Client({ connectionString: url, application_name: APPLICATION });
  // A session that breaks shows in its next query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(`select set_config('counterpart.firm', $1, true)`, [firm]);
    const view = new FirmView(firm);
    for (let after = '0', more = true; more;) {
      const { rows } = await client.query<{ position: string; body: Buffer }>(READ, [firm, TELLING, after]);
      for (const { body } of rows) view.take(decodeEvent(body));
      after = rows.at(-1)?.position ?? after;
      more = rows.length === BATCH;
    }
    return view;
  } finally {
    await client.end();
  }
}
