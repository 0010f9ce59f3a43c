import { describe, expect, it } from 'vitest';

import { at, textAt } from '../conformance/api-client.js';
import {
  addDocument,
  deliveriesSettle,
  eventsOf,
  hexHmac,
  openMatter,
  startFirm,
  startReceiver,
  statusOf,
  subscribe,
} from '../firm.spec-data.js';
import type { JsonObject } from '../json.js';

const DAY_MS = 86_400_000;
const SOON = { interval: 5 };

describe('a new webhook', () => {
  it('is enabled once the endpoint echoes the secret', async () => {
    const firm = await startFirm();
    const receiver = await startReceiver();
    const id = await subscribe(firm, receiver, {});
    const [handshake] = receiver.handshakes;
    expect(handshake?.body).toEqual({ data: { webhook_id: id } });
    const { body } = await firm.client.get(`/webhooks/${id}.json?fields=shared_secret`);
    expect(at(body, 'data', 'shared_secret')).toBe(handshake?.headers['x-hook-secret']);
  });

  it('stays pending without the echo, and is enabled by the activate call with the right secret', async () => {
    const firm = await startFirm();
    const receiver = await startReceiver();
    receiver.echo = false;
    const id = await firm.client.create('/webhooks.json', {
      url: receiver.url,
      model: 'document',
      fields: 'id',
    });
    await expect.poll(() => receiver.handshakes.length, SOON).toBe(1);
    await addDocument(firm.client, await openMatter(firm.client));
    expect(await statusOf(firm, id)).toBe('pending');
    const activate = (secret: string) =>
      firm.client.call('PUT', `/webhooks/${id}/activate`, undefined, { 'X-Hook-Secret': secret });
    expect((await activate('wrong')).status).toBe(422);
    expect((await activate(String(receiver.handshakes[0]?.headers['x-hook-secret']))).status).toBe(200);
    expect(await statusOf(firm, id)).toBe('enabled');
    expect(receiver.deliveries).toEqual([]);
  });

  it('shakes hands anew, with a new secret, when its address changes', async () => {
    const firm = await startFirm();
    const [first, second] = [await startReceiver(), await startReceiver()];
    const id = await subscribe(firm, first, {});
    await firm.client.patch(`/webhooks/${id}.json`, { url: second.url });
    await expect.poll(() => statusOf(firm, id), SOON).toBe('enabled');
    expect(second.handshakes[0]?.headers['x-hook-secret']).not.toBe(
      first.handshakes[0]?.headers['x-hook-secret'],
    );
  });

  it('lives three days, or as long as asked up to 31', async () => {
    const firm = await startFirm();
    const { client } = firm;
    const make = (data: JsonObject) =>
      client.post('/webhooks.json?fields=expires_at', {
        url: 'https://x.invalid/h',
        model: 'document',
        fields: 'id',
        ...data,
      });
    const life = Date.parse(textAt((await make({})).body, 'data', 'expires_at')) - Date.now();
    expect(Math.round(life / DAY_MS)).toBe(3);
    const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
    expect((await make({ expires_at: inDays(30) })).status).toBe(201);
    expect((await make({ expires_at: inDays(32) })).status).toBe(422);
    expect((await make({ expires_at: inDays(-1) })).status).toBe(422);
  });

  it.each([
    ['an http address', { url: 'http://elsewhere.invalid/h' }, 422],
    ['an unknown model', { model: 'Calendar' }, 422],
    ['an unknown event', { events: ['signed'] }, 422],
    ["another model's event", { events: ['matter_closed'] }, 422],
    ['unknown fields', { fields: 'id,shoe_size' }, 400],
    ['fields over the limit', { fields: `id${',id'.repeat(400)}` }, 422],
  ])('is refused for %s', async (_what, data, status) => {
    const { client } = await startFirm();
    const answer = await client.post('/webhooks.json', {
      url: 'https://x.invalid/h',
      model: 'document',
      fields: 'id',
      ...data,
    });
    expect(answer.status).toBe(status);
  });

  it('is refused for a plain http address on loopback too, unless that is allowed', async () => {
    const { client } = await startFirm({ allowHttpWebhooks: false });
    const answer = await client.post('/webhooks.json', {
      url: 'http://127.0.0.1:9/h',
      model: 'document',
      fields: 'id',
    });
    expect(answer.status).toBe(422);
  });
});

describe('a delivery', () => {
  it('carries id, etag and the asked fields, signed in lowercase hex over the raw body', async () => {
    const firm = await startFirm();
    const receiver = await startReceiver();
    const webhook = await subscribe(firm, receiver, {
      fields: 'name,matter{id},latest_document_version{fully_uploaded}',
    });
    const matter = await openMatter(firm.client);
    const document = await addDocument(firm.client, matter, { name: 'Müller "x".txt' });
    await deliveriesSettle(firm);
    const [delivery] = receiver.deliveries;
    expect(delivery?.body).toEqual({
      data: {
        id: document,
        etag: expect.stringMatching(/^"[0-9a-f]+"$/) as unknown,
        name: 'Müller "x".txt',
        matter: { id: matter },
        latest_document_version: { fully_uploaded: true },
      },
      meta: { event: 'created', webhook_id: webhook },
    });
    const secret = String(receiver.handshakes[0]?.headers['x-hook-secret']);
    expect(delivery?.headers['x-hook-signature']).toBe(hexHmac(secret, delivery?.text ?? ''));
  });

  it('speaks of created, a new version as updated, and the trash as deleted', async () => {
    const firm = await startFirm();
    const receiver = await startReceiver();
    await subscribe(firm, receiver, { fields: 'id,etag' });
    const id = await addDocument(firm.client, await openMatter(firm.client));
    await firm.client.upload({ name: 'b.txt', parent: { id, type: 'Document' } }, 'more');
    await firm.client.call('DELETE', `/documents/${id}.json`);
    await deliveriesSettle(firm);
    expect(eventsOf(receiver)).toEqual([
      ['created', id],
      ['updated', id],
      ['deleted', id],
    ]);
  });

  it('of created comes with the POST when that switch is set', async () => {
    const firm = await startFirm({ documentCreatedAt: 'post' });
    const receiver = await startReceiver();
    await subscribe(firm, receiver, { fields: 'id,latest_document_version{fully_uploaded}' });
    const id = await addDocument(firm.client, await openMatter(firm.client));
    await deliveriesSettle(firm);
    expect(eventsOf(receiver)).toEqual([
      ['created', id],
      ['updated', id],
    ]);
    expect(
      at(receiver.deliveries[0]?.body ?? null, 'data', 'latest_document_version', 'fully_uploaded'),
    ).toBe(false);
  });

  it('of an update comes when a watched field changed, and always the first time', async () => {
    const firm = await startFirm();
    const receiver = await startReceiver();
    const matter = await openMatter(firm.client);
    await subscribe(firm, receiver, { model: 'matter', fields: 'id,status', events: ['updated'] });
    const patch = (data: JsonObject) => firm.client.patch(`/matters/${matter}.json`, data);
    await patch({ description: 'first: not watched' });
    await patch({ description: 'second: not watched' });
    await patch({ status: 'pending' });
    await patch({ description: 'third: not watched' });
    await deliveriesSettle(firm);
    expect(receiver.deliveries.map(({ body }) => at(body, 'data', 'status'))).toEqual(['Open', 'Pending']);
  });

  it('of the first update comes too when the webhook does not listen to created', async () => {
    const firm = await startFirm();
    const receiver = await startReceiver();
    await subscribe(firm, receiver, { model: 'matter', fields: 'status', events: ['updated'] });
    const matter = await openMatter(firm.client);
    await firm.client.patch(`/matters/${matter}.json`, { description: 'not watched' });
    await firm.client.patch(`/matters/${matter}.json`, { description: 'nor this' });
    await deliveriesSettle(firm);
    expect(eventsOf(receiver)).toEqual([['updated', matter]]);
  });

  it('of a status comes as its own event', async () => {
    const firm = await startFirm();
    const receiver = await startReceiver();
    const matter = await openMatter(firm.client);
    await subscribe(firm, receiver, {
      model: 'matter',
      fields: 'status',
      events: ['matter_opened', 'matter_pended', 'matter_closed'],
    });
    for (const status of ['closed', 'pending', 'open', 'open'])
      await firm.client.patch(`/matters/${matter}.json`, { status });
    await deliveriesSettle(firm);
    expect(eventsOf(receiver).map(([event]) => event)).toEqual([
      'matter_closed',
      'matter_pended',
      'matter_opened',
    ]);
  });

  it('is not made after the webhook expired or was deleted', async () => {
    const firm = await startFirm();
    const receiver = await startReceiver();
    const matter = await openMatter(firm.client);
    const id = await subscribe(firm, receiver, {});
    await firm.client.call('DELETE', `/webhooks/${id}.json`);
    await subscribe(firm, receiver, { fields: 'id,name' });
    await firm.admin('POST', 'clock', { advanceMs: 3 * DAY_MS + 1000 });
    await firm.admin('POST', 'tokens', { action: 'issue' });
    await addDocument(firm.client, matter);
    await deliveriesSettle(firm);
    expect(receiver.deliveries).toEqual([]);
  });

  it('is retried with the same body until it is taken', async () => {
    const firm = await startFirm();
    const receiver = await startReceiver();
    await subscribe(firm, receiver, {});
    receiver.answers.push(500, 404);
    await addDocument(firm.client, await openMatter(firm.client));
    await deliveriesSettle(firm);
    expect(receiver.deliveries).toHaveLength(3);
    expect(new Set(receiver.deliveries.map(({ text }) => text)).size).toBe(1);
    expect(await firm.admin('GET', 'deliveries')).toMatchObject({
      queued: 0,
      delivered: 1,
      failedAttempts: 2,
    });
  });

  it('counts a redirect as taken', async () => {
    const firm = await startFirm();
    const receiver = await startReceiver();
    await subscribe(firm, receiver, {});
    receiver.answers.push(302);
    await addDocument(firm.client, await openMatter(firm.client));
    await deliveriesSettle(firm);
    expect(receiver.deliveries).toHaveLength(1);
  });

  it('ends the subscription on 410', async () => {
    const firm = await startFirm();
    const receiver = await startReceiver();
    const id = await subscribe(firm, receiver, {});
    receiver.answers.push(410);
    const matter = await openMatter(firm.client);
    await addDocument(firm.client, matter);
    await deliveriesSettle(firm);
    await addDocument(firm.client, matter);
    await deliveriesSettle(firm);
    expect(await statusOf(firm, id)).toBe('suspended');
    expect(receiver.deliveries).toHaveLength(1);
  });

  it('suspends the webhook when its last attempt fails', async () => {
    const firm = await startFirm({ webhookAttempts: 3 });
    const receiver = await startReceiver();
    const id = await subscribe(firm, receiver, {});
    receiver.answers.push(...Array.from({ length: 20 }, () => 500));
    await addDocument(firm.client, await openMatter(firm.client));
    await deliveriesSettle(firm);
    expect(receiver.deliveries).toHaveLength(3);
    expect(await statusOf(firm, id)).toBe('suspended');
  });

  it('comes twice, or late, as the seeded probabilities say', async () => {
    const twice = await startFirm({ webhookDuplicates: 1 });
    const receiver = await startReceiver();
    await subscribe(twice, receiver, {});
    await addDocument(twice.client, await openMatter(twice.client));
    await deliveriesSettle(twice);
    expect(receiver.deliveries).toHaveLength(2);
    expect(receiver.deliveries[0]?.text).toBe(receiver.deliveries[1]?.text);
    expect(await twice.admin('GET', 'deliveries')).toMatchObject({ repeated: 1, overtaken: 0 });

    const swapped = await startFirm({ webhookReorder: 1 });
    const other = await startReceiver();
    await subscribe(swapped, other, { fields: 'id,etag' });
    const matter = await openMatter(swapped.client);
    const [first, second] = [
      await addDocument(swapped.client, matter),
      await addDocument(swapped.client, matter),
    ];
    await deliveriesSettle(swapped);
    expect(eventsOf(other).map(([, id]) => id)).toEqual([second, first]);
    expect(await swapped.admin('GET', 'deliveries')).toMatchObject({ repeated: 0, overtaken: 1 });
  });
});
