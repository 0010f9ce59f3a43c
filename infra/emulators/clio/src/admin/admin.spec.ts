import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { at, textAt } from '../conformance/api-client.js';
import { addDocument, openMatter, startFirm, startReceiver, subscribe } from '../firm.spec-data.js';
import type { Json } from '../json.js';

describe('the admin routes', () => {
  it('list every document with its versions and hashes, and give their bytes', async () => {
    const { client, admin, url } = await startFirm();
    const category = await client.create('/document_categories.json', { name: 'Pleadings' });
    const matter = await openMatter(client);
    const id = await addDocument(client, matter, { document_category: { id: category } }, 'the bytes');
    const document = at(await admin('GET', 'documents'), 'documents', 0);
    expect(document).toMatchObject({
      id,
      matterId: matter,
      displayNumber: '00001-Northwind',
      categoryName: 'Pleadings',
      creatorType: 'ManageUser',
      trashed: false,
      versions: [
        {
          number: 1,
          size: 9,
          fullyUploaded: true,
          sha256: createHash('sha256').update('the bytes').digest('hex'),
        },
      ],
    });
    const version = textAt(document, 'versions', 0, 'id');
    const content = await fetch(`${url}/_emulator/documents/${id}/versions/${version}/content`);
    expect(await content.text()).toBe('the bytes');
    expect((await fetch(`${url}/_emulator/documents/1/versions/${version}/content`)).status).toBe(404);
  });

  it('log every call of the vendor’s surface and never a token', async () => {
    const { client, admin, downloadUrl } = await startFirm();
    await client.get('/matters.json?limit=5');
    await fetch(`${downloadUrl}/downloads/x/y`);
    const calls = at(await admin('GET', 'calls'), 'calls') as Json[];
    expect(calls).toMatchObject([
      {
        seq: 1,
        origin: 'api',
        method: 'GET',
        route: '/matters',
        query: 'limit=5',
        status: 200,
        tokenId: 1,
        dropped: [],
      },
      { seq: 2, origin: 'downloads', status: 403, tokenId: null },
    ]);
    expect(JSON.stringify(calls)).not.toContain('fake-clio-access-token');
    expect(at(await admin('GET', 'calls?after=1'), 'calls')).toHaveLength(1);
    expect(await admin('GET', 'calls/summary')).toMatchObject({
      calls: 2,
      rateLimited: 0,
      byRoute: { 'GET /matters 200': 1 },
    });
  });

  it('count what is still to be delivered', async () => {
    const firm = await startFirm({ webhookFirstRetryMs: 60_000 });
    const receiver = await startReceiver();
    const webhook = await subscribe(firm, receiver, {});
    receiver.answers.push(500);
    await addDocument(firm.client, await openMatter(firm.client));
    await expect
      .poll(async () => at(await firm.admin('GET', 'deliveries'), 'failedAttempts'), { interval: 5 })
      .toBe(1);
    expect(await firm.admin('GET', 'deliveries')).toMatchObject({
      queued: 1,
      delivered: 0,
      openHandshakes: 0,
    });
    expect(at(await firm.admin('GET', 'webhooks'), 'webhooks')).toMatchObject([
      { id: webhook, status: 'enabled', openDeliveries: 1 },
    ]);
  });

  it('lose what changes during a blackout, and tell what changes after it', async () => {
    const firm = await startFirm();
    const receiver = await startReceiver();
    await subscribe(firm, receiver, {});
    const matter = await openMatter(firm.client);
    await firm.admin('PUT', 'blackout', { on: true });
    await addDocument(firm.client, matter);
    expect(await firm.admin('GET', 'deliveries')).toMatchObject({ queued: 0, dropped: 1 });
    await firm.admin('PUT', 'blackout', { on: false });
    await addDocument(firm.client, matter);
    await expect.poll(() => receiver.deliveries.length, { interval: 5 }).toBe(1);
  });

  it('expire and revoke tokens; a revoked one cannot be refreshed', async () => {
    const { client, admin, url } = await startFirm();
    const refresh = async (): Promise<number> => {
      const form = {
        grant_type: 'refresh_token',
        client_id: 'fake-clio-client-id',
        client_secret: 'fake-clio-client-secret',
        refresh_token: 'fake-clio-refresh-token',
      };
      return (await fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })).status;
    };
    await admin('POST', 'tokens', { action: 'expire' });
    expect((await client.get('/matters.json')).status).toBe(401);
    expect(await refresh()).toBe(200);
    await admin('POST', 'tokens', { action: 'revoke', token: 'fake-clio-access-token' });
    expect(await refresh()).toBe(400);
  });

  it('refuse orders they do not know', async () => {
    const { url } = await startFirm();
    const order = async (path: string, body: string): Promise<number> =>
      (await fetch(`${url}/_emulator/${path}`, { method: 'POST', body })).status;
    expect(await order('tokens', '{"action":"melt"}')).toBe(422);
    expect(await order('tokens', '{"action":"issue","for":1}')).toBe(422);
    expect(await order('tokens', '{')).toBe(400);
    expect(await order('wishes', '{}')).toBe(404);
  });
});
