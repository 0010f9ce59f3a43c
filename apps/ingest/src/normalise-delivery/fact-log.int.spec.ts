import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  EventId,
  FirmId,
  firmStream,
  documentStream,
  matterStream,
  type Event,
} from '@counterpart/contracts';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import { testDatabase, type TestDatabase } from '@counterpart/testing';
import { matterSnapshot, seen, snapshot } from '../detection/samples.spec-data.js';
import { FactLog } from './fact-log.js';

const FIRM = FirmId.parse('hartwell');
const now = (): Date => new Date('2026-05-01T10:00:00Z');

let database: TestDatabase;
let dataSource: ReturnType<typeof storeDataSource>;
let store: EventStore;
let log: FactLog;

beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({ url: database.ownerUrl });
  dataSource = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(dataSource);
  log = new FactLog(store, now);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** The n-th delivery of a burst: each is a cause of its own. */
function delivery(n: number): Event<'DeliveryReceived'> {
  const id = EventId.parse(`00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);
  return {
    specversion: '1.0',
    id,
    source: '/counterpart/ingest',
    subject: firmStream(FIRM),
    time: now().toISOString(),
    datacontenttype: 'application/json',
    firm: FIRM,
    sequence: '0',
    causationid: id,
    correlationid: id,
    actor: 'clio:webhook',
    name: 'DeliveryReceived',
    data: {
      webhook: '1',
      model: 'document',
      event: 'created',
      object: '1675950900',
      matter: null,
      etag: null,
      digest: 'a'.repeat(64),
      body: '',
      receivedAt: now().toISOString(),
    },
  };
}

describe('deliveries that come at once', () => {
  const burst = Array.from({ length: 8 }, (_, n) => delivery(n + 1));

  it('tell of a new matter once', async () => {
    const matter = matterSnapshot();
    const told = await Promise.all(burst.map((cause) => log.tellMatter(cause, matter, null)));
    expect(told.toSorted((one, other) => one - other)).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    expect(await store.readStream(matterStream(FIRM, matter.id))).toHaveLength(1);
  });

  it('tell of a new document once', async () => {
    const document = snapshot();
    const findings = await Promise.all(burst.map((cause) => log.tellDocument(cause, seen(document), null)));
    expect(findings.filter((finding) => finding.kind === 'facts' && finding.facts.length > 0)).toHaveLength(
      1,
    );
    expect(await store.readStream(documentStream(FIRM, document.id))).toHaveLength(1);
  });
});
