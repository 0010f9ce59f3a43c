import { describe, expect, it } from 'vitest';

import { at } from '../conformance/api-client.js';
import {
  deliveriesSettle,
  eventsOf,
  openMatter,
  startFirm,
  startReceiver,
  subscribe,
} from '../firm.spec-data.js';
import type { Json } from '../json.js';

const AWKWARD = `O'Brien & Sons "<script>alert(1)</script>"`;

function form(values: Record<string, string | File>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) data.append(name, value);
  return data;
}

describe('the page for people', () => {
  it('shows matters and documents with every name escaped', async () => {
    const { url, client } = await startFirm({ firmName: AWKWARD });
    const contact = await client.create('/contacts.json', { type: 'Company', name: AWKWARD });
    const matter = await client.create('/matters.json', {
      client: { id: contact },
      description: AWKWARD,
      display_number: AWKWARD,
    });
    const document = await client.upload({ name: AWKWARD, parent: { id: matter, type: 'Matter' } }, 'x');
    for (const path of ['/', `/firm/matters/${matter}`, `/firm/documents/${document}`]) {
      const page = await fetch(url + path);
      const text = await page.text();
      expect(page.status).toBe(200);
      expect(text).toContain('O&#39;Brien &amp; Sons &quot;&lt;script&gt;');
      expect(text).not.toContain('<script>');
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  it('adds documents and versions, from a file or from typed text, and the webhooks hear of it', async () => {
    const firm = await startFirm();
    const receiver = await startReceiver();
    await subscribe(firm, receiver, { fields: 'id,etag' });
    const matter = await openMatter(firm.client);
    const post = (path: string, body: FormData) =>
      fetch(firm.url + path, { method: 'POST', body, redirect: 'manual' });
    const typed = await post(
      `/firm/matters/${matter}/documents`,
      form({ name: 'Memo.txt', text: 'typed', file: new File([], '') }),
    );
    expect([typed.status, typed.headers.get('location')]).toEqual([303, `/firm/matters/${matter}`]);
    await post(
      `/firm/matters/${matter}/documents`,
      form({ name: '', text: '', file: new File(['from a file'], 'Überweisung.pdf') }),
    );
    const documents = at(await firm.admin('GET', 'documents'), 'documents') as Json[];
    expect(documents.map((document) => [at(document, 'name'), at(document, 'versions', 0, 'size')])).toEqual([
      ['Memo.txt', 5],
      ['Überweisung.pdf', 11],
    ]);
    const id = Number(at(documents[0] ?? null, 'id'));
    await post(`/firm/documents/${id}/versions`, form({ text: 'second version' }));
    await deliveriesSettle(firm);
    expect(eventsOf(receiver)).toEqual([
      ['created', id],
      ['created', at(documents[1] ?? null, 'id')],
      ['updated', id],
    ]);
  });

  it('opens, closes and re-opens matters', async () => {
    const firm = await startFirm();
    const post = (path: string, values: Record<string, string>) =>
      fetch(firm.url + path, { method: 'POST', body: new URLSearchParams(values), redirect: 'manual' });
    const opened = await post('/firm/matters', { client: 'Northwind', description: 'Lease' });
    const path = opened.headers.get('location') ?? '';
    const status = async () => at(await firm.admin('GET', 'matters'), 'matters', 0, 'status');
    await post(`${path}/status`, { status: 'closed' });
    expect(await status()).toBe('closed');
    await post(`${path}/status`, { status: 'open' });
    expect(await status()).toBe('open');
  });

  it('refuses forms of other sites and answers 404 for what is not there', async () => {
    const { url, client } = await startFirm();
    const matter = await openMatter(client);
    const foreign = await fetch(`${url}/firm/matters/${matter}/status`, {
      method: 'POST',
      headers: { 'Sec-Fetch-Site': 'cross-site' },
      body: new URLSearchParams({ status: 'closed' }),
    });
    expect(foreign.status).toBe(403);
    expect((await fetch(`${url}/firm/matters/1`)).status).toBe(404);
    expect((await fetch(`${url}/firm/documents/1`)).status).toBe(404);
  });
});
