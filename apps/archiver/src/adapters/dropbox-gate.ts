import type { DropboxConnections } from '@counterpart/connections';
import {
  documentStream,
  matterStream,
  type Event,
  type EventData,
  type FirmId,
  type StreamName,
} from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { pathKey } from '@counterpart/placement';
import { folderRecord, placeDeviations, sealFile, type Marks } from '@counterpart/restricted-folder';
import type { Refusal, RestrictedGate } from '../relocate-counterpart/relocate-counterpart.ports.js';

type Move = EventData<'RelocationPlanned' | 'SetAsidePlanned'>;

/**
 * The gate of moves. Whatever a legal hold holds back does not move. Into the restricted folder: other ways into the file are closed first, then who
 * can open the target is read back, then it moves. Out of it: only by an operator’s confirmation that stands on the trail, and
 * only while nothing marks the document again.
 */
export class DropboxGate implements RestrictedGate {
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly connections: DropboxConnections,
    private readonly marks: Pick<Marks, 'of'>,
  ) {}

  async refusalOf(firm: FirmId, move: Move): Promise<Refusal | null> {
    if (await this.isHeldBack(firm, move)) return 'LEGAL_HOLD';
    switch (move.access) {
      case 'unchanged':
        return null;
      case 'into-restricted':
        return (await this.isProven(firm, move)) ? null : 'RESTRICTED_FOLDER_NOT_PROVEN';
      case 'out-of-restricted':
        return (await this.isConfirmed(firm, move)) ? null : 'CONFIRMATION_MISSING';
    }
  }

  /** A hold that was set after the move was decided. What an earlier try moved already, whose answer was lost, is told. */
  private async isHeldBack(firm: FirmId, { matter, document, counterpart, from }: Move): Promise<boolean> {
    const matters = new Set([matterStream(firm, matter)]);
    if (document !== null) {
      const story = await this.store.readStream(documentStream(firm, document));
      for (const { event } of story) addMatter(matters, event);
    }
    const stories = await Promise.all([...matters].map((one) => this.store.readStream(one)));
    if (!stories.some((story) => isOnHold(story.map(({ event }) => event)))) return false;
    const lies = await (await this.connections.of(firm)).client.look(counterpart ?? from);
    return 'path' in lies && pathKey(lies.path) === pathKey(from);
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

/** Every matter that a document was in: its file may lie there yet. */
function addMatter(matters: Set<StreamName>, { firm, data }: Event): void {
  const document = 'document' in data ? data.document : null;
  if (typeof document !== 'object' || document === null || document.matter === null) return;
  matters.add(matterStream(firm, document.matter));
}

const isOnHold = (story: readonly Event[]): boolean =>
  story.findLast(({ name }) => name === 'LegalHoldSet' || name === 'LegalHoldLifted')?.name ===
  'LegalHoldSet';
