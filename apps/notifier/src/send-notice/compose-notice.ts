import {
  documentStream,
  matterStream,
  namesIn,
  type DocumentId,
  type Event,
  type FirmId,
  type MatterId,
  type MatterSnapshot,
  type StreamName,
  type ToldNames,
} from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { connectionRefusedNotice } from '../notice/connection-notice.js';
import { conflictNotice, type Conflict } from '../notice/conflict-notice.js';
import { deadLetterNotice } from '../notice/dead-letter-notice.js';
import { archivedNotice, heldUpNotice, nothingArchivedNotice } from '../notice/closing-notices.js';
import type { Letter } from '../notice/letter.js';
import { folderRefusedNotice, lockedAwayNotice, type LockedAway } from '../notice/privilege-notices.js';
import { whyQuiet } from '../notice/worth-telling.js';

/** What people are told of. */
export type NoticeTurn =
  | 'WorkDeadLettered'
  | 'DocumentLockedAway'
  | 'Relocated'
  | 'RestrictedFolderRefused'
  | 'CredentialRefused'
  | Conflict
  | ClosingTurn;

type ClosingTurn = 'ClosingHeldUp' | 'ClosingEnded' | 'ClosingNoted';

/** A letter and who is to have it. */
export interface Notice {
  readonly kind: string;
  readonly matter: MatterId | null;
  readonly letter: Letter;
  /** The responsible attorney’s address, where it is for that person; null for the firm’s alerts. */
  readonly attorney: string | null;
}

/** What is known of the work that a notice tells of. */
interface Known extends ToldNames {
  readonly firm: FirmId;
  readonly attorney: string | null;
}

const LOCKED = 'privileged-locked-away';

const KINDS: Readonly<Record<Conflict, string>> = {
  PlacementConflictFound: 'placement-conflict',
  RelocationConflictFound: 'relocation-conflict',
  RelocationRefused: 'relocation-refused',
  CopyConflictFound: 'copy-conflict',
  VersionArchived: 'hand-edit-kept',
  DriftFound: 'drift',
  DriftHealingStopped: 'drift-healing-stopped',
  SetAsidesStopped: 'set-asides-stopped',
};

/** Puts notices together from events and the streams that they belong to. */
export class NoticeComposer {
  constructor(private readonly store: Pick<EventStore, 'readStreams'>) {}

  /**
   * @param story the stream of the event
   * @returns the notice, or why nobody is to be told
   */
  async compose(event: Event<NoticeTurn>, story: readonly Event[]): Promise<Notice | string> {
    switch (event.name) {
      case 'WorkDeadLettered': {
        const { matter, document } = event.data;
        const letter = deadLetterNotice(event.data, await this.known(event.firm, document, matter));
        return { kind: 'work-dead-lettered', matter, letter, attorney: null };
      }
      case 'RestrictedFolderRefused':
        if (isRefusedBefore(event, story)) return 'told of this refusal before';
        return {
          kind: 'restricted-folder-refused',
          matter: null,
          letter: folderRefusedNotice(event.data),
          attorney: null,
        };
      case 'CredentialRefused': {
        const letter = connectionRefusedNotice(event.data, event.firm);
        return { kind: 'connection-refused', matter: null, letter, attorney: null };
      }
      case 'DocumentLockedAway':
      case 'Relocated':
        return this.lockedAway(event, story);
      case 'ClosingHeldUp':
      case 'ClosingEnded':
      case 'ClosingNoted':
        return this.closing(event, story);
      default:
        return this.conflict(event, story);
    }
  }

  private async conflict(event: Event<Conflict>, story: readonly Event[]): Promise<Notice | string> {
    const quiet = whyQuiet(event, story);
    if (quiet !== null) return quiet;
    const { document, matter }: { document: DocumentId | null; matter: MatterId | null } = {
      document: null,
      matter: null,
      ...event.data,
    };
    const known = await this.known(event.firm, document, matter);
    return { kind: KINDS[event.name], matter, letter: conflictNotice(event, known), attorney: null };
  }

  private async closing(event: Event<ClosingTurn>, story: readonly Event[]): Promise<Notice | string> {
    const { matter } = event.data;
    const known = await this.known(event.firm, null, matter);
    const about = { matter, attorney: null };
    switch (event.name) {
      case 'ClosingHeldUp':
        return { ...about, kind: 'closing-held-up', letter: heldUpNotice(event.data, known) };
      case 'ClosingEnded':
        if (event.data.how === 'reopened') return 'the matter was opened again';
        return { ...about, kind: 'closing-without-documents', letter: nothingArchivedNotice(matter, known) };
      case 'ClosingNoted': {
        const archived = story.find(({ id }) => id === event.data.archived);
        if (archived?.name !== 'MatterArchived') return 'of an archive that nobody told of';
        return { ...about, kind: 'matter-archived', letter: archivedNotice(archived, known) };
      }
    }
  }

  private async lockedAway(
    event: Event<'DocumentLockedAway'> | Event<'Relocated'>,
    story: readonly Event[],
  ): Promise<Notice | string> {
    const locked = lockedBy(event, story);
    if (locked === null) return 'it was not locked away by this';
    if (isToldLocked(story)) return 'told when it was locked away';
    const { matter } = event.data;
    const known = await this.known(event.firm, event.data.document, matter);
    const { attorney } = known;
    return { kind: LOCKED, matter, letter: lockedAwayNotice(locked, known), attorney };
  }

  private async known(firm: FirmId, document: DocumentId | null, matter: MatterId | null): Promise<Known> {
    const streams: readonly StreamName[] = [
      ...(document === null ? [] : [documentStream(firm, document)]),
      ...(matter === null ? [] : [matterStream(firm, matter)]),
    ];
    const stories = await this.store.readStreams(streams);
    const told = streams.flatMap((stream) => (stories.get(stream) ?? []).map(({ event }) => event));
    return { firm, ...namesIn(told), attorney: attorneyIn(told) };
  }
}

/** Where the event locked a document away; null where it did not. */
function lockedBy(
  event: Event<'DocumentLockedAway'> | Event<'Relocated'>,
  story: readonly Event[],
): LockedAway | null {
  if (event.name === 'DocumentLockedAway') return event.data;
  const { document, matter, to: path, planned } = event.data;
  const plan = story.find(({ id }) => id === planned);
  // What goes along is no document of its own.
  const isShut =
    plan?.name === 'RelocationPlanned' && plan.data.access === 'into-restricted' && plan.data.along !== true;
  return isShut && document !== null ? { document, matter, path, revokedLinks: null } : null;
}

/** Told once: later versions come into the same file. Let out and locked away again is told again. */
function isToldLocked(story: readonly Event[]): boolean {
  const released = story.findLastIndex(({ name }) => name === 'PrivilegeReleased');
  return story.slice(released + 1).some((event) => event.name === 'NoticeSent' && event.data.kind === LOCKED);
}

/** The same refusal was told since the folder was proven last: it is tried again by the schedule. */
function isRefusedBefore(event: Event<'RestrictedFolderRefused'>, story: readonly Event[]): boolean {
  const proven = story.findLastIndex(({ name }) => name === 'RestrictedFolderProven');
  const since = story.slice(proven + 1);
  const { folder, groupName, code } = event.data;
  const same = since.flatMap((told) => {
    if (told.name !== 'RestrictedFolderRefused') return [];
    const { data, id } = told;
    return data.folder === folder && data.groupName === groupName && data.code === code ? [id] : [];
  });
  return since.some((told) => told.name === 'NoticeSent' && same.includes(told.data.about));
}

/** Address of the matter’s responsible attorney as it is known by now. */
function attorneyIn(told: readonly Event[]): string | null {
  const newest = told.findLast(({ data }) => 'matter' in data && isSnapshot(data.matter));
  if (newest === undefined || !('matter' in newest.data) || !isSnapshot(newest.data.matter)) return null;
  return newest.data.matter.responsibleAttorney?.email ?? null;
}

const isSnapshot = (matter: unknown): matter is MatterSnapshot =>
  typeof matter === 'object' && matter !== null;
