import type { DropboxConnections } from '@counterpart/connections';
import { NamespaceId, type FirmId } from '@counterpart/contracts';
import { stageContent } from '@counterpart/dropbox-client';
import type { StagedContent, StagingArea } from '../stage-document/stage-document.ports.js';

/** Upload sessions in the firm’s Dropbox. */
export class DropboxStaging implements StagingArea {
  constructor(
    private readonly connections: DropboxConnections,
    private readonly chunkBytes: number,
  ) {}

  async namespaceOf(firm: FirmId): Promise<NamespaceId> {
    const { rootNamespace } = await this.connections.of(firm);
    return NamespaceId.parse(rootNamespace);
  }

  async stage(firm: FirmId, source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<StagedContent> {
    const { client } = await this.connections.of(firm);
    return stageContent({ client, source, chunkBytes: this.chunkBytes, signal });
  }
}
