import {
  DropboxError,
  Stager,
  StagingMemory,
  verdictOfTags,
  type CommitResult,
  type DropboxClient,
  type RelocationResult,
} from '@counterpart/dropbox-client';
import type { Put } from '../custody/seen-file.js';

const MEBIBYTE = 1_048_576;

/** An earlier revision of a file, and the bytes it is known by. */
export interface KnownRevision {
  readonly rev: string;
  /** Bytes. */
  readonly size: number;
  /** Dropbox content hash, lower-case hex. */
  readonly contentHash: string;
}

/** Where bytes are put. */
interface Destination {
  readonly path: string;
  readonly replaces: string | null;
  readonly signal?: AbortSignal;
}

/** Sends the bytes of earlier revisions again. It is rarely done: one large file at a time. */
export class RevisionSender {
  readonly #memory = new StagingMemory({
    chunkBytes: 4 * MEBIBYTE,
    memoryBytes: 64 * MEBIBYTE,
    readsAtOnce: 2,
  });

  /**
   * Other bytes than those that are known are never put there.
   * @param to `replaces`: the one revision that it may be put in the place of; null where nothing may lie there; `signal`
   *   gives the commit up
   */
  async send(
    client: DropboxClient,
    { rev, size, contentHash }: KnownRevision,
    { path, replaces, signal }: Destination,
  ): Promise<Put> {
    const stager = new Stager(client.sessions, this.#memory);
    try {
      const result = await stager.stage({ size, open: () => client.download(`rev:${rev}`) });
      if (result.kind === 'other-size' || result.staged.contentHash !== contentHash) return { kind: 'gone' };
      const { session } = result.staged;
      const entry = { session, offset: size, path, replaces, clientModified: null };
      return committed(await client.finishBatch([entry], signal === undefined ? {} : { signal }));
    } catch (error) {
      if (error instanceof DropboxError && error.tags.includes('not_found')) return { kind: 'gone' };
      throw error;
    }
  }
}

/** What came of copying or moving a file. */
export function relocated(result: RelocationResult): Put {
  if (result.kind === 'failed') return refused(result.tags);
  const { entry } = result;
  if (entry.kind === 'folder') throw new TypeError('a counterpart is a file');
  // Somebody put a cloud document in its stead: the next look tells.
  return entry.kind === 'file' ? { kind: 'put', file: entry } : { kind: 'taken' };
}

function committed([result]: readonly CommitResult[]): Put {
  if (result === undefined) throw new TypeError('the one entry has its result');
  return result.kind === 'committed' ? { kind: 'put', file: result.file } : refused(result.tags);
}

/** What is in the way, or gone, is an outcome; every other refusal is a failure of the call. */
function refused(tags: readonly string[]): Put {
  if (tags.includes('conflict') || tags.includes('duplicated_or_nested_paths')) return { kind: 'taken' };
  if (tags[0] === 'from_lookup' && tags.includes('not_found')) return { kind: 'gone' };
  const verdict = verdictOfTags(tags);
  const code = verdict?.kind === 'outage' ? 'DROPBOX_WRITE_CONTENTION' : 'DROPBOX_ROUTE_ERROR';
  throw new DropboxError(code, `a file was not put in its place: ${tags.join('/')}`, { tags });
}
