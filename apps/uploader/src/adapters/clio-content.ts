import type { ClioConnections } from '@counterpart/connections';
import type { ContentSource, HeldContent, WantedContent } from '../stage-document/stage-document.ports.js';

/** Document bytes from Clio, each by a call of its own. */
export class ClioContent implements ContentSource {
  constructor(private readonly connections: ClioConnections) {}

  hold({ firm, document, version, isMigration }: WantedContent, signal: AbortSignal): Promise<HeldContent> {
    const urgency = isMigration ? 'migration' : 'live';
    const open = (): AsyncIterable<Uint8Array> =>
      this.connections.of(firm).downloadVersion(document, version, { signal, urgency });
    return Promise.resolve({ open, release: () => undefined });
  }
}
