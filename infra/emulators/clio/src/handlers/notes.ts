import { invalidArgument, invalidQuery, notFound } from '../api-error.js';
import {
  clearable,
  day,
  filledText,
  ignored,
  object,
  oneOf,
  optional,
  readData,
  reference,
  text,
} from '../body/readers.js';
import { empty } from '../http/reply.js';
import type { Comment, Note } from '../state/records.js';
import { toDay } from '../timestamps.js';
import { answerChange, answerList, answerOne, recordOf, requireMatch, searchFor, wants } from './answers.js';
import { LIST_QUERY, type Call, type Office, type Route } from './route.js';

const TEXT_TYPES = ['plain_text', 'rich_text'] as const;

const newNote = object({
  type: oneOf(['Matter', 'Contact']),
  matter: clearable(reference),
  contact: clearable(reference),
  subject: optional(text),
  detail: optional(text),
  detail_text_type: optional(oneOf(TEXT_TYPES)),
  date: optional(day),
  notification_event_subscribers: ignored,
});

const noteChange = object({
  subject: optional(text),
  detail: optional(text),
  detail_text_type: optional(oneOf(TEXT_TYPES)),
  date: optional(day),
  notification_event_subscribers: ignored,
});

/** Routes of notes on matters and contacts. */
export function noteRoutes(office: Office): Route[] {
  const { book, shapes } = office;
  return [
    {
      method: 'GET',
      path: '/notes',
      query: [...LIST_QUERY, 'query', 'type', 'matter_id', 'contact_id', 'has_time_entries'],
      handle: (call) =>
        answerList(call, shapes.note, listedNotes(office, call.query), {
          id: (note) => note.id,
          date: (note) => note.date,
          author: (note) => book.users.get(note.authorId)?.name ?? '',
          updated_at: (note) => note.updatedAt,
        }),
    },
    {
      method: 'GET',
      path: '/notes/{id}',
      query: [],
      handle: (call) => answerOne(call, shapes.note, recordOf(call, book.notes)),
    },
    { method: 'POST', path: '/notes', query: [], handle: (call) => createNote(office, call) },
    { method: 'PATCH', path: '/notes/{id}', query: [], handle: (call) => patchNote(office, call) },
    {
      method: 'DELETE',
      path: '/notes/{id}',
      query: [],
      handle: (call) => {
        book.notes.remove(recordOf(call, book.notes).id);
        return empty(204);
      },
    },
  ];
}

/** The vendor requires `type` on the list. */
function listedNotes({ book }: Office, query: URLSearchParams): Note[] {
  const type = query.get('type');
  if (type !== 'Matter' && type !== 'Contact') throw invalidQuery(`'${type ?? ''}' is not a valid type`);
  const matter = wants(query, 'matter_id');
  const contact = wants(query, 'contact_id');
  const search = searchFor(query);
  return [...book.notes.all()].filter(
    (note) =>
      note.type === type &&
      matter(note.matterId) &&
      contact(note.contactId) &&
      search(note.subject, note.detail),
  );
}

function createNote({ book, shapes }: Office, call: Call): ReturnType<Route['handle']> {
  const sent = readData(call.body, newNote, call.notes);
  const owner = sent.type === 'Matter' ? sent.matter : sent.contact;
  if (owner === null || owner === undefined)
    throw invalidArgument(`'data.${sent.type.toLowerCase()}' is missing`);
  const known = sent.type === 'Matter' ? book.matters.get(owner.id) : book.contacts.get(owner.id);
  if (known === undefined) throw notFound();
  return answerChange(call, shapes.note, 201, () =>
    book.notes.add({
      ...book.notes.stamp(),
      type: sent.type,
      matterId: sent.type === 'Matter' ? owner.id : null,
      contactId: sent.type === 'Contact' ? owner.id : null,
      subject: sent.subject ?? '',
      detail: sent.detail ?? '',
      detailTextType: sent.detail_text_type ?? 'plain_text',
      date: sent.date ?? toDay(book.clock.now()),
      authorId: call.token.userId,
    }),
  );
}

function patchNote({ book, shapes }: Office, call: Call): ReturnType<Route['handle']> {
  const note = recordOf(call, book.notes);
  requireMatch(call, note);
  const sent = readData(call.body, noteChange, call.notes);
  return answerChange(call, shapes.note, 200, () => {
    note.subject = sent.subject ?? note.subject;
    note.detail = sent.detail ?? note.detail;
    note.detailTextType = sent.detail_text_type ?? note.detailTextType;
    note.date = sent.date ?? note.date;
    book.notes.touch(note);
    return note;
  });
}

const newComment = object({ item: reference, message: filledText });

/** Routes of comments: remarks on a document (tied to its latest version) or a folder. */
export function commentRoutes(office: Office): Route[] {
  const { book, shapes } = office;
  return [
    {
      method: 'GET',
      path: '/comments',
      query: ['item_id', 'created_since', 'updated_since', 'limit', 'offset', 'page_token'],
      handle: (call) => {
        const item = wants(call.query, 'item_id');
        const found = [...book.comments.all()].filter((comment) => item(comment.itemId));
        return answerList(call, shapes.comment, found, { id: (comment: Comment) => comment.id });
      },
    },
    {
      method: 'GET',
      path: '/comments/{id}',
      query: [],
      handle: (call) => answerOne(call, shapes.comment, recordOf(call, book.comments)),
    },
    { method: 'POST', path: '/comments', query: [], handle: (call) => createComment(office, call) },
  ];
}

function createComment({ book, shapes }: Office, call: Call): ReturnType<Route['handle']> {
  const sent = readData(call.body, newComment, call.notes);
  const document = book.documents.get(sent.item.id);
  if (document === undefined && book.folders.get(sent.item.id) === undefined) throw notFound();
  return answerChange(call, shapes.comment, 201, () =>
    book.comments.add({
      ...book.comments.stamp(),
      message: sent.message,
      itemId: sent.item.id,
      versionId: document?.versionIds.at(-1) ?? null,
      creatorId: call.token.userId,
    }),
  );
}
