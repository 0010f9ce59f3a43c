import { startClioEmulator } from '../server.js';
import { ApiClient, at } from './api-client.js';
import { enterSampleFirm, type SampleFirm } from './sample-firm.js';
import { walkQueries } from './query-walk.js';
import type { VendorSchemas } from './vendor-schemas.js';
import { walkWrites } from './write-walk.js';

/** A read route as the specification writes it, and the address that is really asked. */
interface ReadRoute {
  readonly path: string;
  readonly address: string;
  readonly query?: string;
}

/** What came of one route; conforming when there are no complaints. */
export interface WalkResult {
  readonly path: string;
  readonly complaints: readonly string[];
}

/** All read routes the emulator serves. */
function readRoutes(firm: SampleFirm, userId: number): ReadRoute[] {
  const route = (path: string, id?: number, query?: string): ReadRoute => ({
    path,
    address: path.replace(/\{\w+\}/, String(id ?? '')),
    ...(query === undefined ? {} : { query }),
  });
  return [
    route('/users/who_am_i.json'),
    route('/users.json'),
    route('/users/{id}.json', userId),
    route('/contacts.json'),
    route('/contacts/{id}.json', firm.contact),
    route('/practice_areas.json'),
    route('/practice_areas/{id}.json', firm.practiceArea),
    route('/matters.json'),
    route('/matters/{id}.json', firm.matter),
    route('/matters/{matter_id}/client.json', firm.matter),
    route('/matters/{matter_id}/contacts.json', firm.matter),
    route('/document_categories.json'),
    route('/document_categories/{id}.json', firm.category),
    route('/folders.json'),
    route('/folders/list.json', undefined, `parent_id=${firm.folder}`),
    route('/folders/{id}.json', firm.folder),
    route('/documents.json'),
    route('/documents/{id}.json', firm.document),
    route('/documents/{id}/versions.json', firm.document),
    route('/document_archives/{id}.json', firm.archive),
    route('/notes.json', undefined, 'type=Matter'),
    route('/notes/{id}.json', firm.note),
    route('/comments.json', undefined, `item_id=${firm.document}`),
    route('/comments/{id}.json', firm.comment),
    route('/custom_fields.json'),
    route('/custom_fields/{id}.json', firm.customField),
    route('/webhooks.json'),
    route('/webhooks/{id}.json', firm.webhook),
  ];
}

/** Asks a route for its default fields and for every field the vendor lists; checks both answers. */
async function walkRoute(client: ApiClient, schemas: VendorSchemas, route: ReadRoute): Promise<WalkResult> {
  const schema = schemas.schemaOf(route.path, '200');
  if (schema === null) return { path: route.path, complaints: ['the specification has no schema for it'] };
  const complaints: string[] = [];
  for (const fields of ['', schemas.allFields(schema)]) {
    const query = [route.query, fields === '' ? undefined : `fields=${fields}`].filter(Boolean).join('&');
    const answer = await client.get(`${route.address}?${query}`);
    if (answer.status === 200) complaints.push(...schemas.complaints(schema, answer.body));
    else complaints.push(`status ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return { path: route.path, complaints };
}

/** Provokes refusals and checks that their bodies are the vendor's Error. */
async function walkErrors(client: ApiClient, schemas: VendorSchemas): Promise<WalkResult[]> {
  const provoked = [
    await client.get('/documents/1.json'),
    await client.get('/documents.json?fields=nonsense'),
    await client.get('/documents.json?limit=0'),
    await client.call('POST', '/webhooks.json', {
      data: { url: 'http://plain.invalid', model: 'document', fields: 'id' },
    }),
    await client.get('/documents.json', { 'X-API-VERSION': '3.0.0' }),
  ];
  return provoked.map(({ status, body }) => ({
    path: `error ${status}`,
    complaints: schemas.complaints('Error', body),
  }));
}

/** Starts a fresh emulator, fills it, and walks every read, every write, the refusals and the query names. */
export async function walkEmulator(schemas: VendorSchemas): Promise<WalkResult[]> {
  const emulator = await startClioEmulator({ rateLimit: null });
  try {
    const client = new ApiClient(emulator.url);
    const firm = await enterSampleFirm(client);
    const me = Number(at((await client.get('/users/who_am_i.json')).body, 'data', 'id'));
    const results: WalkResult[] = [];
    for (const route of readRoutes(firm, me)) results.push(await walkRoute(client, schemas, route));
    return [
      ...results,
      ...(await walkWrites(client, schemas, firm)),
      ...(await walkErrors(client, schemas)),
      ...(await walkQueries(schemas)),
    ];
  } finally {
    await emulator.close();
  }
}
