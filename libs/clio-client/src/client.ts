import type { Urgency } from '@counterpart/pacer';
import { z } from 'zod';
import { ARCHIVE_FIELDS, archiveItems, ClioArchive } from './archives.js';
import { downloadBytes } from './download.js';
import { ClioError } from './errors.js';
import { GatheredDocuments } from './gathered-documents.js';
import { type CallQuery, type ClioCall, type ClioOptions } from './http.js';
import { ClioNote, NOTE_FIELDS, type NewNote } from './notes.js';
import { ClioReader, type ChangedPage, type ListPage } from './reader.js';
import { ClioSoundings } from './soundings.js';
import {
  ClioContact,
  ClioCustomField,
  ClioDocument,
  ClioMatter,
  ClioVersion,
  ClioWebhook,
  CONTACT_FIELDS,
  CUSTOM_FIELD_FIELDS,
  DOCUMENT_FIELDS,
  MATTER_FIELDS,
  RecordId,
  WATCHED_FIELDS,
  WEBHOOK_FIELDS,
} from './records.js';

/** Silence after which a download counts as broken. */
const SILENCE_MS = 30_000;

/** How a call is made. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** What it is made for. */
  readonly urgency?: Urgency;
}

/** Clio Manage, API v4: the part that mirroring needs. Every failure is a ClioError. */
export class ClioClient {
  readonly #reader: ClioReader;
  readonly #gathered: GatheredDocuments;
  /** What the connection may do. */
  readonly soundings: ClioSoundings;

  constructor(options: ClioOptions) {
    this.#reader = new ClioReader(options);
    this.soundings = new ClioSoundings(this.#reader);
    this.#gathered = new GatheredDocuments({
      one: (id) => this.getDocument(id),
      several: (ids) => this.listDocuments(ids),
    });
  }

  /** Whether calls of this urgency wait for the budget, and have for a moment. */
  isWaiting(urgency: Urgency): boolean {
    return this.#reader.isWaiting(urgency);
  }

  getDocument(id: string, options: CallOptions = {}): Promise<ClioDocument> {
    return this.#reader.one(ClioDocument, get(`/documents/${id}.json`, { fields: DOCUMENT_FIELDS }, options));
  }

  /** As {@link getDocument}; those that are asked for while another is being read are read together, in one call. */
  readDocument(id: string): Promise<ClioDocument> {
    return this.#gathered.read(id);
  }

  /**
   * The documents of these ids, at most 200, that can be read whole: trashed ones too, and those whose upload is not over.
   */
  async listDocuments(ids: readonly string[], options: CallOptions = {}): Promise<readonly ClioDocument[]> {
    const query = {
      fields: DOCUMENT_FIELDS,
      'ids[]': ids,
      include_deleted: 'true',
      show_uncompleted: 'true',
      order: 'id(asc)',
      limit: '200',
    };
    // A filter that Clio did not know would list the whole firm; one page holds all that were asked for.
    const { records } = await this.#reader.page(ClioDocument, get('/documents.json', query, options));
    return records;
  }

  /**
   * One page of all matters, by id, 200 a page.
   * @param after what the page before named as next
   */
  pageOfMatters(after?: string, options: CallOptions = {}): Promise<ListPage<ClioMatter>> {
    const query = { fields: MATTER_FIELDS, order: 'id(asc)', limit: '200' };
    return this.#reader.page(ClioMatter, get('/matters.json', query, options), after);
  }

  /**
   * One page of all documents, by id, 200 a page; those whose first upload is not over, too, but no trashed ones.
   * @param after what the page before named as next
   */
  pageOfDocuments(after?: string, options: CallOptions = {}): Promise<ListPage<ClioDocument>> {
    const query = { fields: DOCUMENT_FIELDS, show_uncompleted: 'true', order: 'id(asc)', limit: '200' };
    return this.#reader.page(ClioDocument, get('/documents.json', query, options), after);
  }

  getMatter(id: string, options: CallOptions = {}): Promise<ClioMatter> {
    return this.#reader.one(ClioMatter, get(`/matters/${id}.json`, { fields: MATTER_FIELDS }, options));
  }

  /** A matter, if the connected user may see all of it; undefined where parts are hidden. */
  matterIfWhole(id: string, options: CallOptions = {}): Promise<ClioMatter | undefined> {
    const call = get(`/matters/${id}.json`, { fields: MATTER_FIELDS }, options);
    return this.#reader.oneIfWhole(ClioMatter, call);
  }

  /** The custom fields of matters, with the options of picklists. */
  listMatterCustomFields(options: CallOptions = {}): AsyncGenerator<ClioCustomField, void> {
    const query = { fields: CUSTOM_FIELD_FIELDS, parent_type: 'matter', order: 'id(asc)' };
    return this.#reader.all(ClioCustomField, get('/custom_fields.json', query, options));
  }

  /** All versions of a document. */
  listVersions(documentId: string, options: CallOptions = {}): AsyncGenerator<ClioVersion, void> {
    const fields = 'id,uuid,version_number,filename,size,content_type,fully_uploaded,received_at';
    return this.#reader.all(ClioVersion, get(`/documents/${documentId}/versions.json`, { fields }, options));
  }

  /**
   * Documents changed after a moment, by id; trashed ones too, because only they are evidence of deletion, and those whose first
   * upload is not over, because nobody says that its end counts as a change.
   */
  changedDocuments(since: Date, options: CallOptions = {}): AsyncGenerator<ChangedPage<ClioDocument>, void> {
    const shown = { include_deleted: 'true', show_uncompleted: 'true' };
    const query = { fields: DOCUMENT_FIELDS, ...shown, ...changedSince(since) };
    return this.#reader.pages(ClioDocument, get('/documents.json', query, { urgency: 'sweep', ...options }));
  }

  /** Matters changed after a moment, by id. Clio tells of no deleted ones. */
  changedMatters(since: Date, options: CallOptions = {}): AsyncGenerator<ChangedPage<ClioMatter>, void> {
    const query = { fields: MATTER_FIELDS, ...changedSince(since) };
    return this.#reader.pages(ClioMatter, get('/matters.json', query, { urgency: 'sweep', ...options }));
  }

  /** Clients changed after a moment, by id. Clio does not take a matter for changed when its client is. */
  changedClients(since: Date, options: CallOptions = {}): AsyncGenerator<ChangedPage<ClioContact>, void> {
    const query = { fields: CONTACT_FIELDS, client_only: 'true', ...changedSince(since) };
    return this.#reader.pages(ClioContact, get('/contacts.json', query, { urgency: 'sweep', ...options }));
  }

  /** A client’s matters, as far as they may be seen whole. A filter that Clio does not know it ignores. */
  async *listClientMatters(contactId: string, options: CallOptions = {}): AsyncGenerator<ClioMatter, void> {
    const query = { fields: MATTER_FIELDS, client_id: contactId, order: 'id(asc)', limit: '200' };
    for await (const { records } of this.#reader.pages(ClioMatter, get('/matters.json', query, options))) {
      yield* records.filter(({ client }) => client?.id === contactId);
    }
  }

  /** A matter’s documents as far as they can be seen whole; see {@link pagesOfMatterDocuments}. */
  async *listMatterDocuments(
    matterId: string,
    options: CallOptions = {},
  ): AsyncGenerator<ClioDocument, void> {
    for await (const { records } of this.pagesOfMatterDocuments(matterId, options)) yield* records;
  }

  /**
   * A matter’s documents, each once, those that are not fully uploaded too. Whether `matter_id` reaches into folders is not documented: the matter’s folder is
   * asked with all that lies below it, too. A filter that Clio does not know it ignores, so others’ are left out here.
   */
  async *pagesOfMatterDocuments(
    matterId: string,
    options: CallOptions = {},
  ): AsyncGenerator<ChangedPage<ClioDocument>, void> {
    const { folder } = await this.#reader.one(
      z.object({ folder: z.object({ id: RecordId }).nullish() }),
      get(`/matters/${matterId}.json`, { fields: 'folder{id}' }, options),
    );
    const told = new Set<string>();
    const filters = [
      { matter_id: matterId },
      ...(folder == null ? [] : [{ parent_id: folder.id, scope: 'descendants' }]),
    ];
    for (const filter of filters) {
      const query = { fields: DOCUMENT_FIELDS, show_uncompleted: 'true', order: 'id(asc)', ...filter };
      const pages = this.#reader.pages(ClioDocument, get('/documents.json', query, options));
      for await (const { records, redacted } of pages) {
        const own = records.filter(({ id, matter }) => matter?.id === matterId && !told.has(id));
        for (const { id } of own) told.add(id);
        yield { records: own, redacted };
      }
    }
  }

  /** Asks where a version’s bytes lie: the one call of a download that Clio counts. The address lives briefly. */
  locateVersion(documentId: string, versionId: string, options: CallOptions = {}): Promise<URL> {
    const query = { document_version_id: versionId };
    return this.#reader.locate(get(`/documents/${documentId}/download.json`, query, options));
  }

  /**
   * One version’s bytes as a stream; nothing is held in memory whole.
   * @param located where they lie, if that was asked for right before
   */
  downloadVersion(
    documentId: string,
    versionId: string,
    options: CallOptions = {},
    located?: URL,
  ): AsyncGenerator<Uint8Array, void> {
    let known = located;
    const locate = (): Promise<URL> => {
      const address = known;
      known = undefined;
      return address === undefined
        ? this.locateVersion(documentId, versionId, options)
        : Promise.resolve(address);
    };
    return downloadBytes({
      locate,
      silenceMs: SILENCE_MS,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  }

  /**
   * Asks Clio to pack documents into one ZIP: their newest versions. It is made behind the call; see {@link getArchive}.
   * @param itemType what Clio calls a document among an archive’s items, a name or a number; not documented
   */
  createArchive(
    documents: readonly string[],
    itemType: string,
    options: CallOptions = {},
  ): Promise<ClioArchive> {
    return this.#reader.one(ClioArchive, {
      method: 'POST',
      path: '/document_archives.json',
      query: { fields: ARCHIVE_FIELDS },
      body: { data: { items: archiveItems(documents, itemType) } },
      ...options,
    });
  }

  getArchive(id: string, options: CallOptions = {}): Promise<ClioArchive> {
    const call = get(`/document_archives/${id}.json`, { fields: ARCHIVE_FIELDS }, options);
    return this.#reader.one(ClioArchive, call);
  }

  /** A completed archive’s bytes as a stream. */
  downloadArchive(id: string, options: CallOptions = {}): AsyncGenerator<Uint8Array, void> {
    const locate = (): Promise<URL> =>
      this.#reader.locate(get(`/document_archives/${id}/download.json`, {}, options));
    return downloadBytes({
      locate,
      silenceMs: SILENCE_MS,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  }

  /** Notes of a matter that were written after a moment. */
  listMatterNotes(matterId: string, since: Date): AsyncGenerator<ClioNote, void> {
    const query = { fields: NOTE_FIELDS, type: 'Matter', matter_id: matterId, order: 'id(asc)' };
    const written = { created_since: since.toISOString() };
    return this.#reader.all(ClioNote, get('/notes.json', { ...query, ...written }, { urgency: 'closing' }));
  }

  /** Writes a note. Clio takes it as often as it is sent: whoever repeats looks first. */
  createNote({ matter, subject, detail }: NewNote): Promise<ClioNote> {
    const about = { type: 'Matter', matter: { id: Number(matter) } };
    return this.#reader.one(ClioNote, {
      method: 'POST',
      path: '/notes.json',
      query: { fields: NOTE_FIELDS },
      body: { data: { ...about, subject, detail, detail_text_type: 'plain_text' } },
      urgency: 'closing',
    });
  }

  listWebhooks(options: CallOptions = {}): AsyncGenerator<ClioWebhook, void> {
    return this.#reader.all(
      ClioWebhook,
      get('/webhooks.json', { fields: WEBHOOK_FIELDS, order: 'id(asc)' }, options),
    );
  }

  /** Asks Clio to deliver changes of a model to an address. Its handshake may come before this resolves. */
  createWebhook(hook: {
    readonly url: string;
    readonly model: 'document' | 'matter' | 'folder' | 'contact';
    readonly events: readonly string[];
    readonly expiresAt: Date;
  }): Promise<ClioWebhook> {
    return this.#reader.one(ClioWebhook, {
      method: 'POST',
      path: '/webhooks.json',
      query: { fields: WEBHOOK_FIELDS },
      body: {
        data: {
          url: hook.url,
          model: hook.model,
          fields: WATCHED_FIELDS[hook.model],
          events: hook.events,
          expires_at: hook.expiresAt.toISOString(),
        },
      },
    });
  }

  renewWebhook(id: string, expiresAt: Date): Promise<ClioWebhook> {
    return this.#reader.one(ClioWebhook, {
      method: 'PATCH',
      path: `/webhooks/${id}.json`,
      query: { fields: WEBHOOK_FIELDS },
      body: { data: { expires_at: expiresAt.toISOString() } },
    });
  }

  /** Removes a webhook; one that is gone already is as good. */
  async deleteWebhook(id: string): Promise<void> {
    try {
      await this.#reader.send({ method: 'DELETE', path: `/webhooks/${id}.json` });
    } catch (error) {
      if (!(error instanceof ClioError && error.code === 'CLIO_NOT_FOUND')) throw error;
    }
  }
}

/** A page of a list by id, which Clio pages without end (other orders end at 10,000 records). */
const changedSince = (since: Date) => ({
  updated_since: since.toISOString(),
  order: 'id(asc)',
  limit: '200',
});

function get(path: string, query: CallQuery, options: CallOptions): ClioCall {
  return { method: 'GET', path, query, ...options };
}
