import type { DropboxConnections } from '@counterpart/connections';
import type { FirmId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { split } from '@counterpart/placement';
import { folderRecord, isShut, placeDeviations, sealFile, type Marks } from '@counterpart/restricted-folder';
import type { ShelfGate, ShelfRefusal } from '../archive-version/archive-version.ports.js';

const NO_PROOF: ShelfRefusal = { proof: null, deviations: [] };

const OPEN: ShelfRefusal = { ...NO_PROOF, isOpen: true };

/**
 * The gate before prior versions: within the restricted folder who can open it is read back, and beside an open file nothing
 * is kept of a document that is marked by now: it is locked away before.
 */
export class RestrictedShelf implements ShelfGate {
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly connections: DropboxConnections,
    private readonly marks: Pick<Marks, 'of'>,
  ) {}

  async refusalOf(
    firm: FirmId,
    { document, matter, to: { folder }, lies }: Parameters<ShelfGate['refusalOf']>[1],
  ): Promise<ShelfRefusal | null> {
    const record = await folderRecord(this.store, firm);
    const { proven } = record;
    if (!isShut(record, folder)) {
      // It was locked away after this was decided: marked or not by now, nothing of it comes out.
      if (lies !== null && isShut(record, split(lies).folder)) return OPEN;
      const [mark] = await this.marks.of(firm, [{ document, matter }]);
      return mark === null ? null : OPEN;
    }
    if (proven === null) return NO_PROOF;
    const { sharing } = (await this.connections.of(firm)).client;
    const deviations = await placeDeviations(sharing, proven, folder);
    return deviations.length === 0 ? null : { proof: proven.proof, deviations };
  }

  async seal(firm: FirmId, folder: string, file: string): Promise<void> {
    const record = await folderRecord(this.store, firm);
    if (record.proven === null || !isShut(record, folder)) return;
    await sealFile((await this.connections.of(firm)).client.sharing, record.proven, file);
  }
}
