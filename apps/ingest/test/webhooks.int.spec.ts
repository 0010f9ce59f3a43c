import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { FirmId, MatterId, matterStream, TOPICS } from '@counterpart/contracts';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { KafkaBroker, type BrokerAdmin } from '@counterpart/eventing';
import { startClioEmulator } from '@counterpart/emulator-clio';
import { freePort } from '@counterpart/local';
import { eventually, testBroker, testDatabase, type TestDatabase } from '@counterpart/testing';

/** The real ingest as a process of its own: real HTTP, Kafka and PostgreSQL, and the Clio emulator. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const TOKEN = 'fake-clio-access-token';

let clio: Awaited<ReturnType<typeof startClioEmulator>>;
let database: TestDatabase;
let admin: BrokerAdmin;
let folder: string;
let service: ChildProcess;
/** What strangers reach. */
let base: string;
/** What operators reach. */
let operations: string;
let hook: { url: string; secret: string };

beforeAll(async () => {
  const { brokers } = await testBroker();
  const [port, operationsPort] = [await freePort(), await freePort()];
  base = `http://127.0.0.1:${port}`;
  operations = `http://127.0.0.1:${operationsPort}`;
  folder = mkdtempSync(join(tmpdir(), 'ingest-'));
  database = await testDatabase();
  clio = await startClioEmulator({ allowHttpWebhooks: true, rateLimit: null });
  const connection = {
    baseUrl: clio.url,
    downloadOrigins: [clio.downloadUrl],
    grant: { accessToken: TOKEN },
    webhookUrl: base,
  };
  const dropbox = { apiUrl: base, contentUrl: base, grant: { accessToken: 'fake' } };
  writeFileSync(
    join(folder, 'firms.json'),
    JSON.stringify({ firms: [{ firm: 'hartwell', clio: connection, dropbox }] }),
  );
  const env = {
    ...process.env,
    COUNTERPART_KAFKA_BROKERS: brokers.join(','),
    COUNTERPART_DATABASE_URL: database.serviceUrl,
    COUNTERPART_MIGRATION_DATABASE_URL: database.ownerUrl,
    COUNTERPART_FIRMS_FILE: join(folder, 'firms.json'),
    COUNTERPART_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
    COUNTERPART_HTTP_PORT: String(port),
    COUNTERPART_OPERATIONS_PORT: String(operationsPort),
    COUNTERPART_LOG_LEVEL: 'warn',
    COUNTERPART_WEBHOOK_RATE: '2',
    COUNTERPART_WEBHOOK_BURST: '20',
  };
  const broker = new KafkaBroker({ brokers, clientId: 'spec' });
  admin = await broker.admin();
  const config = { 'retention.ms': '-1' };
  const names = Object.values(TOPICS).map(({ name }) => name);
  await admin.createTopics(names.map((name) => ({ name, partitions: 6, replicationFactor: 1, config })));
  const migrated = spawn(process.execPath, [MAIN, 'migrate'], { env, stdio: 'inherit' });
  await new Promise((resolve) => migrated.once('exit', resolve));
  service = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  await eventually(async () => (await fetch(`${operations}/health/ready`)).ok, { withinMs: 60_000 });
  hook = await hookOf('document');
});

afterAll(async () => {
  const ended = new Promise((resolve) => service.once('exit', resolve));
  service.kill('SIGTERM');
  await ended;
  await admin.close();
  await clio.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

async function hookOf(model: string): Promise<{ url: string; secret: string }> {
  const url = `${clio.url}/api/v4/webhooks.json?fields=url,model,shared_secret`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } });
  const { data } = (await response.json()) as {
    data: { url: string; model: string; shared_secret: string }[];
  };
  const found = data.find((one) => one.model === model);
  return { url: found?.url ?? '', secret: found?.shared_secret ?? '' };
}

const sign = (body: string, secret = hook.secret): string =>
  createHmac('sha256', secret).update(body).digest('hex');
const delivery = (id: number): string =>
  JSON.stringify({ data: { id, etag: `"${id}"` }, meta: { event: 'created', webhook_id: 1 } });

async function post(body: string, headers: Record<string, string> = {}, url = hook.url): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return response.status;
}

async function records(): Promise<number> {
  const ends = await admin.endOffsets(TOPICS.deliveries.name);
  return [...ends.values()].reduce((sum, end) => sum + Number(end), 0);
}

async function counted(outcome: string): Promise<number> {
  const text = await (await fetch(`${operations}/metrics`)).text();
  const line = text
    .split('\n')
    .find((one) => one.startsWith('counterpart_webhook_requests_total') && one.includes(`"${outcome}"`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

describe('a webhook over real HTTP', () => {
  it('is on the topic when it is answered 200, once however often it is repeated, and counted', async () => {
    const before = await records();
    const body = delivery(1_675_959_001);
    const signature = { 'x-hook-signature': sign(body) };
    expect(await post(body, signature)).toBe(200);
    expect(await records()).toBe(before + 1);
    expect(await post(body, signature)).toBe(200);
    expect(await records()).toBe(before + 1);
    expect(await counted('accepted')).toBeGreaterThanOrEqual(1);
    expect(await counted('repeated')).toBe(1);
  });

  it.each([{ 'content-type': 'text/plain' }, { 'content-type': 'application/octet-stream' }, {}])(
    'is known by its signature alone, whatever it claims to be: %o',
    async (type) => {
      const body = Buffer.from(delivery(1_675_959_100 + Object.values(type).join().length));
      const headers = { ...type, 'x-hook-signature': sign(body.toString()) };
      expect((await fetch(hook.url, { method: 'POST', body, headers })).status).toBe(200);
    },
  );

  it.each([
    ['forged', 401, (): Promise<number> => post(delivery(1), { 'x-hook-signature': sign(delivery(2)) })],
    ['unsigned', 401, (): Promise<number> => post('{ not JSON')],
    ['malformed', 400, (): Promise<number> => post('{"data":1}', { 'x-hook-signature': sign('{"data":1}') })],
    ['oversized', 413, (): Promise<number> => post('x'.repeat(300_000), { 'x-hook-signature': sign('x') })],
    ['unknown-hook', 404, (): Promise<number> => post(delivery(1), {}, `${base}/webhooks/clio/%00`)],
    ['refused-handshake', 403, (): Promise<number> => post('{}', { 'x-hook-secret': 'mine' })],
  ])('that is %s changes nothing, is answered %i and is counted', async (outcome, status, send) => {
    const before = await records();
    expect(await send()).toBe(status);
    expect(await records()).toBe(before);
    expect(await counted(outcome)).toBe(1);
  });

  it.each([
    ['a broken escape', 400, '%zz'],
    ['an over-long token', 414, 'x'.repeat(200)],
  ])(
    'whose address has %s is answered %i and counted, though no route can be looked up for it',
    async (...given) => {
      const [, status, token] = given;
      const [before, malformed] = [await records(), await counted('malformed')];
      expect(await post(delivery(1), {}, `${base}/webhooks/clio/${token}`)).toBe(status);
      expect(await records()).toBe(before);
      expect(await counted('malformed')).toBe(malformed + 1);
    },
  );
});

/** Sends a request as it stands, and gives what was answered before the connection ended. */
async function sendRaw(request: string): Promise<string> {
  const { host, port } = new URL(base);
  const socket = connect(Number(port), '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(request.replaceAll('HERE', host));
  await new Promise((resolve) => socket.on('close', resolve));
  return heard;
}

describe('a stranger', () => {
  it.each(['GET', 'HEAD', 'POST', 'OPTIONS'])(
    'bug: read metrics and health where webhooks are taken: %s',
    async (method) => {
      for (const page of [
        'metrics',
        'health/live',
        'health/ready',
        'metrics/',
        '',
        'webhooks',
        'webhooks/clio',
      ]) {
        const answer = await fetch(`${base}/${page}`, { method });
        expect([page, answer.status, await answer.text()]).toEqual([page, 404, '']);
      }
    },
  );

  it('finds no webhooks where operators ask', async () => {
    expect(await post(delivery(1), {}, hook.url.replace(base, operations))).toBe(404);
    expect((await fetch(`${operations}/health/live`)).status).toBe(200);
  });

  it.each([
    ...['//', '//[', '*', '/%', 'http://[', 'http://evil.example/metrics', '//evil.example/metrics'].map(
      (target) => `GET ${target} HTTP/1.1\r\nhost: HERE\r\nconnection: close\r\n\r\n`,
    ),
    'CONNECT //[ HTTP/1.1\r\nhost: HERE\r\n\r\n',
    'GET //[ HTTP/1.1\r\nhost: HERE\r\nconnection: upgrade, close\r\nupgrade: websocket\r\n\r\n',
    'POST /webhooks/clio/x HTTP/1.1\r\nhost: HERE\r\nconnection: close\r\ncontent-length: 9\r\nexpect: nothing\r\n\r\n',
    '\u0000\u0016\u0003\u0001',
  ])('is told nothing, and ends nothing, whatever is sent: %j', async (request) => {
    expect(await sendRaw(request)).toMatch(/^$|^HTTP\/1\.1 4\d\d /);
    const body = delivery(1_675_959_001);
    expect(await post(body, { 'x-hook-signature': sign(body) })).toBe(200);
  });
});

describe('a hook that delivers more than it may', () => {
  it('is answered 429 with Retry-After, counted, and taken when it repeats; other hooks are served', async () => {
    const before = await records();
    const send = (id: number, { url, secret } = hook): Promise<Response> => {
      const body = delivery(id);
      return fetch(url, { method: 'POST', body, headers: { 'x-hook-signature': sign(body, secret) } });
    };
    const ids = Array.from({ length: 60 }, (_, index) => 1_675_960_000 + index);
    const answers = await Promise.all(ids.map(async (id) => ({ id, response: await send(id) })));
    const refused = answers.filter(({ response }) => response.status === 429);
    expect(answers.filter(({ response }) => response.status === 200)).toHaveLength(60 - refused.length);
    expect(refused.length).toBeGreaterThan(0);
    expect(await records()).toBe(before + 60 - refused.length);
    expect(await counted('limited')).toBe(refused.length);
    const [{ id, response }] = refused as [(typeof refused)[number]];
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await send(1, await hookOf('matter'))).status).toBe(200);
    await eventually(async () => (await send(id)).status === 200);
  });
});

describe('a renamed client', () => {
  it('is seen by its contact’s webhook: its matters are told of with the new name', async () => {
    const authorization = `Bearer ${TOKEN}`;
    const call = async (method: string, path: string, data: object): Promise<number> => {
      const response = await fetch(`${clio.url}/api/v4${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ data }),
      });
      return ((await response.json()) as { data: { id: number } }).data.id;
    };
    const client = await call('POST', '/contacts.json', { name: 'Acme Corp', type: 'Company' });
    const matter = await call('POST', '/matters.json', { description: 'Acme', client: { id: client } });
    const dataSource = storeDataSource({ url: database.serviceUrl, applicationName: 'spec' });
    onTestFinished(() => dataSource.destroy());
    const store = new EventStore(await dataSource.initialize());
    const stream = matterStream(FirmId.parse('hartwell'), MatterId.parse(String(matter)));
    const isTold = (name: string) => async () => {
      const told = (await store.readStream(stream)).at(-1)?.event;
      return told !== undefined && JSON.stringify(told.data).includes(name);
    };
    await eventually(isTold('Acme Corp'));
    await call('PATCH', `/contacts/${client}.json`, { name: 'Renamed & Sons, Inc' });
    await eventually(isTold('Renamed & Sons, Inc'));
    expect((await store.readStream(stream)).at(-1)?.event).toMatchObject({
      name: 'MatterChanged',
      data: { changed: ['client'] },
    });
  });
});

describe('whoever knocks without a word, as the doctor does', () => {
  it.each([
    ['a hook that Clio has', 401, (): string => hook.url],
    ['one that nobody has', 404, (): string => `${base}/webhooks/clio/fake-token-that-nobody-has`],
  ])('at %s is answered %i, without a page, and nothing changes', async (_, status, address) => {
    const before = await records();
    const response = await fetch(address(), { method: 'POST' });
    expect([response.status, await response.text()]).toEqual([status, '']);
    expect(await records()).toBe(before);
  });
});
