import type { ClioConnections } from '@counterpart/connections';
import type { ContentSource, WantedVersion } from '../stage-document/stage-document.ports.js';

/** Document bytes from Clio. */
export class ClioContent implements ContentSource {
  constructor(private readonly connections: ClioConnections) {}

  open({ firm, document, version }: WantedVersion, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.connections.of(firm).downloadVersion(document, version, { signal });
  }
}
