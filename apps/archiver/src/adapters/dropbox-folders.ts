import type { DropboxConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import { dropboxVerdict } from '@counterpart/dropbox-client';
import type { Verdict } from '@counterpart/eventing';
import type { Folders } from '../make-scaffold/make-scaffold.ports.js';

/** Folders in the firm’s Dropbox. */
export class DropboxFolders implements Folders {
  constructor(private readonly connections: DropboxConnections) {}

  async make(firm: FirmId, folders: readonly string[]): Promise<number> {
    const { client } = await this.connections.of(firm);
    return client.createFolders(folders);
  }

  verdictOf(error: unknown): Verdict {
    const verdict = dropboxVerdict(error);
    if (verdict === undefined) throw error;
    return verdict;
  }
}
