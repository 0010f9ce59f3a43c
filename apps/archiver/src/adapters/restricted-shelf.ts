import type { DropboxConnections } from '@counterpart/connections';
import type { EventData, FirmId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { folderRecord, placeDeviations } from '@counterpart/restricted-folder';
import type { ShelfGate, ShelfRefusal } from '../archive-version/archive-version.ports.js';

/** The gate before prior versions that are kept within the restricted folder. What lies in an open one needs none. */
export class RestrictedShelf implements ShelfGate {
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly connections: DropboxConnections,
  ) {}

  async refusalOf(
    firm: FirmId,
    { to: { folder } }: EventData<'VersionArchivePlanned'>,
  ): Promise<ShelfRefusal | null> {
    const { planned, proven, everProven } = await folderRecord(this.store, firm);
    const shut = [...everProven, ...(planned === null ? [] : [planned.folder])];
    if (!shut.some((one) => `${folder}/`.startsWith(`${one}/`))) return null;
    if (proven === null) return { proof: null, deviations: [] };
    const { sharing } = (await this.connections.of(firm)).client;
    const deviations = await placeDeviations(sharing, proven, folder);
    return deviations.length === 0 ? null : { proof: proven.proof, deviations };
  }
}
