import { many, one, unmodelledList, unmodelledOne } from '../fields.js';
import type { SignedUrls } from '../storage/signed-urls.js';
import type { FirmBook } from '../state/firm-book.js';
import type {
  Comment,
  DocumentArchive,
  DocumentCategory,
  Entry,
  Group,
  Note,
  PracticeArea,
  User,
  Webhook,
} from '../state/records.js';
import { toTimestamp } from '../timestamps.js';
import { contactShape, matterClientShape, matterContactShape } from './contact-shapes.js';
import { customFieldShape, customFieldValueShape, picklistOptionShape } from './custom-field-shapes.js';
import { documentShape, folderShape, itemShape, versionShape } from './document-shapes.js';
import { matterShape } from './matter-shapes.js';
import { entryValues, ID_AND_ETAG, type Shapes, type ShapeSources } from './shape-set.js';

/** Builds all shapes over one book. */
export function buildShapes(book: FirmBook, urls: SignedUrls, uploadLifeSeconds: number): Shapes {
  const sources: ShapeSources = { book, urls, uploadLifeSeconds, shapes: () => shapes };
  const shapes: Shapes = {
    ...peopleShapes(sources),
    ...recordShapes(sources),
    contact: contactShape(sources),
    matterClient: matterClientShape(sources),
    matterContact: matterContactShape(sources),
    matter: matterShape(sources),
    folder: folderShape(sources),
    document: documentShape(sources),
    item: itemShape(sources),
    version: versionShape(sources),
    customField: customFieldShape(sources),
    customFieldValue: customFieldValueShape(sources),
    picklistOption: picklistOptionShape(),
  };
  return shapes;
}

function peopleShapes({ book, shapes }: ShapeSources): Pick<Shapes, 'user' | 'account' | 'group'> {
  return {
    user: {
      name: 'User',
      defaults: ID_AND_ETAG,
      values: {
        ...entryValues<User>(),
        account_owner: (user) => user.accountOwner,
        clio_connect: (user) => user.type === 'ClientUser',
        court_rules_default_attendee: () => false,
        default_calendar_id: () => null,
        email: (user) => user.email,
        enabled: (user) => user.enabled,
        first_name: (user) => user.firstName,
        initials: (user) => `${user.firstName.charAt(0)}${user.lastName.charAt(0)}`,
        last_name: (user) => user.lastName,
        name: (user) => user.name,
        phone_number: () => null,
        rate: () => 0,
        roles: (user) => user.roles,
        subscription_type: (user) => user.subscriptionType,
        time_zone: () => 'America/New_York',
        type: (user) => user.type,
      },
      relations: {
        account: one(
          () => shapes().account,
          () => book.account,
        ),
        groups: many(
          () => shapes().group,
          () => [...book.groups.all()],
        ),
        notification_methods: unmodelledList(),
        avatar: unmodelledOne(),
        contact: unmodelledOne(),
        job_title: unmodelledOne(),
        default_activity_description: unmodelledOne(),
      },
    },
    account: {
      name: 'Account',
      defaults: ID_AND_ETAG,
      values: {
        ...entryValues<Entry & { name: string }>(),
        name: (account) => account.name,
        state: () => 'active',
      },
      relations: {
        owner: one(
          () => shapes().user,
          () => [...book.users.all()].find((user) => user.accountOwner),
        ),
      },
    },
    group: {
      name: 'Group',
      defaults: ID_AND_ETAG,
      values: {
        ...entryValues<Group>(),
        name: (group) => group.name,
        type: () => 'AccountGroup',
        client_connect_user: () => false,
      },
      relations: {},
    },
  };
}

function recordShapes(
  sources: ShapeSources,
): Pick<Shapes, 'practiceArea' | 'category' | 'note' | 'comment' | 'archive' | 'webhook'> {
  const { book, shapes } = sources;
  return {
    practiceArea: {
      name: 'PracticeArea',
      defaults: ID_AND_ETAG,
      values: {
        ...entryValues<PracticeArea>(),
        name: (area) => area.name,
        code: (area) => area.code,
        category: (area) => area.category,
      },
      relations: {},
    },
    category: {
      name: 'DocumentCategory',
      defaults: ID_AND_ETAG,
      values: { ...entryValues<DocumentCategory>(), name: (category) => category.name },
      relations: {},
    },
    note: {
      name: 'Note',
      defaults: ID_AND_ETAG,
      values: {
        ...entryValues<Note>(),
        type: (note) => note.type,
        subject: (note) => note.subject,
        detail: (note) => note.detail,
        detail_text_type: (note) => note.detailTextType,
        date: (note) => note.date,
        time_entries_count: () => 0,
      },
      relations: {
        time_entries: unmodelledList(),
        notification_event_subscribers: unmodelledList(),
        matter: one(
          () => shapes().matter,
          (note) => book.matters.get(note.matterId),
        ),
        contact: one(
          () => shapes().contact,
          (note) => book.contacts.get(note.contactId),
        ),
        author: one(
          () => shapes().user,
          (note) => book.users.get(note.authorId),
        ),
      },
    },
    comment: {
      name: 'Comment',
      defaults: ID_AND_ETAG,
      values: { ...entryValues<Comment>(), message: (comment) => comment.message },
      relations: {
        creator: one(
          () => shapes().user,
          (comment) => book.users.get(comment.creatorId),
        ),
        document_version: one(
          () => shapes().version,
          (comment) => book.versions.get(comment.versionId),
        ),
      },
    },
    archive: {
      name: 'DocumentArchive',
      defaults: ID_AND_ETAG,
      values: {
        ...entryValues<DocumentArchive>(),
        size: (archive) => archive.size,
        progress: (archive) => archive.progress,
        state: (archive) => archive.state,
        message: (archive) => archive.message,
      },
      relations: {},
    },
    webhook: {
      name: 'Webhook',
      defaults: ID_AND_ETAG,
      values: {
        ...entryValues<Webhook>(),
        url: (webhook) => webhook.url,
        fields: (webhook) => webhook.fields,
        shared_secret: (webhook) => webhook.sharedSecret,
        model: (webhook) => webhook.model,
        status: (webhook) => webhook.status,
        events: (webhook) => webhook.events,
        expires_at: (webhook) => toTimestamp(webhook.expiresAt),
      },
      relations: {
        user: one(
          () => shapes().user,
          (webhook) => book.users.get(webhook.userId),
        ),
      },
    },
  };
}
