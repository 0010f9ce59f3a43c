import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DocumentId,
  documentStream,
  encodeEvent,
  EventId,
  FirmId,
  MatterId,
  matterStream,
  TOPICS,
  VersionId,
  type Topic,
} from '@counterpart/contracts';
import { EventStore, storeDataSource, type Transaction } from '@counterpart/event-store';
import {
  consumer,
  ConsumerRuntime,
  dead,
  done,
  KafkaBroker,
  on,
  PartitionLeases,
  PostgresParkingLot,
  retry,
  type Delivery,
  type Producer,
  type Verdict,
} from '@counterpart/eventing';
import { eventually, tellOn, testBroker } from '@counterpart/testing';
import { operatorDatabase, type OperatorDatabase } from './operator-database.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const FIRM = FirmId.parse('hartwell');
const MATTER = MatterId.parse('77');
const GROUP = `spec-${randomUUID().slice(0, 8)}`;

let database: OperatorDatabase;
let source: Awaited<ReturnType<ReturnType<typeof storeDataSource>['initialize']>>;
let store: EventStore;
let pool: Pool;
let producer: Producer;
let topic: Topic;
let runtime: ConsumerRuntime<Transaction>;
const verdicts = new Map<string, Verdict>();
const seen: string[] = [];

/** Answers each document as it is told to. */
class Scripted {
  handle({ event }: Delivery<'DocumentTrashed'>): Promise<Verdict> {
    seen.push(`${event.data.document}:${event.sequence}`);
    return Promise.resolve(verdicts.get(event.data.document) ?? done());
  }
}

beforeAll(async () => {
  database = await operatorDatabase();
  source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(source);
  pool = new Pool({ connectionString: database.serviceUrl });
  const { brokers, prefix } = await testBroker();
  const broker = new KafkaBroker({ brokers, clientId: prefix });
  topic = { ...TOPICS.facts, name: `${prefix}.facts.v1` };
  const admin = await broker.admin();
  await admin.createTopics([{ name: topic.name, partitions: 1, replicationFactor: 1, config: {} }]);
  await admin.close();
  producer = await broker.producer();
  await tellNames();
  runtime = new ConsumerRuntime(
    consumer({ group: GROUP, rows: [on(topic, 'DocumentTrashed', Scripted)], retryMinutes: [60] }),
    {
      ledger: store,
      leases: new PartitionLeases(pool),
      parking: new PostgresParkingLot(pool),
      watch: { handled: () => undefined, gauge: () => undefined, log: () => undefined },
      handlerOf: () => new Scripted(),
      trail: { failed: () => Promise.resolve(), recovered: () => Promise.resolve() },
      gate: { standing: () => Promise.resolve('served'), suspended: () => Promise.resolve([]) },
      shareOf: () => 1,
      now: () => new Date(),
      chance: () => 0.5,
    },
  );
  await runtime.start(broker);
});
afterAll(async () => {
  await runtime.stop(1000);
  await producer.close();
  await pool.end();
  await source.destroy();
  await database.drop();
});

async function tellNames(): Promise<void> {
  const at = '2026-05-01T10:00:00Z';
  const matter = {
    id: MATTER,
    etag: '"1"',
    displayNumber: '2026-0001',
    description: null,
    status: 'Open' as const,
    openDate: null,
    closeDate: null,
    client: { id: '5', name: 'Reyes', firstName: null, lastName: null, type: 'Company' as const },
    responsibleAttorney: null,
    practiceArea: null,
    updatedAt: at,
  };
  const document = {
    id: DocumentId.parse('501'),
    etag: '"1"',
    name: 'Complaint.pdf',
    filename: null,
    matter: MATTER,
    category: null,
    folder: null,
    creator: null,
    version: { id: VersionId.parse('9'), number: 1, size: 1, contentType: null, receivedAt: null },
    createdAt: at,
    updatedAt: at,
  };
  const address = { firm: FIRM, key: `${FIRM}/${MATTER}` };
  const [ofMatter, ofDocument] = [matterStream(FIRM, MATTER), documentStream(FIRM, document.id)];
  await tellOn(store, { at })(
    { ...address, stream: ofMatter, name: 'MatterRegistered', data: { matter } },
    { ...address, stream: ofDocument, name: 'DocumentAdded', data: { document } },
  );
}

async function send(document: string, mark: number): Promise<void> {
  const id = EventId.parse(randomUUID());
  const value = encodeEvent({
    specversion: '1.0',
    id,
    source: '/counterpart/spec',
    subject: documentStream(FIRM, DocumentId.parse(document)),
    time: '2026-05-01T10:00:00Z',
    datacontenttype: 'application/json',
    firm: FIRM,
    sequence: String(mark),
    causationid: id,
    correlationid: id,
    actor: 'service:spec',
    name: 'DocumentTrashed',
    data: { document: DocumentId.parse(document), matter: MATTER, trashedAt: '2026-05-01T10:00:00Z' },
  });
  await producer.send([{ topic: topic.name, key: `${FIRM}/${MATTER}`, value }]);
}

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function counterpart(...words: readonly string[]): Promise<Run> {
  const env = { COUNTERPART_DATABASE_URL: database.operatorUrl, COUNTERPART_FIRM: FIRM };
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...words], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err });
    });
  });
}

interface Listed {
  readonly parked: readonly { readonly reference: string; readonly behind: number }[];
}
const listed = async (...words: readonly string[]): Promise<Listed> =>
  JSON.parse((await counterpart('--json', 'parked', 'list', ...words)).out) as Listed;

/** The newest event of a document’s stream. */
const newest = async (document: string) =>
  (await store.readStream(documentStream(FIRM, DocumentId.parse(document)))).at(-1)?.event;

describe('counterpart parked', () => {
  it('lists what failed with its names, reason, next try and followers, and retries it on the trail', async () => {
    verdicts.set('501', retry('DROPBOX_FULL'));
    await send('501', 1);
    await send('501', 2);
    await eventually(async () => (await listed()).parked[0]?.behind === 1);
    const { parked } = await listed();
    expect(parked).toMatchObject([
      {
        reference: `${GROUP}/${topic.name}/0/0`,
        state: 'waiting',
        code: 'DROPBOX_FULL',
        document: { id: '501', name: 'Complaint.pdf' },
        matter: { id: '77', number: '2026-0001', client: 'Reyes' },
        tries: 1,
        nextTryAt: expect.stringMatching(/^20/),
      },
    ]);
    const { out } = await counterpart('parked', 'list');
    expect(out).toMatch(/^FAILED +DOCUMENT +MATTER +REASON +TRIES +NEXT TRY +BEHIND +REFERENCE/);
    expect(out).toMatch(/Complaint\.pdf +2026-0001 +DROPBOX_FULL +1 /);
    expect(out).toContain('Free or buy space in Dropbox, then retry what was given up');

    verdicts.delete('501');
    const reference = parked[0]?.reference ?? '';
    const retried = await counterpart('--json', 'parked', 'retry', reference, '--by', 'ada');
    expect([retried.code, JSON.parse(retried.out)]).toMatchObject([0, { done: [reference], absent: [] }]);
    await eventually(() => seen.includes('501:2'));
    expect(seen.filter((name) => name.startsWith('501'))).toEqual(['501:1', '501:1', '501:2']);
    expect(await listed()).toMatchObject({ parked: [], more: false });
    expect(await newest('501')).toMatchObject({
      name: 'RetryOrdered',
      actor: 'user:ada',
      data: { state: 'waiting', code: 'DROPBOX_FULL', tries: 1, document: '501', matter: '77', why: null },
    });
  });

  it('discards given-up work with a reason, on the trail; what waits behind it goes on', async () => {
    verdicts.set('502', dead('DROPBOX_PATH_REFUSED'));
    await send('502', 1);
    await eventually(async () => (await listed()).parked.length === 1);
    verdicts.delete('502');
    await send('502', 2);
    await eventually(async () => (await listed()).parked[0]?.behind === 1);
    const reference = (await listed()).parked[0]?.reference ?? '';
    expect(await counterpart('parked', 'discard', reference)).toMatchObject({ code: 2 });
    expect(await counterpart('parked', 'discard', reference, '--reason', ' ')).toMatchObject({ code: 2 });
    expect((await listed()).parked).toHaveLength(1);
    const words = ['parked', 'discard', reference, '--reason', 'Filed by hand', '--by', 'ada'];
    expect(await counterpart(...words)).toMatchObject({ code: 0, out: `Discarded: ${reference}\n` });
    await eventually(() => seen.includes('502:2'));
    expect(await newest('502')).toMatchObject({
      name: 'WorkDiscarded',
      actor: 'user:ada',
      data: { state: 'dead', code: 'DROPBOX_PATH_REFUSED', why: 'Filed by hand' },
    });
    expect(await counterpart(...words)).toMatchObject({ code: 1 });
  });

  it('shows and touches nothing of another firm', async () => {
    verdicts.set('503', retry('DROPBOX_FULL'));
    await send('503', 1);
    await eventually(async () => (await listed()).parked.length === 1);
    const reference = (await listed()).parked[0]?.reference ?? '';
    expect(await listed('--firm', 'others')).toMatchObject({ parked: [] });
    const others = ['--json', 'parked', 'retry', reference, '--firm', 'others'];
    expect(await counterpart(...others)).toMatchObject({ code: 1 });
    expect(await newest('503')).toBeUndefined();
    expect(seen.filter((name) => name.startsWith('503'))).toHaveLength(1);
    verdicts.delete('503');
    expect(await counterpart('parked', 'retry', '--all', '--reason', 'space was bought')).toMatchObject({
      code: 0,
    });
    await eventually(() => seen.filter((name) => name.startsWith('503')).length === 2);
    expect(await newest('503')).toMatchObject({ name: 'RetryOrdered', data: { why: 'space was bought' } });
  });

  it('retries all that failed for one reason, and nothing else', async () => {
    verdicts
      .set('504', retry('DROPBOX_FULL'))
      .set('505', retry('SOURCE_MISSING'))
      .set('506', retry('DROPBOX_FULL'));
    for (const document of ['504', '505', '506']) await send(document, 1);
    await eventually(async () => (await listed()).parked.length === 3);
    for (const document of ['504', '505', '506']) verdicts.delete(document);
    expect(await counterpart('parked', 'retry', '--code', 'DROPBOX_FULL')).toMatchObject({ code: 0 });
    await eventually(async () => (await listed()).parked.length === 1);
    expect((await listed()).parked).toMatchObject([{ code: 'SOURCE_MISSING', tries: 1 }]);
    expect(await counterpart('parked', 'retry', '--all')).toMatchObject({ code: 0 });
    await eventually(async () => (await listed()).parked.length === 0);
  });

  it.each([
    [['retry']],
    [['retry', 'a/b/1/2', '--all']],
    [['retry', '--all', '--code', 'DROPBOX_FULL']],
    [['retry', '--code', 'NONSENSE']],
    [['retry', 'nonsense']],
    [['list', '--limit', '0']],
  ])('is refused before anything is tried where the words are wrong: %j', async (words) => {
    expect(await counterpart('parked', ...words)).toMatchObject({ code: 2 });
  });
});
