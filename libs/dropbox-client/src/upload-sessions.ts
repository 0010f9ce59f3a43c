import { z } from 'zod';
import { correctOffsetOf, parse, tagsOf } from './answer.js';
import { contentHash } from './content-hash.js';
import { DropboxError } from './errors.js';
import type { DropboxHttp } from './http.js';

/** Upload sessions live 7 days (files.stone, upload_session/start). */
export const SESSION_LIFE_MS = 7 * 24 * 60 * 60 * 1000;

/** Most sessions of one start_batch, entries of one append_batch or of one finish_batch_v2 (files.stone). */
export const MOST_ENTRIES = 1000;

/** How bytes are sent. */
export interface SendOptions {
  readonly signal?: AbortSignal;
  /** Told each time that they arrived damaged and are sent again. */
  readonly onDamaged?: () => void;
  /** Content hash of just these bytes, where it is known already. */
  readonly hash?: string;
}

/** A whole file for a session of its own. */
export interface PackEntry {
  readonly session: string;
  readonly bytes: Uint8Array;
}

/** What became of one entry of a pack: taken, or the failure’s tags from the outside in. */
export type PackResult =
  | { readonly kind: 'taken' }
  | { readonly kind: 'failed'; readonly tags: readonly string[]; readonly correctOffset: number | undefined };

const SessionId = z.object({ session_id: z.string() });

/** Upload sessions (files.stone): where bytes wait for their commit. Every failure is a DropboxError. */
export class UploadSessions {
  constructor(private readonly http: DropboxHttp) {}

  /** A whole file in one call: opens a session and closes it. A lost answer loses a session that nobody misses. */
  async startClosed(bytes: Uint8Array, { hash, ...sending }: SendOptions = {}): Promise<string> {
    const arg = { close: true, content_hash: hash ?? contentHash(bytes) };
    const result = await this.http.call({
      route: 'files/upload_session/start',
      style: 'upload',
      arg,
      body: bytes,
      repeatable: true,
      ...sending,
    });
    return parse(SessionId, result).session_id;
  }

  /** Opens a session whose parts may come in any order. */
  async startConcurrent({ signal }: SendOptions = {}): Promise<string> {
    const result = await this.http.call({
      route: 'files/upload_session/start',
      style: 'upload',
      arg: { session_type: 'concurrent' },
      repeatable: true,
      ...(signal === undefined ? {} : { signal }),
    });
    return parse(SessionId, result).session_id;
  }

  /** Opens up to 1,000 empty sessions in one call: so many as were asked for. */
  async startBatch(count: number, { signal }: SendOptions = {}): Promise<readonly string[]> {
    const result = await this.http.call({
      route: 'files/upload_session/start_batch',
      style: 'rpc',
      arg: { num_sessions: count },
      repeatable: true,
      ...(signal === undefined ? {} : { signal }),
    });
    const { session_ids: ids } = parse(z.object({ session_ids: z.array(z.string()) }), result);
    if (ids.length !== count) {
      throw new DropboxError('DROPBOX_ANSWER_INVALID', `start_batch: ${ids.length} sessions of ${count}`);
    }
    return ids;
  }

  /**
   * Appends bytes at an offset; `close` ends the session with them. That the same bytes are there already, from a
   * try whose answer was lost, is success; where only the first of them are, the rest follows. Whoever appends vouches
   * that nobody put other bytes there.
   */
  async append(
    {
      session,
      offset,
      close,
    }: { readonly session: string; readonly offset: number; readonly close: boolean },
    bytes: Uint8Array,
    { hash, ...sending }: SendOptions = {},
  ): Promise<void> {
    try {
      await this.http.call({
        route: 'files/upload_session/append_v2',
        style: 'upload',
        arg: {
          cursor: { session_id: session, offset },
          close,
          content_hash: hash ?? contentHash(bytes),
        },
        body: bytes,
        repeatable: true,
        ...sending,
      });
    } catch (error) {
      const end = offset + bytes.length;
      if (arrivedBefore(error, end, close)) return;
      const kept = keptUpTo(error);
      if (kept <= offset || kept > end) throw error;
      await this.append({ session, offset: kept, close }, bytes.subarray(kept - offset), sending);
    }
  }

  /**
   * Appends whole files, each to an empty session of its own, and closes those, in one call of at most 150 MiB. Its argument
   * travels in a header: see {@link packArgBytes}.
   * @returns one result each, in the same order
   */
  async appendBatch(
    entries: readonly PackEntry[],
    sending: Omit<SendOptions, 'hash'> = {},
  ): Promise<readonly PackResult[]> {
    const body = Buffer.concat(entries.map(({ bytes }) => bytes));
    const result = await this.http.call({
      route: 'files/upload_session/append_batch',
      style: 'upload',
      arg: { entries: entries.map(toAppendArg), content_hash: contentHash(body) },
      body,
      repeatable: true,
      ...sending,
    });
    const answer = parse(z.object({ entries: z.array(z.looseObject({ '.tag': z.string() })) }), result);
    if (answer.entries.length !== entries.length) {
      throw new DropboxError('DROPBOX_ANSWER_INVALID', 'append_batch: an entry has no result');
    }
    return answer.entries.map((entry) => toPackResult(entry));
  }
}

const toAppendArg = ({ session, bytes }: PackEntry): object => ({
  cursor: { session_id: session, offset: 0 },
  length: bytes.length,
  close: true,
});

/** What `append_batch` says beside its entries: their frame, and the content hash of 64 digits. */
const PACK_FRAME_BYTES = JSON.stringify({ entries: [], content_hash: '0'.repeat(64) }).length;

/** Bytes of the argument of one {@link UploadSessions.appendBatch}; ASCII, as session ids are. */
export const packArgBytes = (entries: readonly PackEntry[]): number =>
  entries.reduce((sum, entry) => sum + JSON.stringify(toAppendArg(entry)).length + 1, PACK_FRAME_BYTES);

function toPackResult(entry: { readonly '.tag': string; readonly failure?: unknown }): PackResult {
  if (entry['.tag'] === 'success') return { kind: 'taken' };
  const tags = tagsOf(entry.failure);
  // The session is ours alone: it is closed because an earlier try, whose answer was lost, closed it.
  if (tags.includes('closed')) return { kind: 'taken' };
  return { kind: 'failed', tags, correctOffset: correctOffsetOf(entry.failure) };
}

/** How many bytes of a session Dropbox has; 0 where the refusal does not say. */
const keptUpTo = (error: unknown): number =>
  (error instanceof DropboxError ? correctOffsetOf(error.union) : undefined) ?? 0;

/** Whether a refused append only says that its bytes are there: the answer of an earlier try was lost. */
function arrivedBefore(error: unknown, end: number, close: boolean): boolean {
  if (!(error instanceof DropboxError)) return false;
  if (close && error.tags.includes('closed')) return true;
  if (close || !error.tags.includes('incorrect_offset')) return false;
  return correctOffsetOf(error.union) === end;
}
