import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';

import { ApiClient, at } from './conformance/api-client.js';
import { startClioEmulator, type EmulatorOptions } from './index.js';
import type { Json, JsonObject } from './json.js';

/** A started emulator with a client of the first user; it stops with the test. */
export interface TestFirm {
  readonly url: string;
  readonly downloadUrl: string;
  readonly client: ApiClient;
  readonly admin: (method: string, path: string, body?: Json) => Promise<Json>;
}

export async function startFirm(options: Partial<EmulatorOptions> = {}): Promise<TestFirm> {
  const emulator = await startClioEmulator({
    rateLimit: null,
    allowHttpWebhooks: true,
    webhookFirstRetryMs: 5,
    ...options,
  });
  onTestFinished(() => emulator.close());
  return {
    url: emulator.url,
    downloadUrl: emulator.downloadUrl,
    client: new ApiClient(emulator.url),
    admin: async (method, path, body) => {
      const response = await fetch(`${emulator.url}/_emulator/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return text === '' ? null : (JSON.parse(text) as Json);
    },
  };
}

/** Opens a matter for a new company; gives its id. */
export async function openMatter(client: ApiClient, data: JsonObject = {}): Promise<number> {
  const company = await client.create('/contacts.json', { type: 'Company', name: 'Northwind' });
  return client.create('/matters.json', {
    client: { id: company },
    description: 'Sale of the mill',
    ...data,
  });
}

/** Uploads a small text document into a matter. */
export function addDocument(
  client: ApiClient,
  matter: number,
  data: JsonObject = {},
  bytes = 'hello',
): Promise<number> {
  return client.upload({ name: 'a.txt', parent: { id: matter, type: 'Matter' }, ...data }, bytes);
}

/** One request a receiver got. */
interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Json;
}

/** An endpoint for webhooks that echoes handshakes and keeps deliveries. */
export interface Receiver {
  readonly url: string;
  readonly handshakes: Received[];
  readonly deliveries: Received[];
  /** Statuses for the next deliveries, first to last; afterwards 200. */
  readonly answers: number[];
  echo: boolean;
}

export async function startReceiver(): Promise<Receiver> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    handshakes: [],
    deliveries: [],
    answers: [],
    echo: true,
  };
  server.on('request', (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const received = { headers: request.headers, text, body: JSON.parse(text) as Json };
      const secret = request.headers['x-hook-secret'];
      if (secret !== undefined) {
        receiver.handshakes.push(received);
        if (receiver.echo) response.setHeader('X-Hook-Secret', secret);
      } else {
        receiver.deliveries.push(received);
        response.statusCode = receiver.answers.shift() ?? 200;
      }
      response.end();
    });
  });
  return receiver;
}

/** Subscribes and waits until the handshake is done; gives the webhook's id. */
export async function subscribe(firm: TestFirm, receiver: Receiver, data: JsonObject): Promise<number> {
  const id = await firm.client.create('/webhooks.json', {
    url: receiver.url,
    model: 'document',
    fields: 'id',
    ...data,
  });
  await expect.poll(() => statusOf(firm, id), { interval: 5 }).toBe('enabled');
  return id;
}

export async function statusOf(firm: TestFirm, webhook: number): Promise<Json> {
  return at((await firm.client.get(`/webhooks/${webhook}.json?fields=status`)).body, 'data', 'status');
}

/** Waits until nothing is left to deliver. */
export async function deliveriesSettle(firm: TestFirm): Promise<void> {
  await expect.poll(async () => at(await firm.admin('GET', 'deliveries'), 'queued'), { interval: 5 }).toBe(0);
}

/** `[event, record id]` of each delivery, in the order of arrival. */
export function eventsOf(receiver: Receiver): [Json, Json][] {
  return receiver.deliveries.map(({ body }) => [at(body, 'meta', 'event'), at(body, 'data', 'id')]);
}

export function hexHmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}
