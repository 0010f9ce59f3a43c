import { z } from 'zod';

/** Clio's int64 ids as decimal text. Beyond 2^53 JSON has rounded them already: such an answer is refused. */
export const RecordId = z.union([z.int().nonnegative().transform(String), z.string().regex(/^[0-9]+$/)]);
const id = RecordId;
const named = z.object({ id, name: z.string().nullish() });
const instant = z.string();

/** `document_version` (OpenAPI v4, DocumentVersion). */
export const ClioVersion = z.object({
  id,
  uuid: z.string().nullish(),
  version_number: z.int(),
  filename: z.string().nullish(),
  size: z.int().nonnegative().nullish(),
  content_type: z.string().nullish(),
  fully_uploaded: z.boolean().nullish(),
  received_at: instant.nullish(),
});
export type ClioVersion = z.infer<typeof ClioVersion>;

/** `document` with the fields of {@link DOCUMENT_FIELDS}. */
export const ClioDocument = z.object({
  id,
  etag: z.string(),
  name: z.string(),
  filename: z.string().nullish(),
  size: z.int().nullish(),
  created_at: instant,
  updated_at: instant,
  deleted_at: instant.nullish(),
  parent: named.nullish(),
  matter: z.object({ id }).nullish(),
  document_category: named.nullish(),
  creator: z.object({ type: z.string().nullish(), clio_connect: z.boolean().nullish() }).nullish(),
  latest_document_version: ClioVersion.nullish(),
});
export type ClioDocument = z.infer<typeof ClioDocument>;

/**
 * `custom_field_value` (OpenAPI v4, CustomFieldValue). Of a picklist, `value` is the id of an option or its label; both
 * are reported. Ids are text here (`text_line-123`), and nothing says that a number is never told as one.
 */
const ClioCustomFieldValue = z.object({
  field_name: z.string().nullish(),
  field_type: z.string().nullish(),
  value: z.union([z.string(), z.number(), z.boolean()]).nullish(),
});
export type ClioCustomFieldValue = z.infer<typeof ClioCustomFieldValue>;

/** `custom_field` with the options of its picklist. */
export const ClioCustomField = z.object({
  id,
  name: z.string(),
  picklist_options: z.array(z.object({ id, option: z.string().nullish() })).nullish(),
});
export type ClioCustomField = z.infer<typeof ClioCustomField>;

/** `matter` with the fields of {@link MATTER_FIELDS}. */
export const ClioMatter = z.object({
  id,
  etag: z.string(),
  display_number: z.string(),
  description: z.string().nullish(),
  status: z.enum(['Pending', 'Open', 'Closed']),
  open_date: z.string().nullish(),
  close_date: z.string().nullish(),
  updated_at: instant,
  client: z
    .object({
      id,
      name: z.string().nullish(),
      first_name: z.string().nullish(),
      last_name: z.string().nullish(),
      type: z.enum(['Person', 'Company']).nullish(),
    })
    .nullish(),
  responsible_attorney: z.object({ id, name: z.string().nullish(), email: z.string().nullish() }).nullish(),
  practice_area: named.nullish(),
  number: z.int().nullish(),
  custom_number: z.string().nullish(),
  client_reference: z.string().nullish(),
  matter_stage: named.nullish(),
  custom_field_values: z.array(ClioCustomFieldValue).nullish(),
});
export type ClioMatter = z.infer<typeof ClioMatter>;

/** `contact` with the fields of {@link CONTACT_FIELDS}. */
export const ClioContact = z.object({ id, updated_at: instant });
export type ClioContact = z.infer<typeof ClioContact>;

/** `webhook` (OpenAPI v4, Webhook). */
export const ClioWebhook = z.object({
  id,
  url: z.string(),
  model: z.string(),
  status: z.enum(['pending', 'enabled', 'suspended']),
  expires_at: instant.nullish(),
  shared_secret: z.string().nullish(),
});
export type ClioWebhook = z.infer<typeof ClioWebhook>;

/** One nesting level is all that Clio allows; an unknown field makes the whole call fail with 400. */
export const DOCUMENT_FIELDS =
  'id,etag,name,filename,size,created_at,updated_at,deleted_at,parent{id,name},matter{id},document_category{id,name},' +
  'creator{type,clio_connect},latest_document_version{id,uuid,version_number,filename,size,content_type,fully_uploaded,received_at}';

export const MATTER_FIELDS =
  'id,etag,display_number,description,status,open_date,close_date,updated_at,client{id,name,first_name,last_name,type},' +
  'responsible_attorney{id,name,email},practice_area{id,name},number,custom_number,client_reference,' +
  'matter_stage{id,name},custom_field_values{field_name,field_type,value}';

export const CONTACT_FIELDS = 'id,updated_at';

export const CUSTOM_FIELD_FIELDS = 'id,name,picklist_options{id,option}';

export const WEBHOOK_FIELDS = 'id,url,model,status,expires_at,shared_secret';

/** What a webhook watches and carries: a change of any of these makes Clio deliver. */
export const WATCHED_FIELDS: Readonly<Record<'document' | 'matter' | 'folder' | 'contact', string>> = {
  document:
    'id,etag,name,updated_at,deleted_at,parent{id},matter{id},document_category{id},' +
    'latest_document_version{id,uuid,version_number,size,fully_uploaded}',
  matter:
    'id,etag,display_number,number,custom_number,client_reference,description,status,open_date,close_date,updated_at,' +
    'client{id,name},practice_area{id},responsible_attorney{id},matter_stage{id},custom_field_values{id,value}',
  folder: 'id,etag,name,updated_at,parent{id},matter{id}',
  contact: 'id,etag,name,first_name,last_name,type',
};
