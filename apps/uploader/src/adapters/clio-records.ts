import type { ClioConnections } from '@counterpart/connections';
import type { SourceRecords, WantedVersion } from '../stage-document/stage-document.ports.js';

/** The records of documents and their versions in Clio. */
export class ClioSourceRecords implements SourceRecords {
  constructor(private readonly connections: ClioConnections) {}

  async isDeleted({ firm, document, version }: WantedVersion, signal: AbortSignal): Promise<boolean> {
    const clio = this.connections.of(firm);
    const { deleted_at: deletedAt } = await clio.getDocument(document, { signal });
    if (deletedAt != null) return true;
    const versions: string[] = [];
    for await (const { id } of clio.listVersions(document, { signal })) versions.push(id);
    // A document without any version is one that may not be seen whole.
    return versions.length > 0 && !versions.includes(version);
  }
}
