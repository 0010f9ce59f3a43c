import { z } from 'zod';
import { FirmError } from '../firm-error.js';
import { PassingTrouble, persevere, retryAfterMs } from './persevere.js';

export interface ClioAccess {
  /** Origin of the region or the emulator, without a path. */
  readonly clioUrl: string;
  readonly accessToken: string;
}

type Query = Readonly<Record<string, string>>;

interface Send {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: URL;
  readonly data?: unknown;
}

export interface Creation<T> {
  readonly path: string;
  /** Clio's `fields` projection. */
  readonly fields: string;
  readonly data: unknown;
  readonly answer: z.ZodType<T>;
  /** Finds the record if an earlier try, whose answer was lost, made it. */
  readonly settle: () => Promise<T | undefined>;
}

/** A request may take this long before its outcome counts as lost. */
const PATIENCE_MS = 60_000;

/** Clio's API v4 as far as loading a firm needs it: wrapped bodies, projections, cursor paging, retries. */
export class ClioCalls {
  readonly #access: ClioAccess;

  constructor(access: ClioAccess) {
    this.#access = access;
  }

  /** Every record of a list, over all its pages. */
  async list<T>(path: string, query: Query, row: z.ZodType<T>): Promise<T[]> {
    const page = z.object({
      data: z.array(row),
      meta: z.object({ paging: z.object({ next: z.string().nullish() }).nullish() }).nullish(),
    });
    const rows: T[] = [];
    let next: URL | undefined = this.#url(path, { order: 'id(asc)', limit: '200', ...query });
    while (next !== undefined) {
      const url: URL = next;
      const answer = await persevere(() => this.#send({ method: 'GET', url }, page));
      rows.push(...answer.data);
      const link = answer.meta?.paging?.next;
      next = typeof link === 'string' ? new URL(link) : undefined;
    }
    return rows;
  }

  async get<T>(path: string, fields: string, answer: z.ZodType<T>): Promise<T> {
    const url = this.#url(path, { fields });
    return (await persevere(() => this.#send({ method: 'GET', url }, z.object({ data: answer })))).data;
  }

  /** Creates a record once, also when answers are lost on the way. */
  async create<T>({ path, fields, data, answer, settle }: Creation<T>): Promise<T> {
    const url = this.#url(path, { fields });
    const wrapped = z.object({ data: answer });
    return persevere(async () => (await this.#send({ method: 'POST', url, data }, wrapped)).data, settle);
  }

  /** Changes a record; `settle` says whether an earlier try, whose answer was lost, did it. */
  async change(path: string, data: unknown, settle: () => Promise<boolean>): Promise<void> {
    const url = this.#url(path, { fields: 'id' });
    await persevere<true>(
      async () => {
        await this.#send({ method: 'PATCH', url, data }, z.object({ data: z.object({ id: z.number() }) }));
        return true;
      },
      async () => ((await settle()) ? true : undefined),
    );
  }

  #url(path: string, query: Query): URL {
    const url = new URL(`/api/v4${path}`, this.#access.clioUrl);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  async #send<T>({ method, url, data }: Send, answer: z.ZodType<T>): Promise<T> {
    const call = `${method} ${url.pathname}`;
    const response = await this.#fetch(call, url, {
      method,
      headers: {
        authorization: `Bearer ${this.#access.accessToken}`,
        ...(data === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
    });
    return readable(call, response.text, answer);
  }

  /** The text of a 2xx answer; everything else as the trouble or refusal it means. */
  async #fetch(call: string, url: URL, init: RequestInit): Promise<{ text: string }> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
      text = await response.text();
    } catch (cause) {
      throw new PassingTrouble('lost', `${call}: no answer`, { cause });
    }
    if (response.ok) return { text };
    const message = `${call}: ${response.status} ${text.slice(0, 300)}`;
    const waitMs = retryAfterMs(response.headers.get('retry-after'));
    if (response.status === 429) throw new PassingTrouble('busy', message, { waitMs: waitMs ?? 1_000 });
    if (response.status >= 500) throw new PassingTrouble('lost', message, { waitMs });
    throw new FirmError('FIRM_CLIO_REFUSED', message);
  }
}

/** A cut-off answer says nothing about the effect; a whole one of another shape would come again. */
function readable<T>(call: string, text: string, answer: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PassingTrouble('lost', `${call}: the answer is cut off`, { cause });
  }
  const read = answer.safeParse(value);
  if (read.success) return read.data;
  throw new FirmError('FIRM_CLIO_ANSWER_UNREADABLE', `${call}: ${text.slice(0, 300)}`, read.error);
}
