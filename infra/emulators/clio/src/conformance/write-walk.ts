import type { JsonObject } from '../json.js';
import type { ApiClient } from './api-client.js';
import type { SampleFirm } from './sample-firm.js';
import type { VendorSchemas } from './vendor-schemas.js';

/** One writing call: the path as the specification writes it, the id it is for, and what is sent. */
interface Write {
  readonly method: 'post' | 'patch';
  readonly path: string;
  readonly id?: number;
  readonly data: JsonObject;
}

function writesOf(firm: SampleFirm): Write[] {
  const parent = { id: firm.matter, type: 'Matter' };
  const expiry = new Date(Date.now() + 86_400_000).toISOString();
  return [
    { method: 'post', path: '/contacts.json', data: { type: 'Company', name: 'Southwind' } },
    { method: 'patch', path: '/contacts/{id}.json', id: firm.contact, data: { title: 'Dr' } },
    { method: 'post', path: '/practice_areas.json', data: { name: 'Tax', category: 'tax' } },
    { method: 'post', path: '/matters.json', data: { client: { id: firm.contact }, description: 'Lease' } },
    { method: 'patch', path: '/matters/{id}.json', id: firm.matter, data: { status: 'closed' } },
    { method: 'post', path: '/document_categories.json', data: { name: 'Discovery' } },
    { method: 'patch', path: '/document_categories/{id}.json', id: firm.category, data: { name: 'Deeds' } },
    { method: 'post', path: '/folders.json', data: { name: 'Finals', parent } },
    { method: 'patch', path: '/folders/{id}.json', id: firm.folder, data: { name: 'Old drafts' } },
    { method: 'post', path: '/documents.json', data: { name: 'Plan.pdf', parent } },
    { method: 'patch', path: '/documents/{id}.json', id: firm.document, data: { name: 'Deed (signed).pdf' } },
    { method: 'post', path: '/documents/{id}/copy.json', id: firm.document, data: { parent } },
    {
      method: 'post',
      path: '/notes.json',
      data: { type: 'Matter', matter: { id: firm.matter }, subject: 'Call' },
    },
    { method: 'patch', path: '/notes/{id}.json', id: firm.note, data: { subject: 'Second call' } },
    { method: 'post', path: '/comments.json', data: { item: { id: firm.document }, message: 'Seen' } },
    {
      method: 'post',
      path: '/custom_fields.json',
      data: { name: 'Judge', parent_type: 'Matter', field_type: 'text_line' },
    },
    {
      method: 'post',
      path: '/webhooks.json',
      data: { url: 'https://receiver.invalid/clio', model: 'matter', fields: 'id,status' },
    },
    { method: 'patch', path: '/webhooks/{id}.json', id: firm.webhook, data: { expires_at: expiry } },
  ];
}

/** Makes every writing call, asks for every field of its answer, and checks status and body. */
export async function walkWrites(
  client: ApiClient,
  schemas: VendorSchemas,
  firm: SampleFirm,
): Promise<{ path: string; complaints: string[] }[]> {
  const results: { path: string; complaints: string[] }[] = [];
  for (const write of writesOf(firm)) {
    const path = `${write.method.toUpperCase()} ${write.path}`;
    results.push({ path, complaints: await walkWrite(client, schemas, write) });
  }
  return results;
}

async function walkWrite(client: ApiClient, schemas: VendorSchemas, write: Write): Promise<string[]> {
  const status = write.method === 'post' ? '201' : '200';
  const schema = schemas.schemaOf(write.path, status, write.method);
  if (schema === null) return ['the specification has no schema for it'];
  const address = write.path.replace('{id}', String(write.id ?? ''));
  const answer = await client[write.method](`${address}?fields=${schemas.allFields(schema)}`, write.data);
  if (String(answer.status) === status) return schemas.complaints(schema, answer.body);
  return [`status ${answer.status}: ${JSON.stringify(answer.body)}`];
}
