import type { DropboxConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import {
  DropboxError,
  Stager,
  StagingMemory,
  verdictOfTags,
  type CommitResult,
  type DropboxClient,
  type RelocationResult,
} from '@counterpart/dropbox-client';
import type { KnownFile } from '../custody/known-file.js';
import type { HandAnswer, HandFile, HandSeen, HealingHands } from '../heal-drift/heal-drift.ports.js';

const MEBIBYTE = 1_048_576;

/** Puts files back in the firm’s Dropbox. */
export class DropboxHealing implements HealingHands {
  /** Hand edits are rare: one large file at a time. */
  readonly #memory = new StagingMemory({
    chunkBytes: 4 * MEBIBYTE,
    memoryBytes: 64 * MEBIBYTE,
    readsAtOnce: 2,
  });

  constructor(private readonly connections: DropboxConnections) {}

  async look(firm: FirmId, place: string): Promise<HandSeen> {
    return (await this.#client(firm)).look(place);
  }

  async copy(firm: FirmId, id: string, to: string): Promise<HandAnswer> {
    return relocated(await (await this.#client(firm)).relocate('copy', id, to));
  }

  async move(firm: FirmId, id: string, to: string): Promise<HandAnswer> {
    return relocated(await (await this.#client(firm)).relocate('move', id, to));
  }

  async restore(firm: FirmId, { place, contentHash }: KnownFile): Promise<HandAnswer> {
    const client = await this.#client(firm);
    const revision = (await client.revisions(place)).find((one) => one.contentHash === contentHash);
    const file = revision === undefined ? undefined : await client.restore(place, revision.rev);
    return file === undefined ? { kind: 'gone' } : { kind: 'done', file };
  }

  /** The bytes are read and sent again, not restored: only a commit says which revision it may replace. */
  async rewrite(firm: FirmId, { size, contentHash }: KnownFile, edited: HandFile): Promise<HandAnswer> {
    const client = await this.#client(firm);
    const revision = (await client.revisions(edited.id)).find((one) => one.contentHash === contentHash);
    if (revision === undefined) return { kind: 'gone' };
    const stager = new Stager(client.sessions, this.#memory);
    try {
      const result = await stager.stage({ size, open: () => client.download(`rev:${revision.rev}`) });
      // Other bytes than those that were mirrored are never put in their place.
      if (result.kind === 'other-size' || result.staged.contentHash !== contentHash) return { kind: 'gone' };
      const { session } = result.staged;
      const { path, rev: replaces } = edited;
      return put(await client.finishBatch([{ session, offset: size, path, replaces, clientModified: null }]));
    } catch (error) {
      if (error instanceof DropboxError && error.tags.includes('not_found')) return { kind: 'gone' };
      throw error;
    }
  }

  async #client(firm: FirmId): Promise<DropboxClient> {
    return (await this.connections.of(firm)).client;
  }
}

function relocated(result: RelocationResult): HandAnswer {
  if (result.kind === 'failed') return refused(result.tags);
  const { entry } = result;
  if (entry.kind === 'folder') throw new TypeError('a counterpart is a file');
  return { kind: 'done', file: entry };
}

function put([result]: readonly CommitResult[]): HandAnswer {
  if (result === undefined) throw new TypeError('the one entry has its result');
  return result.kind === 'committed' ? { kind: 'done', file: result.file } : refused(result.tags);
}

/** What is in the way, or gone, is an outcome; every other refusal is a failure of the call. */
function refused(tags: readonly string[]): HandAnswer {
  if (tags.includes('conflict') || tags.includes('duplicated_or_nested_paths')) return { kind: 'taken' };
  if (tags[0] === 'from_lookup' && tags.includes('not_found')) return { kind: 'gone' };
  const verdict = verdictOfTags(tags);
  const code = verdict?.kind === 'outage' ? 'DROPBOX_WRITE_CONTENTION' : 'DROPBOX_ROUTE_ERROR';
  throw new DropboxError(code, `a file was not put back: ${tags.join('/')}`, { tags });
}
