import type { DropboxConnections } from '@counterpart/connections';
import { NamespaceId, type FirmId } from '@counterpart/contracts';
import { Stager, type DropboxClient, type StagingMemory } from '@counterpart/dropbox-client';
import type { StagingArea, StagingOrder, StagingOutcome } from '../stage-document/stage-document.ports.js';

/** A stager, and the client that it sends by. */
interface Manned {
  readonly client: DropboxClient;
  readonly stager: Stager;
}

/** Upload sessions in the firms’ Dropboxes: one stager for each firm, and another one where its connection is. */
export class DropboxStaging implements StagingArea {
  readonly #stagers = new Map<FirmId, Manned>();

  constructor(
    private readonly connections: DropboxConnections,
    private readonly memory: StagingMemory,
  ) {}

  async namespaceOf(firm: FirmId): Promise<NamespaceId> {
    const { rootNamespace } = await this.connections.of(firm);
    return NamespaceId.parse(rootNamespace);
  }

  async stage(firm: FirmId, order: StagingOrder): Promise<StagingOutcome> {
    const stager = await this.#stagerOf(firm);
    return stager.stage(order);
  }

  async #stagerOf(firm: FirmId): Promise<Stager> {
    const { client } = await this.connections.of(firm);
    const known = this.#stagers.get(firm);
    if (known?.client === client) return known.stager;
    const stager = new Stager(client.sessions, this.memory, { firm });
    this.#stagers.set(firm, { client, stager });
    return stager;
  }
}
