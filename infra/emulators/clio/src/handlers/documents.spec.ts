import { describe, expect, it } from 'vitest';

import { at, textAt } from '../conformance/api-client.js';
import { addDocument, openMatter, startFirm } from '../firm.spec-data.js';
import type { Json } from '../json.js';

const idsIn = (body: Json): Json[] => (at(body, 'data') as Json[]).map((record) => at(record, 'id'));

describe('documents', () => {
  it('show id and etag unless fields are asked for', async () => {
    const { client } = await startFirm();
    const id = await addDocument(client, await openMatter(client));
    const { body, headers } = await client.get(`/documents/${id}.json`);
    expect(Object.keys(at(body, 'data') as object)).toEqual(['id', 'etag']);
    expect(at(body, 'data', 'etag')).toBe(headers.get('etag'));
    expect(headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it('carry ids in the range of real accounts and versions beyond 32 bits', async () => {
    const { client } = await startFirm();
    const id = await addDocument(client, await openMatter(client));
    const { body } = await client.get(`/documents/${id}.json?fields=latest_document_version{id}`);
    expect(id).toBeGreaterThan(1_675_950_000);
    expect(at(body, 'data', 'latest_document_version', 'id')).toBeGreaterThan(2 ** 31);
  });

  it('are found by matter, by folder and by its descendants', async () => {
    const { client } = await startFirm();
    const matter = await openMatter(client);
    const other = await openMatter(client);
    const root = textAt(
      (await client.get(`/matters/${matter}.json?fields=folder{id}`)).body,
      'data',
      'folder',
      'id',
    );
    const inner = await client.create('/folders.json', {
      name: 'Drafts',
      parent: { id: matter, type: 'Matter' },
    });
    const top = await addDocument(client, matter);
    const deep = await addDocument(client, matter, { parent: { id: inner, type: 'Folder' } });
    await addDocument(client, other);
    const found = async (query: string): Promise<Json[]> =>
      idsIn((await client.get(`/documents.json?${query}`)).body);
    expect(await found(`matter_id=${matter}`)).toEqual([top, deep]);
    expect(await found(`parent_id=${root}`)).toEqual([top]);
    expect(await found(`parent_id=${root}&scope=descendants`)).toEqual([top, deep]);
    expect(await found(`ids[]=${deep}&ids[]=${top}`)).toEqual([top, deep]);
  });

  it('in sub-folders are left out of matter_id when that switch is set', async () => {
    const { client } = await startFirm({ matterFilterDepth: 'root' });
    const matter = await openMatter(client);
    const inner = await client.create('/folders.json', {
      name: 'Drafts',
      parent: { id: matter, type: 'Matter' },
    });
    const top = await addDocument(client, matter);
    await addDocument(client, matter, { parent: { id: inner, type: 'Folder' } });
    expect(idsIn((await client.get(`/documents.json?matter_id=${matter}`)).body)).toEqual([top]);
  });

  it('ignore a misspelt filter in silence, and the call log names it', async () => {
    const { client, admin } = await startFirm();
    const matter = await openMatter(client);
    await addDocument(client, matter);
    const elsewhere = await addDocument(client, await openMatter(client));
    const { body } = await client.get(`/documents.json?matter=${matter}`);
    expect(idsIn(body)).toContain(elsewhere);
    const calls = at(await admin('GET', 'calls'), 'calls') as Json[];
    expect(at(calls.at(-1) ?? null, 'dropped')).toEqual(['?matter']);
  });

  it('are hidden while they upload unless show_uncompleted is set', async () => {
    const { client } = await startFirm();
    const matter = await openMatter(client);
    const id = await client.create('/documents.json', {
      name: 'a.txt',
      parent: { id: matter, type: 'Matter' },
    });
    expect(idsIn((await client.get('/documents.json')).body)).toEqual([]);
    expect(idsIn((await client.get('/documents.json?show_uncompleted=true')).body)).toEqual([id]);
  });

  it('go to the trash and come back by restore', async () => {
    const { client } = await startFirm();
    const id = await addDocument(client, await openMatter(client));
    expect((await client.call('DELETE', `/documents/${id}.json`)).status).toBe(204);
    expect(idsIn((await client.get('/documents.json')).body)).toEqual([]);
    expect(idsIn((await client.get('/documents.json?include_deleted=true')).body)).toEqual([id]);
    const gone = await client.get(`/documents/${id}.json?fields=deleted_at`);
    expect(at(gone.body, 'data', 'deleted_at')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-04:00$/);
    expect((await client.get(`/documents/${id}/download.json`)).status).toBe(404);
    await client.patch(`/documents/${id}.json`, { restore: true });
    expect(idsIn((await client.get('/documents.json')).body)).toEqual([id]);
  });

  it('are renamed, moved and put into a category by one PATCH', async () => {
    const { client } = await startFirm();
    const matter = await openMatter(client);
    const other = await openMatter(client);
    const category = await client.create('/document_categories.json', { name: 'Pleadings' });
    const id = await addDocument(client, matter);
    const { body } = await client.patch(
      `/documents/${id}.json?fields=name,filename,matter{id},document_category{id,name}`,
      { name: 'Answer.txt', parent: { id: other, type: 'Matter' }, document_category: { id: category } },
    );
    expect(at(body, 'data')).toEqual({
      name: 'Answer.txt',
      filename: 'a.txt',
      matter: { id: other },
      document_category: { id: category, name: 'Pleadings' },
    });
  });

  it('answer 304 to their own etag and 412 to a foreign one', async () => {
    const { client } = await startFirm();
    const id = await addDocument(client, await openMatter(client));
    const etag = (await client.get(`/documents/${id}.json`)).headers.get('etag') ?? '';
    expect((await client.get(`/documents/${id}.json`, { 'If-None-Match': etag })).status).toBe(304);
    const stale = await client.patch(`/documents/${id}.json`, { name: 'b.txt' }, { 'If-Match': '"0"' });
    expect(stale.status).toBe(412);
    expect(
      (await client.patch(`/documents/${id}.json`, { name: 'b.txt' }, { 'If-Match': etag })).status,
    ).toBe(200);
    expect((await client.get(`/documents/${id}.json`, { 'If-None-Match': etag })).status).toBe(200);
  });

  it('keep at most five external properties, found by name and value', async () => {
    const { client } = await startFirm();
    const properties = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, value: '1' }));
    const id = await addDocument(client, await openMatter(client), { external_properties: properties });
    const found = await client.get('/documents.json?external_property_name=c&external_property_value=1');
    expect(idsIn(found.body)).toEqual([id]);
    const sixth = await client.patch(`/documents/${id}.json`, {
      external_properties: [{ name: 'f', value: '1' }],
    });
    expect(sixth.status).toBe(422);
    const { body } = await client.get(`/documents/${id}.json?fields=external_properties{id,name}`);
    const first = at(body, 'data', 'external_properties', 0, 'id');
    const swapped = await client.patch(`/documents/${id}.json?fields=external_properties{name}`, {
      external_properties: [
        { id: first, _destroy: true },
        { name: 'f', value: '1' },
      ],
    });
    expect((at(swapped.body, 'data', 'external_properties') as Json[]).map((one) => at(one, 'name'))).toEqual(
      ['b', 'c', 'd', 'e', 'f'],
    );
  });

  it('are copied with their latest bytes', async () => {
    const { client, admin } = await startFirm();
    const matter = await openMatter(client);
    const id = await addDocument(client, matter, {}, 'the bytes');
    const copy = await client.create(`/documents/${id}/copy.json`, {
      parent: { id: matter, type: 'Matter' },
      name: 'b.txt',
    });
    const documents = at(await admin('GET', 'documents'), 'documents') as Json[];
    expect(copy).not.toBe(id);
    expect(at(documents[1] ?? null, 'versions', 0, 'sha256')).toBe(
      at(documents[0] ?? null, 'versions', 0, 'sha256'),
    );
  });

  it.each([
    ['no data wrapper', { name: 'a.txt' }, 400],
    ['no name', { data: { parent: { id: 1, type: 'Matter' } } }, 422],
    ['an unknown parent type', { data: { name: 'a', parent: { id: 1, type: 'Drawer' } } }, 422],
    ['a text for an id', { data: { name: 'a', parent: { id: '1', type: 'Matter' } } }, 422],
    ['an unknown parent', { data: { name: 'a', parent: { id: 1, type: 'Matter' } } }, 404],
  ])('refuse %s', async (_what, body, status) => {
    const { client } = await startFirm();
    const answer = await client.call('POST', '/documents.json', body);
    expect(answer.status).toBe(status);
    expect(at(answer.body, 'error', 'type')).toEqual(expect.any(String));
  });

  it('refuse a category the firm does not have', async () => {
    const { client } = await startFirm();
    const parent = { id: await openMatter(client), type: 'Matter' };
    const answer = await client.post('/documents.json', { name: 'a', parent, document_category: { id: 1 } });
    expect([answer.status, at(answer.body, 'error', 'type')]).toEqual([422, 'ArgumentError']);
  });

  it('are not made when the fields of the call are wrong', async () => {
    const { client } = await startFirm();
    const matter = await openMatter(client);
    const body = { data: { name: 'a.txt', parent: { id: matter, type: 'Matter' } } };
    expect((await client.call('POST', '/documents.json?fields=nonsense', body)).status).toBe(400);
    expect(idsIn((await client.get('/documents.json?show_uncompleted=true')).body)).toEqual([]);
  });
});
