import type { DropboxConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import { DropboxError, dropboxVerdict, isUnreadable, type DropboxClient } from '@counterpart/dropbox-client';
import type { EventStore } from '@counterpart/event-store';
import { retry, type Verdict } from '@counterpart/eventing';
import { MatterArchiveError, type ArchiveFile } from '@counterpart/matter-archive';
import { folderDeviations, folderRecord, readFolderAccess } from '@counterpart/restricted-folder';
import {
  FileUnreadable,
  unreadableIn,
  type ArchiveToPut,
  type LyingFile,
  type PackedFile,
  type PackedTree,
  type PackingGround,
  type PutArchive,
} from '../pack-matter/pack-matter.ports.js';
import { isSpent, sendArchive, type SendingOptions } from './archive-session.js';

const mayLie = (archive: ArchiveToPut): Promise<boolean> => archive.mayLieThere?.() ?? Promise.resolve(true);

/** Packs closed matters in the firm’s Dropbox. */
export class DropboxPacking implements PackingGround {
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly connections: DropboxConnections,
    private readonly sending: SendingOptions,
  ) {}

  async tree(firm: FirmId, folder: string): Promise<PackedTree> {
    const client = await this.#client(firm);
    try {
      const all = await client.listings.filesBelow(folder);
      return {
        files: all.filter((one) => one.kind === 'file'),
        unreadable: all.filter(({ kind }) => kind === 'cloud-document').map(({ path }) => path),
      };
    } catch (error) {
      const isAbsent = error instanceof DropboxError && error.tags.includes('not_found');
      if (isAbsent) return { files: [], unreadable: [] };
      throw error;
    }
  }

  async look(firm: FirmId, place: string) {
    const found = await (await this.#client(firm)).look(place);
    if (found.kind === 'nothing') return null;
    return found.kind === 'file' ? found : 'other';
  }

  /** By its revision: what somebody makes of the file meanwhile is not what was listed. */
  async *read(firm: FirmId, file: PackedFile, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    const client = await this.#client(firm);
    try {
      yield* client.download(`rev:${file.rev}`, { signal });
    } catch (error) {
      throw isUnreadable(error) ? new FileUnreadable(file, { cause: error }) : error;
    }
  }

  async put(firm: FirmId, archive: ArchiveToPut): Promise<PutArchive> {
    const { path } = archive;
    if (!(await mayLie(archive))) return { kind: 'withheld' };
    const client = await this.#client(firm);
    const { session, receipt } = await sendArchive(client, archive, this.sending).catch(
      async (error: unknown) => {
        // It is refused: nobody goes on with what was sent.
        if (unreadableIn(error) !== undefined) await archive.journal.forget();
        throw error;
      },
    );
    if (!(await mayLie(archive))) return { kind: 'withheld' };
    const entry = { session, offset: receipt.size, path, replaces: null, clientModified: null };
    const [result] = await client.finishBatch([entry]);
    if (result?.kind === 'committed') {
      await archive.journal.forget();
      return { kind: 'put', file: result.file, receipt };
    }
    const tags = result?.tags ?? [];
    if (tags.includes('conflict')) return { kind: 'taken' };
    const error = new DropboxError('DROPBOX_ROUTE_ERROR', `an archive was not put: ${tags.join('/')}`, {
      tags,
    });
    // The next try begins anew.
    if (isSpent(error)) await archive.journal.forget();
    throw error;
  }

  archive(firm: FirmId, { rev, size }: LyingFile): ArchiveFile {
    return { size, read: (from, to) => this.#range(firm, rev, { from, to }) };
  }

  async shutFolder(firm: FirmId): Promise<string | null> {
    const { proven } = await folderRecord(this.store, firm);
    if (proven === null) return null;
    const { sharing } = await this.#client(firm);
    const evidence = await readFolderAccess(sharing, proven.folder);
    return folderDeviations(evidence, proven.folder, proven).length === 0 ? proven.folder : null;
  }

  /** An archive fails with what its sources failed with. What changed under our hands is tried again. */
  verdictOf(error: unknown): Verdict {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
      const verdict = dropboxVerdict(cause);
      if (verdict !== undefined) return verdict;
    }
    if (error instanceof MatterArchiveError) return retry('CONTENT_MISMATCH');
    throw error;
  }

  async *#range(
    firm: FirmId,
    rev: string,
    range: { readonly from: number; readonly to: number },
  ): AsyncGenerator<Uint8Array, void> {
    // Dropbox has no range of no bytes.
    if (range.from >= range.to) return;
    yield* (await this.#client(firm)).download(`rev:${rev}`, { range });
  }

  async #client(firm: FirmId): Promise<DropboxClient> {
    return (await this.connections.of(firm)).client;
  }
}
