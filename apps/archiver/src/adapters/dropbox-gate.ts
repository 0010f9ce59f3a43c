import type { DropboxConnections } from '@counterpart/connections';
import { documentStream, type EventData, type FirmId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { folderRecord, placeDeviations, sealFile, type Marks } from '@counterpart/restricted-folder';
import type { Refusal, RestrictedGate } from '../relocate-counterpart/relocate-counterpart.ports.js';

type Move = EventData<'RelocationPlanned' | 'SetAsidePlanned'>;

/**
 * The gate of moves into the restricted folder and out of it. In: other ways into the file are closed first, then who
 * can open the target is read back, then it moves. Out: only by an operator’s confirmation that stands on the trail, and
 * only while nothing marks the document again.
 */
export class DropboxGate implements RestrictedGate {
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly connections: DropboxConnections,
    private readonly marks: Pick<Marks, 'of'>,
  ) {}

  async refusalOf(firm: FirmId, move: Move): Promise<Refusal | null> {
    switch (move.access) {
      case 'unchanged':
        return null;
      case 'into-restricted':
        return (await this.isProven(firm, move)) ? null : 'RESTRICTED_FOLDER_NOT_PROVEN';
      case 'out-of-restricted':
        return (await this.isConfirmed(firm, move)) ? null : 'CONFIRMATION_MISSING';
    }
  }

  private async isProven(firm: FirmId, { counterpart, to }: Move): Promise<boolean> {
    const { proven } = await folderRecord(this.store, firm);
    if (proven === null || counterpart === null) return false;
    const { sharing } = (await this.connections.of(firm)).client;
    // A file keeps its links and members by name when it moves.
    const standing = await sharing.standing(counterpart);
    if (standing.kind === 'file') await sealFile(sharing, proven, counterpart);
    return (await placeDeviations(sharing, proven, to.folder)).length === 0;
  }

  private async isConfirmed(firm: FirmId, move: Move): Promise<boolean> {
    const confirmed = 'confirmed' in move ? move.confirmed : undefined;
    if (confirmed === undefined || move.document === null) return false;
    const [mark] = await this.marks.of(firm, [{ document: move.document, matter: move.matter }]);
    if (mark !== null) return false;
    const story = await this.store.readStream(documentStream(firm, move.document));
    return story.some(({ event }) => event.name === 'PrivilegeReleased' && event.id === confirmed);
  }
}
