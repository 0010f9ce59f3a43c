import type { Urgency } from '@counterpart/pacer';
import type { Response } from 'undici';
import { z } from 'zod';
import { ClioError } from './errors.js';
import { ClioHttp, type ClioCall, type ClioOptions } from './http.js';
import { isRedacted, redactedOf, type Redacted } from './redaction.js';

const Body = z.object({
  data: z.unknown(),
  meta: z.object({ paging: z.object({ next: z.string().nullish() }).nullish() }).nullish(),
});

/** One page of a list of changed records. */
export interface ChangedPage<T> {
  readonly records: readonly T[];
  /** Records that cannot be taken as they are: the connected user may not see them whole, or they have another form than was agreed. */
  readonly redacted: readonly Redacted[];
}

/** One page of a list that is gone on with later. */
export interface ListPage<T> extends ChangedPage<T> {
  /** What the next page is asked for with; null after the last one. */
  readonly next: string | null;
}

/** Reads answers of Clio’s: one record, pages of them, or the address of bytes. Every failure is a ClioError. */
export class ClioReader {
  readonly #http: ClioHttp;
  readonly #origins: ReadonlySet<string>;

  constructor(private readonly options: ClioOptions) {
    this.#http = new ClioHttp(options);
    this.#origins = new Set(options.downloadOrigins.map((origin) => new URL(origin).origin));
  }

  /** Whether calls of this urgency wait for the budget, and have for a moment. */
  isWaiting(urgency: Urgency): boolean {
    return this.#http.isWaiting(urgency);
  }

  /** Makes a call whose answer’s body is of no interest. */
  async send(call: ClioCall): Promise<void> {
    const response = await this.#http.send(call);
    await response.body?.cancel();
  }

  /** One record. */
  async one<T>(schema: z.ZodType<T>, call: ClioCall): Promise<T> {
    const response = await this.#http.send(call);
    const { data } = await read(Body, response, call.path);
    return parse(schema, data, call.path);
  }

  /** One record; undefined where the connected user may not see it whole. */
  async oneIfWhole<T>(schema: z.ZodType<T>, call: ClioCall): Promise<T | undefined> {
    const response = await this.#http.send(call);
    const { data } = await read(Body, response, call.path);
    return isRedacted(data) ? undefined : parse(schema, data, call.path);
  }

  /** One record, and what the answer says of the time (RFC 9110 §6.6.1). */
  async dated<T>(
    schema: z.ZodType<T>,
    call: ClioCall,
  ): Promise<{ readonly record: T; readonly date: string | null }> {
    const response = await this.#http.send(call);
    const { data } = await read(Body, response, call.path);
    return { record: parse(schema, data, call.path), date: response.headers.get('date') };
  }

  /** All records of a list. */
  async *all<T>(schema: z.ZodType<T>, first: ClioCall): AsyncGenerator<T, void> {
    for await (const data of this.#bodies(first)) yield* parse(z.array(schema), data, first.path);
  }

  /** What the connected user may not see whole is left out and told apart: taken as it is, it would look changed. */
  async *pages<T>(schema: z.ZodType<T>, first: ClioCall): AsyncGenerator<ChangedPage<T>, void> {
    for await (const data of this.#bodies(first)) yield sorted(schema, data, first.path);
  }

  /** One page alone: the first, or the one that a page before named as next. */
  async page<T>(schema: z.ZodType<T>, first: ClioCall, after?: string): Promise<ListPage<T>> {
    const call = after === undefined ? first : this.#follow(after, first);
    const response = await this.#http.send(call);
    const { data, meta } = await read(Body, response, call.path);
    return { ...sorted(schema, data, call.path), next: meta?.paging?.next ?? null };
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
      query: Object.fromEntries(
        [...url.searchParams.keys()].map((name) => [name, url.searchParams.getAll(name)]),
      ),
    };
  }

  /** The signed address that a call redirects to, at a host that is allowed. */
  async locate(call: ClioCall): Promise<URL> {
    const response = await this.#http.send(call);
    await response.body?.cancel();
    const location = response.headers.get('location');
    if (response.status !== 303 || location === null) {
      throw new ClioError('CLIO_ANSWER_INVALID', `${call.path}: expected 303 with an address`, {
        status: response.status,
      });
    }
    const url = new URL(location, this.options.baseUrl);
    const { origin } = url;
    if (!this.#origins.has(origin)) {
      const about = `${call.path}: redirected to ${origin}, which is not allowed`;
      throw new ClioError('CLIO_HOST_NOT_ALLOWED', about, { origin });
    }
    return url;
  }
}

/** One record that cannot be read must not hide all others. */
function sorted<T>(schema: z.ZodType<T>, data: unknown, path: string): ChangedPage<T> {
  const page: { records: T[]; redacted: Redacted[] } = { records: [], redacted: [] };
  for (const record of parse(z.array(z.unknown()), data, path)) {
    const read = schema.safeParse(record);
    if (read.success && !isRedacted(record)) page.records.push(read.data);
    else page.redacted.push(redactedOf(record));
  }
  return page;
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
