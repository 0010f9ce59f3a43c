import type { DocumentId, FirmId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { ownersOfFiles } from '@counterpart/path-claims';
import type { FileOwners } from '../custody/file-owners.js';

/** The uploader’s book of files and the trail of what was put back, read. */
export class FileOwnersStore implements FileOwners {
  constructor(private readonly store: Pick<EventStore, 'transact'>) {}

  of(firm: FirmId, files: readonly string[]): Promise<ReadonlyMap<string, DocumentId>> {
    return this.store.transact(({ client }) => ownersOfFiles(client, firm, files), { firm });
  }
}
