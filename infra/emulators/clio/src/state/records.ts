/** What every kept record has. Times are milliseconds since 1970, virtual clock. */
export interface Entry {
  readonly id: number;
  /** Quoted, as Clio's `etag` field carries it. */
  etag: string;
  createdAt: number;
  updatedAt: number;
}

/** A person who works in Clio (ManageUser), or a client who uses the client portal (ClientUser). */
export interface User extends Entry {
  type: 'ManageUser' | 'ClientUser';
  name: string;
  firstName: string;
  lastName: string;
  email: string;
  enabled: boolean;
  subscriptionType: 'Attorney' | 'NonAttorney';
  accountOwner: boolean;
  roles: string[];
}

/** A client or another person or company the firm knows. */
export interface Contact extends Entry {
  type: 'Person' | 'Company';
  name: string;
  firstName: string | null;
  middleName: string | null;
  lastName: string | null;
  prefix: string | null;
  title: string | null;
  dateOfBirth: string | null;
  email: string | null;
  companyId: number | null;
  folderId: number;
  customFieldValues: CustomFieldValue[];
}

export interface PracticeArea extends Entry {
  name: string;
  code: string | null;
  category: string;
}

export interface DocumentCategory extends Entry {
  name: string;
}

/** Who may see a matter. */
export interface Group extends Entry {
  name: string;
}

export const MATTER_STATUSES = ['open', 'pending', 'closed'] as const;
export type MatterStatus = (typeof MATTER_STATUSES)[number];

export interface Matter extends Entry {
  number: number;
  displayNumber: string;
  customNumber: string | null;
  clientReference: string | null;
  description: string;
  location: string | null;
  status: MatterStatus;
  openDate: string | null;
  pendingDate: string | null;
  closeDate: string | null;
  billable: boolean;
  clientId: number;
  practiceAreaId: number | null;
  responsibleAttorneyId: number | null;
  originatingAttorneyId: number | null;
  userId: number;
  folderId: number;
  customFieldValues: CustomFieldValue[];
}

/** Where documents and folders hang. Every document and folder belongs to a matter, a contact or the firm. */
export interface Placing {
  parentId: number | null;
  matterId: number | null;
  contactId: number | null;
}

export interface ExternalProperty extends Entry {
  name: string;
  value: string;
}

export interface Folder extends Entry, Placing {
  name: string;
  root: boolean;
  /** Made by Clio for a matter or a contact: it cannot be moved or trashed. */
  fixed: boolean;
  deletedAt: number | null;
  categoryId: number | null;
  creatorId: number;
  externalProperties: ExternalProperty[];
}

export interface ClioDocument extends Entry, Placing {
  name: string;
  deletedAt: number | null;
  categoryId: number | null;
  creatorId: number;
  receivedAt: number;
  versionIds: number[];
  externalProperties: ExternalProperty[];
}

/** One part of a multipart upload, declared by the client before it is sent. */
export interface UploadPart {
  readonly number: number;
  readonly length: number;
  readonly md5: string | null;
}

export interface DocumentVersion extends Entry {
  readonly documentId: number;
  readonly uuid: string;
  readonly number: number;
  readonly filename: string;
  readonly contentType: string;
  readonly creatorId: number;
  receivedAt: number;
  /** From when on it is shown as fully uploaded, by virtual time; null while its bytes are not there. */
  wholeFrom: number | null;
  size: number;
  sha256: string | null;
  parts: UploadPart[];
}

export interface Note extends Entry {
  type: 'Matter' | 'Contact';
  subject: string;
  detail: string;
  detailTextType: 'plain_text' | 'rich_text';
  date: string;
  matterId: number | null;
  contactId: number | null;
  authorId: number;
}

/** A remark on a document, tied to the version that was the latest then. */
export interface Comment extends Entry {
  message: string;
  itemId: number;
  versionId: number | null;
  creatorId: number;
}

export const FIELD_TYPES = [
  'checkbox',
  'contact',
  'currency',
  'date',
  'time',
  'email',
  'matter',
  'numeric',
  'picklist',
  'text_area',
  'text_line',
  'url',
] as const;

export interface PicklistOption extends Entry {
  option: string;
  deletedAt: number | null;
}

export interface CustomField extends Entry {
  name: string;
  parentType: 'Contact' | 'Matter';
  fieldType: (typeof FIELD_TYPES)[number];
  displayed: boolean;
  required: boolean;
  deleted: boolean;
  displayOrder: number;
  options: PicklistOption[];
}

export interface CustomFieldValue extends Entry {
  customFieldId: number;
  value: string;
}

export interface DocumentArchive extends Entry {
  state: 'not_started' | 'queued' | 'in_progress' | 'completed' | 'failed';
  progress: number;
  size: number;
  message: string | null;
  documentIds: number[];
}

export const WEBHOOK_MODELS = [
  'matter',
  'activity',
  'bill',
  'calendar_entry',
  'communication',
  'contact',
  'task',
  'document',
  'folder',
  'clio_payments_payment',
] as const;
export type WebhookModel = (typeof WEBHOOK_MODELS)[number];

export const WEBHOOK_EVENTS = [
  'created',
  'updated',
  'deleted',
  'matter_opened',
  'matter_pended',
  'matter_closed',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export interface Webhook extends Entry {
  url: string;
  model: WebhookModel;
  events: WebhookEvent[];
  fields: string;
  status: 'pending' | 'enabled' | 'suspended';
  sharedSecret: string;
  expiresAt: number;
  userId: number;
}
