import { decodeEvent, documentStream, matterStream, type FirmId } from '@counterpart/contracts';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { FirmView } from '@counterpart/placement';
import { applyPolicy, PolicyBook } from '@counterpart/policies';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { PolicyShelf } from '../apply-policy/apply-policy.ports.js';
import type { LiveFirms } from '../preview-policy/preview-policy.ports.js';

/** Policies and firms in PostgreSQL. */
export interface DatabaseFirms {
  readonly shelf: PolicyShelf;
  readonly firms: LiveFirms;
  close(): Promise<void>;
}

const APPLICATION = 'counterpart cli';

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
];

const BATCH = 5_000;

const READ = `
select position, body from event_store.events
where firm = $1 and split_part(type, '.', 1) = any($2) and position > $3
order by position limit ${BATCH}`;

/** Connects to the store as the services’ role. */
export async function openFirms(url: string): Promise<DatabaseFirms> {
  const dataSource = await storeDataSource({ url, applicationName: APPLICATION, poolSize: 2 }).initialize();
  const store = new EventStore(dataSource);
  const book = new PolicyBook(store);
  return {
    shelf: {
      of: (firm) => book.of(firm),
      apply: (wish) => applyPolicy(store, book, { ...wish, id: uuidv7(), now: new Date() }),
    },
    firms: {
      whole: (firm) => wholeFirm(url, firm),
      around: async (firm, document) => {
        const view = new FirmView(firm);
        const story = await store.readStream(documentStream(firm, document));
        for (const { event } of story) view.take(event);
        const matter = view.documents.get(document)?.snapshot.matter ?? null;
        const ofMatter = matter === null ? [] : await store.readStream(matterStream(firm, matter));
        for (const { event } of ofMatter) view.take(event);
        return view;
      },
    },
    close: () => dataSource.destroy(),
  };
}

/** Folds all of a firm’s events as they stand at one moment. */
async function wholeFirm(url: string, firm: FirmId): Promise<FirmView> {
  const client = new Client({ connectionString: url, application_name: APPLICATION });
  // A session that breaks shows in its next query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
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
