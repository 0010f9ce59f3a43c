import type { DropboxConnections } from '@counterpart/connections';
import type { DocumentId, FirmId, MatterId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { folderRecord, isShut, placeDeviations, sealFile, type Marks } from '@counterpart/restricted-folder';
import type { HealingGate } from '../heal-drift/heal-drift.ports.js';
import type { ShelfAccess } from '../thin-versions/thin-versions.ports.js';

/**
 * The gate before what is put back, and before ZIPs of versions. Within the restricted folder who can open it is read back right before; nothing that is
 * marked by now is put into an open place.
 */
export class DropboxHealingGate implements HealingGate, ShelfAccess {
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly connections: DropboxConnections,
    private readonly marks: Pick<Marks, 'of'>,
  ) {}

  async refusalOf(
    firm: FirmId,
    subject: { readonly document: DocumentId; readonly matter: MatterId; readonly folder: string },
  ): ReturnType<ShelfAccess['refusalOf']> {
    const { document, matter, folder } = subject;
    const record = await folderRecord(this.store, firm);
    if (!isShut(record, folder)) {
      const [mark] = await this.marks.of(firm, [{ document, matter }]);
      return mark === null ? null : 'MARKED_PRIVILEGED';
    }
    const { proven } = record;
    if (proven === null) return 'RESTRICTED_FOLDER_NOT_PROVEN';
    const { sharing } = (await this.connections.of(firm)).client;
    const deviations = await placeDeviations(sharing, proven, folder);
    return deviations.length === 0 ? null : 'RESTRICTED_FOLDER_NOT_PROVEN';
  }

  async seal(firm: FirmId, folder: string, file: string): Promise<void> {
    const record = await folderRecord(this.store, firm);
    if (record.proven === null || !isShut(record, folder)) return;
    await sealFile((await this.connections.of(firm)).client.sharing, record.proven, file);
  }
}
