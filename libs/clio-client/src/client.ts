import { z } from 'zod';
import { downloadBytes } from './download.js';
import { ClioError } from './errors.js';
import { ClioHttp, type ClioCall, type ClioOptions } from './http.js';
import { ClioNote, NOTE_FIELDS, type NewNote } from './notes.js';
import { changeOf, isRedacted } from './redaction.js';
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

const Body = z.object({
  data: z.unknown(),
  meta: z.object({ paging: z.object({ next: z.string().nullish() }).nullish() }).nullish(),
});

/** Silence after which a download counts as broken. */
const SILENCE_MS = 30_000;

/** How a call is made. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** One page of a list of changed records. */
export interface ChangedPage<T> {
  readonly records: readonly T[];
  /**
   * When each record was changed that cannot be taken as it is: the connected user may not see it whole, or it has another
   * form than was agreed. Null where even that is hidden.
   */
  readonly redacted: readonly (string | null)[];
}

/** Clio Manage, API v4: the part that mirroring needs. Every failure is a ClioError. */
export class ClioClient {
  readonly #http: ClioHttp;
  readonly #origins: ReadonlySet<string>;

  constructor(private readonly options: ClioOptions) {
    this.#http = new ClioHttp(options);
    this.#origins = new Set(options.downloadOrigins.map((origin) => new URL(origin).origin));
  }

  getDocument(id: string, { signal }: CallOptions = {}): Promise<ClioDocument> {
    return this.#one(ClioDocument, get(`/documents/${id}.json`, { fields: DOCUMENT_FIELDS }, signal));
  }

  getMatter(id: string, { signal }: CallOptions = {}): Promise<ClioMatter> {
    return this.#one(ClioMatter, get(`/matters/${id}.json`, { fields: MATTER_FIELDS }, signal));
  }

  /** The custom fields of matters, with the options of picklists. */
  listMatterCustomFields({ signal }: CallOptions = {}): AsyncGenerator<ClioCustomField, void> {
    const query = { fields: CUSTOM_FIELD_FIELDS, parent_type: 'matter', order: 'id(asc)' };
    return this.#all(ClioCustomField, get('/custom_fields.json', query, signal));
  }

  /** All versions of a document. */
  listVersions(documentId: string, { signal }: CallOptions = {}): AsyncGenerator<ClioVersion, void> {
    const fields = 'id,uuid,version_number,filename,size,content_type,fully_uploaded,received_at';
    return this.#all(ClioVersion, get(`/documents/${documentId}/versions.json`, { fields }, signal));
  }

  /** Documents changed after a moment, by id; trashed ones too, because only they are evidence of deletion. */
  changedDocuments(since: Date, options: CallOptions = {}): AsyncGenerator<ChangedPage<ClioDocument>, void> {
    const query = { fields: DOCUMENT_FIELDS, include_deleted: 'true', ...changedSince(since) };
    return this.#pages(ClioDocument, { ...get('/documents.json', query, options.signal), unhurried: true });
  }

  /** Matters changed after a moment, by id. Clio tells of no deleted ones. */
  changedMatters(since: Date, options: CallOptions = {}): AsyncGenerator<ChangedPage<ClioMatter>, void> {
    const query = { fields: MATTER_FIELDS, ...changedSince(since) };
    return this.#pages(ClioMatter, { ...get('/matters.json', query, options.signal), unhurried: true });
  }

  /** Clients changed after a moment, by id. Clio does not take a matter for changed when its client is. */
  changedClients(since: Date, options: CallOptions = {}): AsyncGenerator<ChangedPage<ClioContact>, void> {
    const query = { fields: CONTACT_FIELDS, client_only: 'true', ...changedSince(since) };
    return this.#pages(ClioContact, { ...get('/contacts.json', query, options.signal), unhurried: true });
  }

  /** A client’s matters, as far as they may be seen whole. A filter that Clio does not know it ignores. */
  async *listClientMatters(contactId: string, options: CallOptions = {}): AsyncGenerator<ClioMatter, void> {
    const query = { fields: MATTER_FIELDS, client_id: contactId, order: 'id(asc)', limit: '200' };
    for await (const { records } of this.#pages(ClioMatter, get('/matters.json', query, options.signal))) {
      yield* records.filter(({ client }) => client?.id === contactId);
    }
  }

  /**
   * A matter’s documents, each once, those that are not fully uploaded too. Whether `matter_id` reaches into folders is not documented: the matter’s folder is
   * asked with all that lies below it, too. A filter that Clio does not know it ignores, so others’ are left out here.
   */
  async *listMatterDocuments(
    matterId: string,
    { signal }: CallOptions = {},
  ): AsyncGenerator<ClioDocument, void> {
    const { folder } = await this.#one(
      z.object({ folder: z.object({ id: RecordId }).nullish() }),
      get(`/matters/${matterId}.json`, { fields: 'folder{id}' }, signal),
    );
    const told = new Set<string>();
    const filters = [
      { matter_id: matterId },
      ...(folder == null ? [] : [{ parent_id: folder.id, scope: 'descendants' }]),
    ];
    for (const filter of filters) {
      const query = { fields: DOCUMENT_FIELDS, show_uncompleted: 'true', order: 'id(asc)', ...filter };
      for await (const document of this.#all(ClioDocument, get('/documents.json', query, signal))) {
        if (document.matter?.id !== matterId || told.has(document.id)) continue;
        told.add(document.id);
        yield document;
      }
    }
  }

  /** One version’s bytes as a stream; nothing is held in memory whole. */
  downloadVersion(
    documentId: string,
    versionId: string,
    { signal }: CallOptions = {},
  ): AsyncGenerator<Uint8Array, void> {
    const query = { document_version_id: versionId };
    const locate = (): Promise<URL> =>
      this.#locate(get(`/documents/${documentId}/download.json`, query, signal));
    return downloadBytes({ locate, silenceMs: SILENCE_MS, ...(signal === undefined ? {} : { signal }) });
  }

  /** Notes of a matter that were written after a moment. */
  listMatterNotes(matterId: string, since: Date): AsyncGenerator<ClioNote, void> {
    const query = { fields: NOTE_FIELDS, type: 'Matter', matter_id: matterId, order: 'id(asc)' };
    const written = { created_since: since.toISOString() };
    return this.#all(ClioNote, {
      ...get('/notes.json', { ...query, ...written }, undefined),
      unhurried: true,
    });
  }

  /** Writes a note. Clio takes it as often as it is sent: whoever repeats looks first. */
  createNote({ matter, subject, detail }: NewNote): Promise<ClioNote> {
    const about = { type: 'Matter', matter: { id: Number(matter) } };
    return this.#one(ClioNote, {
      method: 'POST',
      path: '/notes.json',
      query: { fields: NOTE_FIELDS },
      body: { data: { ...about, subject, detail, detail_text_type: 'plain_text' } },
      unhurried: true,
    });
  }

  listWebhooks({ signal }: CallOptions = {}): AsyncGenerator<ClioWebhook, void> {
    return this.#all(
      ClioWebhook,
      get('/webhooks.json', { fields: WEBHOOK_FIELDS, order: 'id(asc)' }, signal),
    );
  }

  /** Asks Clio to deliver changes of a model to an address. Its handshake may come before this resolves. */
  createWebhook(hook: {
    readonly url: string;
    readonly model: 'document' | 'matter' | 'folder' | 'contact';
    readonly events: readonly string[];
    readonly expiresAt: Date;
  }): Promise<ClioWebhook> {
    return this.#one(ClioWebhook, {
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
    return this.#one(ClioWebhook, {
      method: 'PATCH',
      path: `/webhooks/${id}.json`,
      query: { fields: WEBHOOK_FIELDS },
      body: { data: { expires_at: expiresAt.toISOString() } },
    });
  }

  /** Removes a webhook; one that is gone already is as good. */
  async deleteWebhook(id: string): Promise<void> {
    try {
      const response = await this.#http.send({ method: 'DELETE', path: `/webhooks/${id}.json` });
      await response.body?.cancel();
    } catch (error) {
      if (!(error instanceof ClioError && error.code === 'CLIO_NOT_FOUND')) throw error;
    }
  }

  async #one<T>(schema: z.ZodType<T>, call: ClioCall): Promise<T> {
    const response = await this.#http.send(call);
    const { data } = await read(Body, response, call.path);
    return parse(schema, data, call.path);
  }

  async *#all<T>(schema: z.ZodType<T>, first: ClioCall): AsyncGenerator<T, void> {
    for await (const data of this.#bodies(first)) yield* parse(z.array(schema), data, first.path);
  }

  /** What the connected user may not see whole is left out and told apart: taken as it is, it would look changed. */
  async *#pages<T>(schema: z.ZodType<T>, first: ClioCall): AsyncGenerator<ChangedPage<T>, void> {
    for await (const data of this.#bodies(first)) {
      const page: { records: T[]; redacted: (string | null)[] } = { records: [], redacted: [] };
      for (const record of parse(z.array(z.unknown()), data, first.path)) {
        const read = schema.safeParse(record);
        // One record that cannot be read must not hide all others.
        if (read.success && !isRedacted(record)) page.records.push(read.data);
        else page.redacted.push(changeOf(record));
      }
      yield page;
    }
  }

  /** Follows Clio’s cursors; `next` is an absolute address, of which only path and query are used. */
  async *#bodies(first: ClioCall): AsyncGenerator<unknown, void> {
    let call: ClioCall | undefined = first;
    while (call !== undefined) {
      const response: Response = await this.#http.send(call);
      const page: z.infer<typeof Body> = await read(Body, response, call.path);
      yield page.data;
      const next: string | null | undefined = page.meta?.paging?.next;
      call = typeof next === 'string' ? this.#follow(next, first) : undefined;
    }
  }

  #follow(next: string, first: ClioCall): ClioCall {
    const url = new URL(next);
    const base = new URL(this.options.baseUrl);
    if (url.origin !== base.origin)
      throw new ClioError('CLIO_HOST_NOT_ALLOWED', `${first.path}: next page elsewhere`);
    return {
      ...first,
      path: url.pathname.replace(/^\/api\/v4/, ''),
      query: Object.fromEntries(url.searchParams),
    };
  }

  async #locate(call: ClioCall): Promise<URL> {
    const response = await this.#http.send(call);
    await response.body?.cancel();
    const location = response.headers.get('location');
    if (response.status !== 303 || location === null) {
      throw new ClioError('CLIO_ANSWER_INVALID', `${call.path}: expected 303 with an address`, {
        status: response.status,
      });
    }
    const url = new URL(location, this.options.baseUrl);
    if (!this.#origins.has(url.origin)) {
      throw new ClioError('CLIO_HOST_NOT_ALLOWED', `${call.path}: redirected to a host that is not allowed`);
    }
    return url;
  }
}

/** A page of a list by id, which Clio pages without end (other orders end at 10,000 records). */
const changedSince = (since: Date) => ({
  updated_since: since.toISOString(),
  order: 'id(asc)',
  limit: '200',
});

function get(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | undefined,
): ClioCall {
  return { method: 'GET', path, query, ...(signal === undefined ? {} : { signal }) };
}

/** JSON can spell half a surrogate pair; nothing after us can hold one. */
const wellFormed = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;

async function read<T>(schema: z.ZodType<T>, response: Response, path: string): Promise<T> {
  try {
    return schema.parse(JSON.parse(await response.text(), wellFormed));
  } catch (cause) {
    throw new ClioError('CLIO_ANSWER_INVALID', `${path}: the answer has another form`, { cause });
  }
}

function parse<T>(schema: z.ZodType<T>, data: unknown, path: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new ClioError('CLIO_ANSWER_INVALID', `${path}: the answer has another form`, { cause: parsed.error });
}
