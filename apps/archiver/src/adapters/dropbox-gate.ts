import type { DropboxConnections } from '@counterpart/connections';
import {
  documentStream,
  matterStream,
  mattersIn,
  type Event,
  type EventData,
  type FirmId,
} from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { pathKey } from '@counterpart/placement';
import {
  folderRecord,
  isShut,
  placeDeviations,
  sealFile,
  type FolderRecord,
  type Marks,
} from '@counterpart/restricted-folder';
import { mayBeOnHold } from '../custody/legal-hold.js';
import type { Refusal, RestrictedGate } from '../relocate-counterpart/relocate-counterpart.ports.js';

type Move = EventData<'RelocationPlanned' | 'SetAsidePlanned'>;

/**
 * The gate of moves. Whatever a legal hold holds back does not move. Into the restricted folder: other ways into the file
 * are closed first, then who can open the target is read back, then it moves. Within: the same. Out of it: only by an
 * operator’s confirmation that stands on the trail. Nothing that is marked by now goes from one open place to another.
 */
export class DropboxGate implements RestrictedGate {
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly connections: DropboxConnections,
    private readonly marks: Pick<Marks, 'of'>,
  ) {}

  async refusalOf(
    firm: FirmId,
    move: Move,
    purpose: EventData<'Relocated'>['purpose'],
  ): Promise<Refusal | null> {
    if (await this.isHeldBack(firm, move)) return 'LEGAL_HOLD';
    // A folder of a matter lies open; what is privileged lies elsewhere.
    if (move.document === null) return null;
    const record = await folderRecord(this.store, firm);
    if (move.access === 'into-restricted' || isShut(record, move.to.folder)) {
      return (await this.isProven(firm, record, move)) ? null : 'RESTRICTED_FOLDER_NOT_PROVEN';
    }
    if (move.access === 'out-of-restricted' && !(await this.isConfirmed(firm, move))) {
      return 'CONFIRMATION_MISSING';
    }
    if (purpose === 'set-aside') return null;
    const [mark] = await this.marks.of(firm, [{ document: move.document, matter: move.matter }]);
    return mark === null ? null : 'MARKED_PRIVILEGED';
  }

  /** A hold that was set after the move was decided. What an earlier try moved already, whose answer was lost, is told. */
  private async isHeldBack(firm: FirmId, move: Move): Promise<boolean> {
    const { matter, document, counterpart, from } = move;
    const own = document === null ? [] : await this.store.readStream(documentStream(firm, document));
    const others = mattersIn(
      firm,
      own.map(({ event }) => event),
    );
    const matters = new Set([matterStream(firm, matter), ...others]);
    const stories = await Promise.all([...matters].map((one) => this.store.readStream(one)));
    if (!stories.some((story) => mayBeOnHold(story.map(({ event }) => event)))) return false;
    const lies = await (await this.connections.of(firm)).client.look(counterpart ?? from);
    return 'path' in lies && !isUnderWay(move, lies.path);
  }

  private async isProven(
    firm: FirmId,
    { proven }: FolderRecord,
    { counterpart, to }: Move,
  ): Promise<boolean> {
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
    const story = await this.store.readStream(documentStream(firm, move.document));
    const at = story.findIndex(({ event }) => event.name === 'PrivilegeReleased' && event.id === confirmed);
    return at >= 0 && !story.slice(at).some(({ event }) => locksAway(event));
  }
}

/** Whoever is locked away again needs another confirmation: a move that was given up may be retried after that. */
const locksAway = ({ name, data }: Event): boolean =>
  name === 'RelocationPlanned' && data.access === 'into-restricted' && data.along !== true;

/** Whether it lies where an earlier try of the move put it; what is privileged is sought wherever somebody put it. */
function isUnderWay({ access, from, to, via }: Move, path: string): boolean {
  const at = pathKey(path);
  if (access !== 'into-restricted') return at !== pathKey(from);
  return at === pathKey(`${to.folder}/${to.name}`) || (via !== null && at === pathKey(via));
}
