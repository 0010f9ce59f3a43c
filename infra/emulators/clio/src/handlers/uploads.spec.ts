import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

import { at, headersFrom, textAt, type ApiClient } from '../conformance/api-client.js';
import {
  addDocument,
  deliveriesSettle,
  openMatter,
  startFirm,
  startReceiver,
  subscribe,
} from '../firm.spec-data.js';
import type { Json, JsonObject } from '../json.js';

const FIELDS = 'id,latest_document_version{id,uuid,put_url,put_headers,multiparts}';

interface OpenUpload {
  readonly id: number;
  readonly uuid: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly version: Json;
}

async function beginUpload(client: ApiClient, matter: number, data: JsonObject = {}): Promise<OpenUpload> {
  const { body } = await client.post(`/documents.json?fields=${FIELDS}`, {
    name: 'a.pdf',
    parent: { id: matter, type: 'Matter' },
    ...data,
  });
  const version = at(body, 'data', 'latest_document_version');
  return {
    id: Number(at(body, 'data', 'id')),
    uuid: textAt(version, 'uuid'),
    url: textAt(version, 'put_url'),
    headers: headersFrom(at(version, 'put_headers')),
    version,
  };
}

async function location(client: ApiClient, id: number, query = ''): Promise<string> {
  const answer = await client.get(`/documents/${id}/download.json${query}`);
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

describe('uploads', () => {
  it('need the headers the API named, a length and no bearer', async () => {
    const { client } = await startFirm();
    const { url, headers } = await beginUpload(client, await openMatter(client));
    expect(headers).toEqual({ 'x-amz-server-side-encryption': 'AES256', 'Content-Type': 'application/pdf' });
    const put = async (sent: Record<string, string>, body: string | ReadableStream): Promise<number> =>
      (await fetch(url, { method: 'PUT', headers: sent, body, duplex: 'half' })).status;
    expect(await put({ 'Content-Type': 'application/pdf' }, 'x')).toBe(403);
    expect(await put({ ...headers, Authorization: 'Bearer fake' }, 'x')).toBe(400);
    expect(await put(headers, new Blob(['x']).stream())).toBe(411);
    expect(await put(headers, 'x')).toBe(200);
  });

  it('are refused with UploadNotFoundError until the bytes are there, and twice never', async () => {
    const { client } = await startFirm();
    const { id, uuid, url, headers } = await beginUpload(client, await openMatter(client));
    const finish = () => client.patch(`/documents/${id}.json`, { uuid, fully_uploaded: true });
    const early = await finish();
    expect(at(early.body, 'error', 'type')).toBe('UploadNotFoundError');
    await fetch(url, { method: 'PUT', headers, body: 'bytes' });
    expect((await finish()).status).toBe(200);
    expect((await finish()).status).toBe(422);
    expect((await fetch(url, { method: 'PUT', headers, body: 'other' })).status).toBe(403);
  });

  it('are shown as unfinished for a while after they were told of, where that is planned, and nobody is told of its end', async () => {
    const firm = await startFirm();
    const { client, admin } = firm;
    const receiver = await startReceiver();
    await subscribe(firm, receiver, {});
    const matter = await openMatter(client);
    await admin('PUT', 'uploads', { hold: 1, forMs: 60_000 });
    const [held, other] = [await addDocument(client, matter), await addDocument(client, matter)];
    const isWhole = async (id: number) => {
      const { body } = await client.get(
        `/documents/${id}.json?fields=id,latest_document_version{fully_uploaded}`,
      );
      return at(body, 'data', 'latest_document_version', 'fully_uploaded');
    };
    expect([await isWhole(held), await isWhole(other)]).toEqual([false, true]);
    expect((await client.get(`/documents/${held}/download.json`)).status).toBe(404);
    const listed = async () => at((await client.get('/documents.json?fields=id')).body, 'data');
    expect(await listed()).toEqual([{ id: other }]);
    await admin('POST', 'clock', { advanceMs: 60_000 });
    expect(await isWhole(held)).toBe(true);
    expect(await listed()).toEqual([{ id: held }, { id: other }]);
    await deliveriesSettle(firm);
    expect(receiver.deliveries).toHaveLength(2);
  });

  it('leave nothing behind when the connection breaks', async () => {
    const data = await mkdtemp(join(tmpdir(), 'clio-uploads-'));
    onTestFinished(() => rm(data, { recursive: true }));
    const { client, admin } = await startFirm({ data });
    const { id, uuid, url, headers } = await beginUpload(client, await openMatter(client));
    const sending = request(url, { method: 'PUT', headers: { ...headers, 'Content-Length': '20' } });
    sending.on('error', () => undefined);
    sending.write('ten bytes.', () => sending.destroy());
    const cut = async () => at(await admin('GET', 'calls/summary'), 'byRoute', 'PUT downloads:/uploads cut');
    await expect.poll(cut, { interval: 5 }).toBe(1);
    expect(await readdir(data)).toEqual([]);
    const finish = await client.patch(`/documents/${id}.json`, { uuid, fully_uploaded: true });
    expect(at(finish.body, 'error', 'type')).toBe('UploadNotFoundError');
  });

  it('expire with their address', async () => {
    const { client, admin } = await startFirm({ uploadLifeSeconds: 600 });
    const { url, headers } = await beginUpload(client, await openMatter(client));
    await admin('POST', 'clock', { advanceMs: 601_000 });
    expect((await fetch(url, { method: 'PUT', headers, body: 'x' })).status).toBe(403);
  });

  it('keep empty files', async () => {
    const { client } = await startFirm();
    const id = await addDocument(client, await openMatter(client), {}, '');
    const bytes = await (await fetch(await location(client, id))).arrayBuffer();
    expect(bytes.byteLength).toBe(0);
  });

  it('join their parts in order of number', async () => {
    const { client } = await startFirm();
    const first = new Uint8Array(5 * 1024 * 1024).fill(1);
    const second = new Uint8Array(10).fill(2);
    const md5 = createHash('md5').update(second).digest('base64');
    const { id, uuid, version } = await beginUpload(client, await openMatter(client), {
      multiparts: [
        { part_number: 1, content_length: first.byteLength },
        { part_number: 2, content_length: '10', content_md5: md5 },
      ],
    });
    const put = async (index: number, body: Uint8Array<ArrayBuffer>): Promise<number> => {
      const part = at(version, 'multiparts', index);
      const headers = headersFrom(at(part, 'put_headers'));
      return (await fetch(textAt(part, 'put_url'), { method: 'PUT', headers, body })).status;
    };
    expect(await put(1, new Uint8Array(10).fill(9))).toBe(400);
    expect(await put(1, second)).toBe(200);
    const early = await client.patch(`/documents/${id}.json`, { uuid, fully_uploaded: true });
    expect(at(early.body, 'error', 'type')).toBe('UploadNotFoundError');
    expect(await put(0, first)).toBe(200);
    expect((await client.patch(`/documents/${id}.json`, { uuid, fully_uploaded: true })).status).toBe(200);
    const bytes = Buffer.from(await (await fetch(await location(client, id))).arrayBuffer());
    expect(bytes.equals(Buffer.concat([first, second]))).toBe(true);
  });

  it('refuse parts that are too many, or numbered out of range', async () => {
    const { client } = await startFirm();
    const matter = await openMatter(client);
    const begin = async (parts: Json[]): Promise<number> => {
      const data = { name: 'a', parent: { id: matter, type: 'Matter' }, multiparts: parts };
      return (await client.post('/documents.json', data)).status;
    };
    const parts = Array.from({ length: 51 }, (_, index) => ({ part_number: index + 1, content_length: 1 }));
    expect(await begin(parts)).toBe(422);
    expect(await begin([{ part_number: 0, content_length: 1 }])).toBe(422);
    expect(await begin([{ part_number: 10_001, content_length: 1 }])).toBe(422);
  });
});

describe('versions', () => {
  it('are numbered, listed and downloaded one by one; the latest finished one is the default', async () => {
    const { client } = await startFirm();
    const matter = await openMatter(client);
    const id = await addDocument(client, matter, {}, 'first');
    const again = await client.upload({ name: 'b.txt', parent: { id, type: 'Document' } }, 'second');
    expect(again).toBe(id);
    await beginUpload(client, matter, { parent: { id, type: 'Document' } });
    const { body } = await client.get(
      `/documents/${id}/versions.json?fields=id,version_number,fully_uploaded,put_url`,
    );
    const versions = at(body, 'data') as Json[];
    expect(versions.map((version) => [at(version, 'version_number'), at(version, 'fully_uploaded')])).toEqual(
      [
        [1, true],
        [2, true],
        [3, false],
      ],
    );
    expect(at(versions[0] ?? null, 'put_url')).toBeNull();
    const text = async (query = ''): Promise<string> =>
      (await fetch(await location(client, id, query))).text();
    expect(await text()).toBe('second');
    expect(await text(`?document_version_id=${textAt(versions[0] ?? null, 'id')}`)).toBe('first');
    const unfinished = `?document_version_id=${textAt(versions[2] ?? null, 'id')}`;
    expect((await client.get(`/documents/${id}/download.json${unfinished}`)).status).toBe(404);
  });
});

describe('downloads', () => {
  it('lead to a second origin that refuses a bearer', async () => {
    const { client, downloadUrl } = await startFirm();
    const url = await location(client, await addDocument(client, await openMatter(client), {}, 'the bytes'));
    expect(new URL(url).origin).toBe(downloadUrl);
    expect((await fetch(url, { headers: { Authorization: 'Bearer fake' } })).status).toBe(400);
    expect(await (await fetch(url)).text()).toBe('the bytes');
  });

  it('are refused when the address was changed or has expired', async () => {
    const { client, admin } = await startFirm({ downloadLifeSeconds: 30 });
    const url = await location(client, await addDocument(client, await openMatter(client)));
    expect((await fetch(url.replace('X-Amz-Expires=30', 'X-Amz-Expires=900'))).status).toBe(403);
    await admin('POST', 'clock', { advanceMs: 31_000 });
    expect((await fetch(url)).status).toBe(403);
  });

  it('give ranges', async () => {
    const { client } = await startFirm();
    const url = await location(client, await addDocument(client, await openMatter(client), {}, '0123456789'));
    const range = async (text: string): Promise<[number, string]> => {
      const response = await fetch(url, { headers: { Range: text } });
      return [response.status, await response.text()];
    };
    expect(await range('bytes=2-4')).toEqual([206, '234']);
    expect(await range('bytes=7-')).toEqual([206, '789']);
    expect(await range('bytes=-2')).toEqual([206, '89']);
    expect((await range('bytes=10-'))[0]).toBe(416);
    expect(await range('lines=1-2')).toEqual([200, '0123456789']);
  });
});

describe('document archives', () => {
  it('are made behind the call and downloaded like documents', async () => {
    const { client } = await startFirm();
    const id = await addDocument(client, await openMatter(client), {}, 'inside');
    const archive = await client.create('/document_archives.json', { items: [{ id, type: 'Document' }] });
    const state = async () =>
      at((await client.get(`/document_archives/${archive}.json?fields=state`)).body, 'data', 'state');
    await expect.poll(state, { interval: 5 }).toBe('completed');
    const answer = await client.get(`/document_archives/${archive}/download.json`);
    expect(answer.status).toBe(303);
    const zip = Buffer.from(await (await fetch(answer.headers.get('location') ?? '')).arrayBuffer());
    expect(zip.subarray(0, 2).toString()).toBe('PK');
    expect(zip.includes('a.txt')).toBe(true);
  });

  it('fail, or lack a document, where that is planned; plain ones repeat the names of their documents', async () => {
    const { client, admin } = await startFirm({ archiveNames: 'plain' });
    const matter = await openMatter(client);
    const items: { id: number; type: string }[] = [];
    for (const text of ['one', 'other']) {
      items.push({ id: await addDocument(client, matter, {}, text), type: 'Document' });
    }
    const made = async (): Promise<{ state: unknown; zip: Buffer }> => {
      const id = await client.create('/document_archives.json', { items });
      const state = async () =>
        at((await client.get(`/document_archives/${id}.json?fields=state`)).body, 'data', 'state');
      await expect.poll(state, { interval: 5 }).toMatch(/completed|failed/);
      const location = (await client.get(`/document_archives/${id}/download.json`)).headers.get('location');
      const zip = location === null ? [] : await (await fetch(location)).arrayBuffer();
      return { state: await state(), zip: Buffer.from(zip as ArrayBuffer) };
    };
    const plan = (body: { fail?: number; omit?: number }) => admin('PUT', 'archives', body);
    const entries = ({ zip }: { zip: Buffer }) => zip.toString('latin1').split('PK\u0001\u0002').length - 1;
    const whole = await made();
    expect([whole.state, entries(whole)]).toEqual(['completed', 2]);
    expect(whole.zip.toString('latin1').split('a.txt')).toHaveLength(5);
    await plan({ fail: 1 });
    expect((await made()).state).toBe('failed');
    await plan({ omit: 1 });
    expect(entries(await made())).toBe(1);
    expect(entries(await made())).toBe(2);
  });

  it('are refused for an unknown document', async () => {
    const { client } = await startFirm();
    expect(
      (await client.post('/document_archives.json', { items: [{ id: 1, type: 'Document' }] })).status,
    ).toBe(404);
  });
});
