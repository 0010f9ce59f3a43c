import { one, unmodelledList, type Shape } from '../fields.js';
import type { Comment, Note } from '../state/records.js';
import { entryValues, ID_AND_ETAG, type ShapeSources } from './shape-set.js';

export function noteShape({ book, shapes }: ShapeSources): Shape<Note> {
  return {
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
  };
}

export function commentShape({ book, shapes }: ShapeSources): Shape<Comment> {
  return {
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
  };
}
