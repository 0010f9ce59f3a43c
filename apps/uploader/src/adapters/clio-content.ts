import type { ClioConnections } from '@counterpart/connections';
import type { DocumentId, FirmId, VersionId } from '@counterpart/contracts';
import type { ContentSource } from '../stage-document/stage-document.ports.js';

/** Document bytes from Clio. */
export class ClioContent implements ContentSource {
  constructor(private readonly connections: ClioConnections) {}

  open(
    firm: FirmId,
    document: DocumentId,
    version: VersionId,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>> {
    return Promise.resolve(this.connections.of(firm).downloadVersion(document, version, { signal }));
  }
}
