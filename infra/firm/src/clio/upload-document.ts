import { z } from 'zod';
import type { DocumentPlan } from '../documents/document-plan.js';
import {
  isProduction,
  measureDocument,
  renderDocument,
  streamDocument,
} from '../documents/render-document.js';
import type { ClioCalls } from './clio-calls.js';
import { persevere } from './persevere.js';
import { putObject } from './put-object.js';

/** Where the firm filed a document, in Clio's ids. */
export interface FilingPlace {
  readonly matterId: number;
  readonly categoryId: number | null;
}

/** Marks a document with its control number, so that one whose creation was not confirmed is found again. */
const CONTROL_NUMBER = 'control_number';

const uploadTarget = z.object({
  id: z.number(),
  latest_document_version: z.object({
    uuid: z.string(),
    put_url: z.string(),
    put_headers: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
});
type UploadTarget = z.infer<typeof uploadTarget>;
const TARGET_FIELDS = 'id,latest_document_version{uuid,put_url,put_headers}';

const uploadState = z.object({
  latest_document_version: z.object({ uuid: z.string(), fully_uploaded: z.boolean() }),
});
const STATE_FIELDS = 'id,latest_document_version{uuid,fully_uploaded}';

/** Adds a document by Clio's three steps: POST, PUT to the signed address, PATCH. Returns its size in bytes. */
export async function uploadDocument(
  clio: ClioCalls,
  plan: DocumentPlan,
  place: FilingPlace,
): Promise<number> {
  const target = await createRecord(clio, plan, place);
  const size = await putBytes(plan, target);
  await confirm(clio, target);
  return size;
}

function createRecord(clio: ClioCalls, plan: DocumentPlan, place: FilingPlace): Promise<UploadTarget> {
  return clio.create({
    path: '/documents.json',
    fields: TARGET_FIELDS,
    data: {
      name: plan.name,
      filename: plan.filename,
      parent: { id: place.matterId, type: 'Matter' },
      ...(place.categoryId === null ? {} : { document_category: { id: place.categoryId } }),
      content_type: plan.contentType,
      received_at: plan.receivedAt,
      external_properties: [{ name: CONTROL_NUMBER, value: plan.stamp }],
    },
    answer: uploadTarget,
    settle: () => findUnfinished(clio, plan),
  });
}

/** The record a lost creation left behind. Finished ones belong to an earlier load and are left alone. */
async function findUnfinished(clio: ClioCalls, plan: DocumentPlan): Promise<UploadTarget | undefined> {
  const query = {
    external_property_name: CONTROL_NUMBER,
    external_property_value: plan.stamp,
    show_uncompleted: 'true',
    fields: STATE_FIELDS,
  };
  const found = await clio.list('/documents.json', query, uploadState.extend({ id: z.number() }));
  const open = found.find((document) => !document.latest_document_version.fully_uploaded);
  return open === undefined ? undefined : clio.get(`/documents/${open.id}.json`, TARGET_FIELDS, uploadTarget);
}

async function putBytes(plan: DocumentPlan, target: UploadTarget): Promise<number> {
  const { put_url: url, put_headers: headers } = target.latest_document_version;
  if (isProduction(plan)) {
    const { size } = await measureDocument(plan);
    await persevere(() => putObject({ url, headers, size, body: () => streamDocument(plan) }));
    return size;
  }
  const file = await renderDocument(plan);
  await persevere(() => putObject({ url, headers, size: file.length, body: () => file }));
  return file.length;
}

function confirm(clio: ClioCalls, target: UploadTarget): Promise<void> {
  const path = `/documents/${target.id}.json`;
  const { uuid } = target.latest_document_version;
  return clio.change(path, { uuid, fully_uploaded: true }, async () => {
    const { latest_document_version: version } = await clio.get(path, STATE_FIELDS, uploadState);
    return version.uuid === uuid && version.fully_uploaded;
  });
}
