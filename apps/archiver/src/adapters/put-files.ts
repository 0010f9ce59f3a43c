import {
  DropboxError,
  isUnreadable,
  Stager,
  StagingMemory,
  verdictOfTags,
  type CommitResult,
  type DropboxClient,
  type RelocationResult,
} from '@counterpart/dropbox-client';
import type { Put } from '../custody/seen-file.js';

const MEBIBYTE = 1_048_576;

/** Bytes that are known by their content, wherever they are read. */
export interface KnownBytes {
  /** Bytes. */
  readonly size: number;
  /** Dropbox content hash, lower-case hex. */
  readonly contentHash: string;
  /** Opens them at the first one. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** An earlier revision of a file, and the bytes it is known by. */
export interface KnownRevision extends Omit<KnownBytes, 'open'> {
  readonly rev: string;
}

/** Bytes that were sent. */
export interface StagedBytes extends Omit<KnownBytes, 'open'> {
  /** Dropbox’s upload session. */
  readonly session: string;
}

/** Where bytes are put. */
interface Destination {
  readonly path: string;
  readonly replaces: string | null;
  readonly signal?: AbortSignal;
  /** Asked right before the commit; where it is false, that fails as in an outage. */
  readonly maySend?: () => Promise<boolean>;
}

/** What came of sending bytes that are known. */
export type Sent =
  | Put
  /** Other bytes came than those that are known: passing damage on their way, or they are others by now. */
  | { readonly kind: 'damaged' };

/** Sends bytes that are known: of earlier revisions, or as Clio has them. It is rarely done: one large file at a time. */
export class KnownBytesSender {
  readonly #memory = new StagingMemory({
    chunkBytes: 4 * MEBIBYTE,
    memoryBytes: 64 * MEBIBYTE,
    readsAtOnce: 2,
  });

  /** As {@link send}, from a file’s history. */
  async sendRevision(
    client: DropboxClient,
    { rev, size, contentHash }: KnownRevision,
    to: Destination,
  ): Promise<Sent> {
    try {
      return await this.send(client, { size, contentHash, open: () => client.download(`rev:${rev}`) }, to);
    } catch (error) {
      if (isRevisionGone(error)) return { kind: 'gone' };
      throw error;
    }
  }

  /** Sends bytes, whatever they are, and puts them nowhere yet. @returns undefined where there are more or fewer than said */
  async stage(
    client: DropboxClient,
    { size, open }: Omit<KnownBytes, 'contentHash'>,
  ): Promise<StagedBytes | undefined> {
    const result = await new Stager(client.sessions, this.#memory).stage({ size, open });
    if (result.kind === 'other-size') return undefined;
    const { session, contentHash } = result.staged;
    return { session, size, contentHash };
  }

  /** Puts bytes that were sent in their place. @param to as with {@link send} */
  async commit(
    client: DropboxClient,
    { session, size }: StagedBytes,
    { path, replaces, ...terms }: Destination,
  ): Promise<Put> {
    const entry = { session, offset: size, path, replaces, clientModified: null };
    return committed(await client.finishBatch([entry], terms));
  }

  /**
   * Other bytes than those that are known are never put there.
   * @param to `replaces`: the one revision that it may be put in the place of; null where nothing may lie there; `signal`
   *   gives the commit up
   * @throws what reading throws; DropboxError, also where the session was lost before its commit
   */
  async send(
    client: DropboxClient,
    { size, contentHash, open }: KnownBytes,
    { path, replaces, ...terms }: Destination,
  ): Promise<Sent> {
    const staged = await this.stage(client, { size, open });
    if (staged?.contentHash !== contentHash) return { kind: 'damaged' };
    return this.commit(client, staged, { path, replaces, ...terms });
  }
}

/**
 * A download’s error union is `path`; a session that is lost is `not_found` or `lookup_failed`: its bytes are there yet. What Dropbox
 * gives nobody is as good as gone.
 */
const isRevisionGone = (error: unknown): boolean =>
  isUnreadable(error) ||
  (error instanceof DropboxError && error.tags[0] === 'path' && error.tags.includes('not_found'));

/**
 * Puts a deleted file back at its place, out of Dropbox’s deleted files. Nothing may lie there by a look right before; what somebody
 * puts there after that is given back.
 * @param isAnothers whether a file that was deleted there is another document’s: that stays deleted
 */
export async function restoreDeleted(
  client: DropboxClient,
  { place, contentHash }: { readonly place: string; readonly contentHash: string },
  isAnothers: (file: string) => Promise<boolean>,
): Promise<Put> {
  const before = await client.revisions(place);
  const revision = before.find((one) => one.contentHash === contentHash);
  if (revision !== undefined && (await isAnothers(revision.id))) return { kind: 'gone' };
  const file = revision === undefined ? undefined : await client.restore(place, revision.rev);
  if (file === undefined) return { kind: 'gone' };
  // A restoration looks at nothing: another file that lay there is the revision before it.
  const [, covered] = await client.revisions(file.id);
  if (covered === undefined || before.some(({ rev }) => rev === covered.rev)) return { kind: 'put', file };
  await client.restore(place, covered.rev);
  return { kind: 'taken' };
}

/** What came of copying or moving a file. */
export function relocated(result: RelocationResult): Put {
  if (result.kind === 'failed') return refused(result.tags);
  const { entry } = result;
  // Somebody put a folder or a cloud document in its stead: where the file is, the next look tells.
  return entry.kind === 'file' ? { kind: 'put', file: entry } : { kind: 'gone' };
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
