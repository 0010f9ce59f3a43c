import { ClioError, type ClioClient } from '@counterpart/clio-client';
import {
  CustomFields,
  documentSnapshot,
  isFullyUploaded,
  matterSnapshot,
  trashedAt,
} from '@counterpart/clio-snapshots';
import type { ClioConnections } from '@counterpart/connections';
import type { DocumentSnapshot, FirmId, MatterId, MatterSnapshot } from '@counterpart/contracts';
import type { ClioFile, ClioFiles } from '../test-sync/test-sync.ports.js';

/** A firm’s matters and documents through Clio’s API. */
export class ClioApiFiles implements ClioFiles {
  readonly #clio: ClioClient;

  constructor(connections: ClioConnections, firm: FirmId) {
    this.#clio = connections.of(firm);
  }

  async matter(id: MatterId, customFields: readonly string[]): Promise<MatterSnapshot | undefined> {
    try {
      const matter = await this.#clio.getMatter(id);
      return matterSnapshot(
        matter,
        await new CustomFields(this.#clio, () => new Date()).of(matter, customFields),
      );
    } catch (error) {
      if (error instanceof ClioError && error.code === 'CLIO_NOT_FOUND') return undefined;
      throw error;
    }
  }

  async documents(matter: MatterId): Promise<readonly ClioFile[]> {
    const files: ClioFile[] = [];
    for await (const document of this.#clio.listMatterDocuments(matter)) {
      if (trashedAt(document) !== null) continue;
      files.push({ snapshot: documentSnapshot(document), uploaded: isFullyUploaded(document) });
    }
    return files;
  }

  open({ id, version }: DocumentSnapshot): AsyncIterable<Uint8Array> {
    return this.#clio.downloadVersion(id, version.id);
  }
}
