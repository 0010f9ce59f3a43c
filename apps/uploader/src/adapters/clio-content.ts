import type { ClioConnections } from '@counterpart/connections';
import type { ContentSource, HeldContent, WantedContent } from '../stage-document/stage-document.ports.js';

/** Document bytes from Clio, each by a call of its own. */
export class ClioContent implements ContentSource {
  constructor(private readonly connections: ClioConnections) {}

  async hold(
    { firm, document, version, isMigration }: WantedContent,
    signal: AbortSignal,
  ): Promise<HeldContent> {
    const clio = this.connections.of(firm);
    const options = { signal, urgency: isMigration ? 'migration' : 'live' } as const;
    // What may wait long for its turn with Clio does so here, before it holds a read or memory that live documents need.
    let located = isMigration ? await clio.locateVersion(document, version, options) : undefined;
    const open = (): AsyncIterable<Uint8Array> => {
      const first = located;
      located = undefined;
      return clio.downloadVersion(document, version, options, first);
    };
    return { open, release: () => undefined };
  }
}
