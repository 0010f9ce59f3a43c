import type { DropboxConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import { dropboxVerdict, type DropboxClient, type Removal } from '@counterpart/dropbox-client';
import type { Verdict } from '@counterpart/eventing';
import type { Put, Seen } from '../custody/seen-file.js';
import type { PriorFiles } from '../thin-versions/thin-versions.ports.js';
import { relocated } from './put-files.js';

/** Prior versions in the firm’s Dropbox. */
export class DropboxVersions implements PriorFiles {
  constructor(private readonly connections: DropboxConnections) {}

  async look(firm: FirmId, place: string): Promise<Seen> {
    return (await this.#client(firm)).look(place);
  }

  async copy(firm: FirmId, from: string, to: string, signal?: AbortSignal): Promise<Put> {
    return relocated(await (await this.#client(firm)).relocate('copy', from, to, signal));
  }

  async move(firm: FirmId, from: string, to: string, signal?: AbortSignal): Promise<Put> {
    const client = await this.#client(firm);
    const result = await client.relocate('move', from, to, signal);
    // What somebody put in the file’s stead is theirs: it goes back.
    if (result.kind === 'relocated' && result.entry.kind !== 'file')
      await client.relocate('move', to, from, signal);
    return relocated(result);
  }

  async remove(
    firm: FirmId,
    { path, rev }: { readonly path: string; readonly rev: string },
  ): Promise<Removal> {
    return (await this.#client(firm)).remove(path, rev);
  }

  verdictOf(error: unknown): Verdict {
    const verdict = dropboxVerdict(error);
    if (verdict === undefined) throw error;
    return verdict;
  }

  async #client(firm: FirmId): Promise<DropboxClient> {
    return (await this.connections.of(firm)).client;
  }
}
