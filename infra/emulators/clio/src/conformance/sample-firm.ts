import type { JsonObject } from '../json.js';
import type { ApiClient } from './api-client.js';

/** Ids of the records the walk asks for. */
export interface SampleFirm {
  readonly contact: number;
  readonly practiceArea: number;
  readonly category: number;
  readonly customField: number;
  readonly matter: number;
  readonly folder: number;
  readonly document: number;
  readonly archive: number;
  readonly note: number;
  readonly comment: number;
  readonly webhook: number;
}

/** Fills a fresh account with one record of each kind, through the API alone. */
export async function enterSampleFirm(client: ApiClient): Promise<SampleFirm> {
  const practiceArea = await client.create('/practice_areas.json', {
    name: 'Real Estate',
    category: 'real_estate',
  });
  const category = await client.create('/document_categories.json', { name: 'Contracts' });
  const customField = await client.create('/custom_fields.json', {
    name: 'Court',
    parent_type: 'Matter',
    field_type: 'picklist',
    picklist_options: [{ option: 'County Court' }],
  });
  const company = await client.create('/contacts.json', { type: 'Company', name: 'Northwind Holdings' });
  const contact = await client.create('/contacts.json', {
    type: 'Person',
    first_name: 'Ada',
    last_name: 'Marquardt',
    name: 'Ada Marquardt',
    company: { id: company },
  });
  const matter = await client.create('/matters.json', {
    client: { id: contact },
    description: 'Sale of the mill',
    practice_area: { id: practiceArea },
    custom_field_values: [{ custom_field: { id: customField }, value: 'County Court' }],
  });
  const folder = await client.create('/folders.json', {
    name: 'Drafts',
    parent: { id: matter, type: 'Matter' },
  });
  const document = await enterDocument(client, { folder, category });
  return {
    contact,
    practiceArea,
    category,
    customField,
    matter,
    folder,
    document,
    archive: await client.create('/document_archives.json', { items: [{ id: document, type: 'Document' }] }),
    note: await client.create('/notes.json', {
      type: 'Matter',
      matter: { id: matter },
      subject: 'Call',
      detail: 'Done',
    }),
    comment: await client.create('/comments.json', { item: { id: document }, message: 'Please check' }),
    webhook: await client.create('/webhooks.json', webhookOf('https://receiver.invalid/clio')),
  };
}

function enterDocument(
  client: ApiClient,
  { folder, category }: { folder: number; category: number },
): Promise<number> {
  const data = {
    name: 'Deed.pdf',
    parent: { id: folder, type: 'Folder' },
    document_category: { id: category },
    external_properties: [{ name: 'origin', value: 'sample' }],
  };
  return client.upload(data, 'not really a PDF');
}

function webhookOf(url: string): JsonObject {
  return { url, model: 'document', fields: 'id,etag,name', events: ['created'] };
}
