import { describe, expect, it } from 'vitest';

import { ApiClient, at, textAt } from '../conformance/api-client.js';
import { addDocument, openMatter, startFirm } from '../firm.spec-data.js';
import type { Json } from '../json.js';

const idsIn = (body: Json): Json[] => (at(body, 'data') as Json[]).map((record) => at(record, 'id'));

describe('matters', () => {
  it('get a number, a label, a folder and the status Open', async () => {
    const { client } = await startFirm();
    const contact = await client.create('/contacts.json', {
      type: 'Person',
      name: 'Ada Marquardt',
      first_name: 'Ada',
      last_name: 'Marquardt',
    });
    const { body } = await client.post(
      '/matters.json?fields=number,display_number,status,open_date,folder{name},client{name,type}',
      { client: { id: contact }, description: 'Sale' },
    );
    expect(at(body, 'data')).toEqual({
      number: 1,
      display_number: '00001-Marquardt-Ada',
      status: 'Open',
      open_date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as unknown,
      folder: { name: '00001-Marquardt-Ada' },
      client: { name: 'Ada Marquardt', type: 'Person' },
    });
  });

  it('keep a number typed by hand', async () => {
    const { client } = await startFirm();
    const id = await openMatter(client, { display_number: '2026/17;A' });
    const { body } = await client.get(`/matters/${id}.json?fields=display_number`);
    expect(at(body, 'data', 'display_number')).toBe('2026/17;A');
  });

  it('are closed and opened again by PATCH, written in lower case and read capitalised', async () => {
    const { client } = await startFirm();
    const id = await openMatter(client);
    const set = async (status: string): Promise<Json> =>
      at((await client.patch(`/matters/${id}.json?fields=status,close_date`, { status })).body, 'data');
    expect(await set('closed')).toEqual({ status: 'Closed', close_date: expect.any(String) as unknown });
    expect(await set('open')).toEqual({ status: 'Open', close_date: null });
    expect((await client.patch(`/matters/${id}.json`, { status: 'Closed' })).status).toBe(422);
  });

  it('are filtered by status, client, date and time of update', async () => {
    const { client } = await startFirm();
    const open = await openMatter(client, { open_date: '2020-05-01' });
    const closed = await openMatter(client, { status: 'closed' });
    const found = async (query: string): Promise<Json[]> =>
      idsIn((await client.get(`/matters.json?${query}`)).body);
    expect(await found('status=closed')).toEqual([closed]);
    expect(await found('status=open,closed')).toEqual([open, closed]);
    expect(await found(`open_date[]=${encodeURIComponent('<=2020-12-31')}`)).toEqual([open]);
    expect(await found('updated_since=2020-01-01T00:00:00Z')).toEqual([open, closed]);
    expect(await found('updated_since=2100-01-01T00:00:00Z')).toEqual([]);
    expect((await client.get('/matters.json?status=asleep')).status).toBe(400);
  });

  it('need a client and a description', async () => {
    const { client } = await startFirm();
    expect((await client.post('/matters.json', { description: 'x' })).status).toBe(422);
    expect((await client.post('/matters.json', { client: { id: 1 }, description: 'x' })).status).toBe(422);
  });

  it('take their documents to the trash when they are deleted', async () => {
    const { client } = await startFirm();
    const id = await openMatter(client);
    await addDocument(client, id);
    expect((await client.call('DELETE', `/matters/${id}.json`)).status).toBe(204);
    expect((await client.get(`/matters/${id}.json`)).status).toBe(404);
    expect(idsIn((await client.get('/documents.json')).body)).toEqual([]);
  });

  it('show values of custom fields with textual ids', async () => {
    const { client } = await startFirm();
    const field = await client.create('/custom_fields.json', {
      name: 'Court',
      parent_type: 'Matter',
      field_type: 'text_line',
    });
    const id = await openMatter(client, {
      custom_field_values: [{ custom_field: { id: field }, value: 'County' }],
    });
    const { body } = await client.get(
      `/matters/${id}.json?fields=custom_field_values{id,field_name,value,custom_field}`,
    );
    expect(at(body, 'data', 'custom_field_values', 0)).toMatchObject({
      id: expect.stringMatching(/^text_line-\d+$/) as unknown,
      field_name: 'Court',
      value: 'County',
      custom_field: { id: field },
    });
  });
});

describe('contacts and users', () => {
  it('name a person by its parts and a company by its name', async () => {
    const { client } = await startFirm();
    const { body } = await client.post('/contacts.json?fields=name,type', {
      type: 'Person',
      name: 'ignored',
      first_name: 'Ada',
      last_name: 'Marquardt',
    });
    expect(at(body, 'data')).toEqual({ name: 'Ada Marquardt', type: 'Person' });
    expect((await client.post('/contacts.json', { type: 'Company' })).status).toBe(422);
    expect((await client.post('/contacts.json', { type: 'Robot', name: 'x' })).status).toBe(422);
  });

  it('drop unknown keys in silence, and the call log names them', async () => {
    const { client, admin } = await startFirm();
    const answer = await client.post('/contacts.json', { type: 'Company', name: 'Acme', shoe_size: 44 });
    expect(answer.status).toBe(201);
    const calls = at(await admin('GET', 'calls'), 'calls') as Json[];
    expect(at(calls.at(-1) ?? null, 'dropped')).toEqual(['data.shoe_size']);
  });

  it('tell whose token it is and which firm', async () => {
    const { client } = await startFirm({ firmName: 'Quill & Co' });
    const { body } = await client.get('/users/who_am_i.json?fields=name,account{name}');
    expect(at(body, 'data')).toEqual({ name: 'Miriam Hartwell', account: { name: 'Quill & Co' } });
  });

  it('mark what a client of the portal uploads', async () => {
    const { client, url, admin } = await startFirm();
    const matter = await openMatter(client);
    const user = await admin('POST', 'users', {
      first_name: 'Cleo',
      last_name: 'Park',
      email: 'c@x.invalid',
      type: 'ClientUser',
    });
    const issued = await admin('POST', 'tokens', { action: 'issue', userId: at(user, 'id') });
    const portal = new ApiClient(url, textAt(issued, 'token'));
    const id = await addDocument(portal, matter);
    const { body } = await client.get(`/documents/${id}.json?fields=creator{type,clio_connect}`);
    expect(at(body, 'data', 'creator')).toEqual({ type: 'ClientUser', clio_connect: true });
  });
});

describe('folders', () => {
  it('are made, renamed and moved with what they hold', async () => {
    const { client } = await startFirm();
    const [from, to] = [await openMatter(client), await openMatter(client)];
    const outer = await client.create('/folders.json', {
      name: 'Outer',
      parent: { id: from, type: 'Matter' },
    });
    const inner = await client.create('/folders.json', {
      name: 'Inner',
      parent: { id: outer, type: 'Folder' },
    });
    const document = await addDocument(client, from, { parent: { id: inner, type: 'Folder' } });
    expect(
      (await client.patch(`/folders/${outer}.json`, { parent: { id: inner, type: 'Folder' } })).status,
    ).toBe(422);
    await client.patch(`/folders/${outer}.json`, { name: 'Moved', parent: { id: to, type: 'Matter' } });
    const { body } = await client.get(`/documents/${document}.json?fields=matter{id},parent{id,name,root}`);
    expect(at(body, 'data')).toEqual({
      matter: { id: to },
      parent: { id: inner, name: 'Inner', root: false },
    });
  });

  it('go to the trash with what they hold, except the fixed ones', async () => {
    const { client } = await startFirm();
    const matter = await openMatter(client);
    const root = textAt(
      (await client.get(`/matters/${matter}.json?fields=folder{id}`)).body,
      'data',
      'folder',
      'id',
    );
    const folder = await client.create('/folders.json', {
      name: 'Drafts',
      parent: { id: matter, type: 'Matter' },
    });
    await addDocument(client, matter, { parent: { id: folder, type: 'Folder' } });
    const fixed = await client.call('DELETE', `/folders/${root}.json`);
    expect([fixed.status, at(fixed.body, 'error', 'type')]).toEqual([400, 'DeleteFailed']);
    expect((await client.call('DELETE', `/folders/${folder}.json`)).status).toBe(204);
    expect(idsIn((await client.get('/documents.json')).body)).toEqual([]);
  });

  it('and documents share one mixed list', async () => {
    const { client } = await startFirm();
    const matter = await openMatter(client);
    const root = textAt(
      (await client.get(`/matters/${matter}.json?fields=folder{id}`)).body,
      'data',
      'folder',
      'id',
    );
    const folder = await client.create('/folders.json', {
      name: 'Drafts',
      parent: { id: matter, type: 'Matter' },
    });
    const document = await addDocument(client, matter);
    const { body } = await client.get(`/folders/list.json?parent_id=${root}&fields=id,type`);
    expect(at(body, 'data')).toEqual([
      { id: document, type: 'Document' },
      { id: folder, type: 'Folder' },
    ]);
  });
});

describe('notes', () => {
  it('are posted on a matter and found by their text', async () => {
    const { client } = await startFirm();
    const matter = await openMatter(client);
    const note = {
      type: 'Matter',
      matter: { id: matter },
      subject: 'Mirror',
      detail: 'marker-17',
      date: '2026-01-02',
    };
    const id = await client.create('/notes.json', note);
    const found = await client.get(
      `/notes.json?type=Matter&matter_id=${matter}&query=marker-17&fields=id,detail,matter{id}`,
    );
    expect(at(found.body, 'data')).toEqual([{ id, detail: 'marker-17', matter: { id: matter } }]);
    expect(idsIn((await client.get('/notes.json?type=Matter&query=other')).body)).toEqual([]);
  });

  it('need a type, on POST and on the list', async () => {
    const { client } = await startFirm();
    const matter = await openMatter(client);
    expect((await client.post('/notes.json', { matter: { id: matter } })).status).toBe(422);
    expect((await client.post('/notes.json', { type: 'Matter' })).status).toBe(422);
    expect((await client.get('/notes.json')).status).toBe(400);
  });
});

describe('catalogs', () => {
  it('list document categories, practice areas and custom fields', async () => {
    const { client } = await startFirm();
    const category = await client.create('/document_categories.json', { name: 'Discovery' });
    const area = await client.create('/practice_areas.json', {
      name: 'Estate planning',
      category: 'wills_and_estates',
    });
    const field = await client.create('/custom_fields.json', {
      name: 'Court',
      parent_type: 'Matter',
      field_type: 'text_line',
    });
    expect(idsIn((await client.get('/document_categories.json?order=name(desc)')).body)).toEqual([category]);
    expect(idsIn((await client.get('/practice_areas.json?order=id(asc)')).body)).toEqual([area]);
    expect(idsIn((await client.get('/custom_fields.json?parent_type=matter')).body)).toEqual([field]);
    expect((await client.post('/practice_areas.json', { name: 'x', category: 'sorcery' })).status).toBe(422);
  });

  it('keep a category that documents use', async () => {
    const { client } = await startFirm();
    const category = await client.create('/document_categories.json', { name: 'Discovery' });
    await addDocument(client, await openMatter(client), { document_category: { id: category } });
    expect((await client.call('DELETE', `/document_categories/${category}.json`)).status).toBe(403);
  });
});
