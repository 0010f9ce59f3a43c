import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClioConnections } from '@counterpart/connections';
import { DocumentId, documentStream, FirmId } from '@counterpart/contracts';
import { dropboxAccounts } from '@counterpart/credentials';
import type { EventStore } from '@counterpart/event-store';
import type { Verdict } from '@counterpart/eventing';
import { PolicyBook } from '@counterpart/policies';
import { Firms } from '@counterpart/service-defaults';
import { ClioChanges } from '../src/adapters/clio-changes.js';
import { ClioApiRecords } from '../src/adapters/clio-records.js';
import { PostgresSweepTurns } from '../src/adapters/sweep-turns.js';
import { FactLog } from '../src/normalise-delivery/fact-log.js';
import { NormaliseDelivery } from '../src/normalise-delivery/normalise-delivery.handler.js';
import { Reconcile } from '../src/reconcile-records/reconcile-records.handler.js';
import { SweepLog } from '../src/reconcile-records/sweep-log.js';
import { broughtBy, deliveryOf } from './delivered.js';
import { startOldFirm, type OldFirm } from './old-firm.js';
import { startStore, type StoreGround } from './store-ground.js';

/*
 * Clio tells of documents whose bytes are not there yet. Between two looks nothing waits: Clio’s own time is moved on
 * by what the verdict asks for.
 */

const TOKEN = 'fake-clio-access-token';
const HOUR = 3_600_000;
const never = new AbortController().signal;

let ground: StoreGround;
let store: EventStore;
let clio: OldFirm;
let firm: FirmId;
let matter: number;
let normalise: NormaliseDelivery;
let reconcile: Reconcile;
/** How far time was moved on, in milliseconds. */
let passed: number;

const now = (): Date => new Date(Date.now() + passed);

beforeAll(async () => {
  ground = await startStore();
  ({ store } = ground);
});
afterAll(() => ground.close());
beforeEach(async () => {
  passed = 0;
  clio = await startOldFirm();
  firm = FirmId.parse(`firm-${randomUUID().slice(0, 8)}`);
  matter = await clio.openMatter();
  const records = new ClioApiRecords(connections(), () => Promise.resolve([]), now);
  normalise = new NormaliseDelivery(records, new FactLog(store, now), new PolicyBook(store));
  const options = {
    now,
    newSweepId: () => randomUUID(),
    servesAnew: () => Promise.resolve(false),
    everyMs: HOUR,
    overlapMs: HOUR / 4,
  };
  const lists = new ClioChanges(connections(), records);
  reconcile = new Reconcile(
    lists,
    new SweepLog(store, now, dropboxAccounts),
    new PostgresSweepTurns(ground.source),
    options,
  );
});
afterEach(() => clio.close());

function connections(): ClioConnections {
  const connection = {
    baseUrl: clio.url,
    downloadOrigins: [clio.downloadUrl],
    grant: { accessToken: TOKEN },
    webhookUrl: clio.url,
  };
  const dropbox = { apiUrl: clio.url, contentUrl: clio.url, grant: { accessToken: 'fake' } };
  return new ClioConnections(new Firms([{ firm, clio: connection, dropbox, alerts: [], quotas: {} }]));
}

async function passTime(ms: number): Promise<void> {
  passed += ms;
  await clio.passTime(ms);
}

/** Hands a delivery over until it is over. @returns the seconds between the looks, and how it ended */
async function handle(document: string): Promise<{ waits: readonly number[]; end: Verdict }> {
  const about = { id: randomUUID(), firm, at: now() };
  const event = deliveryOf(about, { event: 'updated', object: document });
  const waits: number[] = [];
  for (let tries = 1; ; tries += 1) {
    const end = await normalise.handle(broughtBy(event, tries));
    if (end.kind !== 'retry') return { waits, end };
    expect(end.code).toBe('UPLOAD_UNFINISHED');
    waits.push((end.inMs ?? Number.NaN) / 1000);
    await passTime(end.inMs ?? 0);
  }
}

/** What was told of a document, with the numbers of versions. */
const toldOf = async (document: string): Promise<readonly string[]> =>
  (await store.readStream(documentStream(firm, DocumentId.parse(document)))).map(({ event }) => {
    const { document: told } = event.data as { document?: { version?: { number: number } } };
    return `${event.name} ${told?.version?.number ?? ''}`.trim();
  });

const sweepAfterAnHour = async (): Promise<number> => {
  await passTime(HOUR + 1000);
  const swept = await reconcile.sweep(firm, never);
  if (swept.outcome !== 'swept') throw new Error(swept.outcome);
  return swept.heldBack;
};

describe('a document that is told of before its bytes are there', () => {
  it('is looked at again and again, later each time, and told as soon as they are', async () => {
    await clio.holdNextUpload(30_000);
    const document = await clio.add(matter, 'Motion.pdf', Buffer.from('motion'));
    expect(await handle(document)).toEqual({ waits: [2, 5, 15, 60], end: { kind: 'done' } });
    expect(await toldOf(document)).toEqual(['DocumentAdded 1']);
  });

  it('is given up after the last look, and told by the sweep once its upload is over', async () => {
    await reconcile.sweep(firm, never);
    await clio.holdNextUpload(3 * HOUR);
    const document = await clio.add(matter, 'Motion.pdf', Buffer.from('motion'));
    expect(await handle(document)).toEqual({
      waits: [2, 5, 15, 60, 300],
      end: { kind: 'skip', reason: 'upload never finished' },
    });
    expect(await sweepAfterAnHour()).toBe(1);
    expect(await toldOf(document)).toEqual([]);
    await passTime(HOUR);
    expect(await sweepAfterAnHour()).toBe(0);
    expect(await toldOf(document)).toEqual(['DocumentAdded 1']);
  });
});

describe('a later version that is told of before its bytes are there', () => {
  it('hides none before it, also where nobody looked at those in time', async () => {
    const document = await clio.add(matter, 'Motion.pdf', Buffer.from('motion'));
    await clio.addVersion(document, Buffer.from('second'));
    await clio.holdNextUpload(HOUR);
    await clio.addVersion(document, Buffer.from('third'));
    const { end } = await handle(document);
    expect(end).toEqual({ kind: 'skip', reason: 'upload never finished' });
    expect(await toldOf(document)).toEqual(['DocumentAdded 1', 'DocumentVersionAdded 2']);
    await passTime(HOUR);
    expect(await handle(document)).toEqual({ waits: [], end: { kind: 'done' } });
    expect((await toldOf(document)).at(-1)).toBe('DocumentVersionAdded 3');
  });

  it('hides none before it from a sweep either', async () => {
    await reconcile.sweep(firm, never);
    const document = await clio.add(matter, 'Motion.pdf', Buffer.from('motion'));
    await clio.addVersion(document, Buffer.from('second'));
    await clio.holdNextUpload(2 * HOUR);
    await clio.addVersion(document, Buffer.from('third'));
    expect(await sweepAfterAnHour()).toBe(1);
    expect(await toldOf(document)).toEqual(['DocumentAdded 1', 'DocumentVersionAdded 2']);
    await passTime(HOUR);
    expect(await sweepAfterAnHour()).toBe(0);
    expect((await toldOf(document)).at(-1)).toBe('DocumentVersionAdded 3');
  });
});

describe('versions that came before anybody looked', () => {
  it('are told by a webhook, from the first on', async () => {
    const document = await clio.add(matter, 'Motion.pdf', Buffer.from('motion'));
    await clio.addVersion(document, Buffer.from('second'));
    expect(await handle(document)).toEqual({ waits: [], end: { kind: 'done' } });
    expect(await toldOf(document)).toEqual(['DocumentAdded 1', 'DocumentVersionAdded 2']);
    expect((await handle(document)).end).toMatchObject({ kind: 'skip' });
  });

  it('are told by a sweep, from the first on, where webhooks told nothing', async () => {
    await reconcile.sweep(firm, never);
    const document = await clio.add(matter, 'Motion.pdf', Buffer.from('motion'));
    for (const text of ['second', 'third']) await clio.addVersion(document, Buffer.from(text));
    expect(await sweepAfterAnHour()).toBe(0);
    expect(await toldOf(document)).toEqual([
      'DocumentAdded 1',
      'DocumentVersionAdded 2',
      'DocumentVersionAdded 3',
    ]);
  });
});
