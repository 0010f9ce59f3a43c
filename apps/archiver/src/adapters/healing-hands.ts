import type { DropboxConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import { isAnothers, type FileOwners } from '../custody/file-owners.js';
import type { KnownFile } from '../custody/known-file.js';
import type { Put, SeenFile } from '../custody/seen-file.js';
import type { HealingHands } from '../heal-drift/heal-drift.ports.js';
import { DropboxVersions } from './dropbox-versions.js';
import { KnownBytesSender, restoreDeleted } from './put-files.js';

/** Puts files back in the firm’s Dropbox. */
export class DropboxHealing implements HealingHands {
  readonly #files: DropboxVersions;
  readonly #sender = new KnownBytesSender();

  constructor(
    private readonly connections: DropboxConnections,
    private readonly owners: FileOwners,
  ) {
    this.#files = new DropboxVersions(connections);
  }

  look(firm: FirmId, place: string): ReturnType<HealingHands['look']> {
    return this.#files.look(firm, place);
  }

  copy(firm: FirmId, from: string, to: string): Promise<Put> {
    return this.#files.copy(firm, from, to);
  }

  move(firm: FirmId, from: string, to: string): Promise<Put> {
    return this.#files.move(firm, from, to);
  }

  async restore(firm: FirmId, known: KnownFile): Promise<Put> {
    const { client } = await this.connections.of(firm);
    const { document } = known;
    return restoreDeleted(client, known, (file) => isAnothers(this.owners, { firm, document }, file));
  }

  /** The bytes are read and sent again, not restored: only a commit says which revision it may replace. */
  async rewrite(firm: FirmId, { size, contentHash }: KnownFile, edited: SeenFile): Promise<Put> {
    const { client } = await this.connections.of(firm);
    const revision = (await client.revisions(edited.id)).find((one) => one.contentHash === contentHash);
    if (revision === undefined) return { kind: 'gone' };
    const { path, rev: replaces } = edited;
    const known = { rev: revision.rev, size, contentHash };
    const sent = await this.#sender.sendRevision(client, known, { path, replaces });
    // It comes from Clio then: one damaged file keeps no other from being put back.
    return sent.kind === 'damaged' ? { kind: 'gone' } : sent;
  }
}
