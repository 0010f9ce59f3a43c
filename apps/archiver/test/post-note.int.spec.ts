import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { ClioConnections } from '@counterpart/connections';
import { EventId, FirmId, MatterId, matterStream, type Event } from '@counterpart/contracts';
import { startClioEmulator } from '@counterpart/emulator-clio';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import type { Delivery } from '@counterpart/eventing';
import { Firms } from '@counterpart/service-defaults';
import { faultPlan, testDatabase, type FaultPlan, type TestDatabase, tellOn } from '@counterpart/testing';
import { ClioNotes } from '../src/adapters/clio-notes.js';
import { PostNote } from '../src/post-note/post-note.handler.js';

const FIRM = FirmId.parse('hartwell');
const NOW = new Date();

let database: TestDatabase;
let source: ReturnType<typeof storeDataSource>;
let store: EventStore;
let clio: Awaited<ReturnType<typeof startClioEmulator>>;
let matter: MatterId;
let handler: PostNote;
let plan: FaultPlan;

beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({ url: database.ownerUrl });
  source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(source);
  clio = await startClioEmulator({ rateLimit: null });
  plan = faultPlan(clio.url, onTestFinished);
  const notes = new ClioNotes(new ClioConnections(new Firms([firmAt(clio.url)])));
  handler = new PostNote(store, notes, () => NOW);
});
afterAll(async () => {
  await clio.close();
  await source.destroy();
  await database.drop();
});
beforeEach(async () => {
  await plan();
  const client = await api<{ id: number }>('POST', 'contacts.json', { type: 'Company', name: 'Northwind' });
  const made = await api<{ id: number }>('POST', 'matters.json', {
    client: { id: client.id },
    description: 'Mill',
  });
  matter = MatterId.parse(String(made.id));
});

const firmAt = (baseUrl: string) => ({
  firm: FIRM,
  clio: {
    baseUrl,
    downloadOrigins: [],
    grant: { accessToken: 'fake-clio-access-token' },
    webhookUrl: 'http://127.0.0.1:1',
  },
  dropbox: {
    apiUrl: 'http://127.0.0.1:1',
    contentUrl: 'http://127.0.0.1:1',
    grant: { accessToken: 'fake' },
  },
  alerts: [],
  quotas: {},
});

async function api<T>(method: string, path: string, data?: object): Promise<T> {
  const response = await fetch(`${clio.url}/api/v4/${path}`, {
    method,
    headers: { authorization: 'Bearer fake-clio-access-token', 'content-type': 'application/json' },
    ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { data: T }).data;
}

const notes = () =>
  api<readonly { readonly subject: string; readonly detail: string }[]>(
    'GET',
    `notes.json?type=Matter&matter_id=${matter}&fields=id,subject,detail`,
  );

const archived = (): Promise<Event<'MatterArchived'>> =>
  tellOn(store, { by: 'router', at: NOW })({
    name: 'MatterArchived',
    stream: matterStream(FIRM, matter),
    firm: FIRM,
    key: `${FIRM}/${matter}`,
    data: {
      matter,
      closing: EventId.parse(randomUUID()),
      action: 'move',
      documents: 12,
      archives: [{ path: '/Closed/2026/2026-0001-Northwind', access: 'open' }],
    },
  });

const hear = (event: Event<'MatterArchived'>) =>
  handler.handle({
    event,
    record: { topic: 'spec', partition: 0, offset: 0n, key: null, value: null, headers: {}, timestamp: 0 },
    tries: 1,
    signal: new AbortController().signal,
    fence: null,
  } satisfies Delivery<'MatterArchived'>);

const outcome = async () => (await store.readStream(matterStream(FIRM, matter))).at(-1)?.event;

it('an archived matter gets one note of where it is, however often that is told', async () => {
  const event = await archived();
  expect(await hear(event)).toEqual({ kind: 'done' });
  expect(await hear(event)).toMatchObject({ kind: 'skip' });
  const [note, ...more] = await notes();
  expect(more).toEqual([]);
  expect(note?.subject).toBe('Archived in Dropbox');
  expect(note?.detail).toContain('moved to /Closed/2026/2026-0001-Northwind');
  expect(note?.detail).toContain(event.time);
  expect(await outcome()).toMatchObject({
    name: 'ClosingNoted',
    data: { how: 'posted', archived: event.id },
  });
});

it('a note whose answer was lost is found by its marker, and not written again', async () => {
  await plan({ match: { method: 'POST', path: '/notes' }, times: 1, effect: 'reset-after' });
  const event = await archived();
  expect(await hear(event)).toMatchObject({ kind: 'outage', code: 'CLIO_UNAVAILABLE' });
  expect(await hear(event)).toEqual({ kind: 'done' });
  expect(await notes()).toHaveLength(1);
  expect(await outcome()).toMatchObject({ data: { how: 'found' } });
});

it('another closing of the same matter gets a note of its own', async () => {
  await hear(await archived());
  await hear(await archived());
  expect(await notes()).toHaveLength(2);
});
