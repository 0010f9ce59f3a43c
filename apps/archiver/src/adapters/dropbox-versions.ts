import type { DropboxConnections } from '@counterpart/connections';
import type { EventData, FirmId } from '@counterpart/contracts';
import {
  DropboxError,
  dropboxVerdict,
  Stager,
  StagingMemory,
  verdictOfTags,
  type CommitResult,
  type RelocationResult,
} from '@counterpart/dropbox-client';
import type { Verdict } from '@counterpart/eventing';
import type { Put, Seen, VersionFiles } from '../archive-version/archive-version.ports.js';

const MEBIBYTE = 1_048_576;

/** Prior versions in the firm’s Dropbox. */
export class DropboxVersions implements VersionFiles {
  /** Versions are rarely recovered: one large file at a time. */
  readonly #memory = new StagingMemory({
    chunkBytes: 4 * MEBIBYTE,
    memoryBytes: 64 * MEBIBYTE,
    readsAtOnce: 2,
  });

  constructor(private readonly connections: DropboxConnections) {}

  async look(firm: FirmId, place: string): Promise<Seen> {
    const { client } = await this.connections.of(firm);
    return client.look(place);
  }

  copy(firm: FirmId, id: string, to: string): Promise<Put> {
    return this.#relocate('copy', firm, id, to);
  }

  move(firm: FirmId, id: string, to: string): Promise<Put> {
    return this.#relocate('move', firm, id, to);
  }

  async recover(
    firm: FirmId,
    { rev, size, contentHash }: EventData<'VersionArchivePlanned'>,
    to: string,
  ): Promise<Put> {
    const { client } = await this.connections.of(firm);
    const stager = new Stager(client.sessions, this.#memory);
    try {
      const result = await stager.stage({ size, open: () => client.download(`rev:${rev}`) });
      // Other bytes than the version’s are never put under its name.
      if (result.kind === 'other-size' || result.staged.contentHash !== contentHash) return { kind: 'gone' };
      const { session } = result.staged;
      const entry = { session, offset: size, path: to, replaces: null, clientModified: null };
      return putOf(await client.finishBatch([entry]));
    } catch (error) {
      if (error instanceof DropboxError && error.tags.includes('not_found')) return { kind: 'gone' };
      throw error;
    }
  }

  verdictOf(error: unknown): Verdict {
    const verdict = dropboxVerdict(error);
    if (verdict === undefined) throw error;
    return verdict;
  }

  async #relocate(verb: 'copy' | 'move', firm: FirmId, from: string, to: string): Promise<Put> {
    const { client } = await this.connections.of(firm);
    return relocated(await client.relocate(verb, from, to));
  }
}

function relocated(result: RelocationResult): Put {
  if (result.kind === 'failed') return refused(result.tags);
  const { entry } = result;
  if (entry.kind === 'folder') throw new TypeError('a version is a file');
  return { kind: 'put', file: entry };
}

function putOf([result]: readonly CommitResult[]): Put {
  if (result === undefined) throw new TypeError('the one entry has its result');
  return result.kind === 'committed' ? { kind: 'put', file: result.file } : refused(result.tags);
}

/** What is in the way, or gone, is an outcome; every other refusal is a failure of the call. */
function refused(tags: readonly string[]): Put {
  if (tags.includes('conflict')) return { kind: 'taken' };
  if (tags[0] === 'from_lookup' && tags.includes('not_found')) return { kind: 'gone' };
  const verdict = verdictOfTags(tags);
  const code = verdict?.kind === 'outage' ? 'DROPBOX_WRITE_CONTENTION' : 'DROPBOX_ROUTE_ERROR';
  throw new DropboxError(code, `a version was not kept: ${tags.join('/')}`, { tags });
}
