import { bouncedEventId } from '@counterpart/bounces';
import {
  documentStream,
  maskedAddress,
  matterStream,
  namesIn,
  type DocumentId,
  type Event,
  type FirmId,
  type MatterId,
  type MatterSnapshot,
  type NoticeKind,
  type StreamName,
  type ToldNames,
} from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import {
  BOUNCED_KIND,
  bouncedNotice,
  failuresOf,
  refusedOf,
  whyBounceIsQuiet,
} from '../notice/bounce-notice.js';
import { connectionNotice } from '../notice/connection-notice.js';
import type { Refusal, Restoration } from '../notice/connection-standing.js';
import { conflictNotice, type Conflict } from '../notice/conflict-notice.js';
import { deadLetterNotice } from '../notice/dead-letter-notice.js';
import { fullnessNotice, isOfFullness, isParkedNoMore } from '../notice/fullness-notice.js';
import { archivedNotice, heldUpNotice, nothingArchivedNotice } from '../notice/closing-notices.js';
import type { Message } from '../notice/letter.js';
import { folderRefusedNotice, lockedAwayNotice, type LockedAway } from '../notice/privilege-notices.js';
import type { Words } from '../notice/words/words.js';
import { isNotice, whyQuiet } from '../notice/worth-telling.js';

/** What people are told of. */
export type NoticeTurn =
  | 'WorkDeadLettered'
  | 'WorkParked'
  | 'DocumentLockedAway'
  | 'Relocated'
  | 'RestrictedFolderRefused'
  | ConnectionTurn
  | 'NoticeBounced'
  | Conflict
  | ClosingTurn;

type ConnectionTurn = (Refusal | Restoration)['name'];

type ClosingTurn = 'ClosingHeldUp' | 'ClosingEnded' | 'ClosingNoted';

/** What is to be told, and to whom. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly matter: MatterId | null;
  readonly message: Message;
  /** The responsible attorney’s address, where it is for that person; null for the firm’s alerts. */
  readonly attorney: string | null;
  /** Addresses that are known not to be reached; absent where none is. */
  readonly unreached?: (address: string) => boolean;
}

/** What is known of the work that a notice tells of. */
interface Known extends ToldNames {
  readonly firm: FirmId;
  readonly attorney: string | null;
}

const LOCKED = 'privileged-locked-away';

const OF_FIRM = { matter: null, attorney: null };

const KINDS: Readonly<Record<Exclude<Conflict, 'VersionArchived'>, NoticeKind>> = {
  PlacementConflictFound: 'placement-conflict',
  RelocationConflictFound: 'relocation-conflict',
  RelocationRefused: 'relocation-refused',
  CopyConflictFound: 'copy-conflict',
  VersionsThinned: 'versions-left',
  VersionThinningRefused: 'versions-left',
  DriftFound: 'drift',
  OpenCopyFound: 'open-copy-found',
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
  async compose(event: Event<NoticeTurn>, story: readonly Event[], words: Words): Promise<Notice | string> {
    switch (event.name) {
      case 'WorkDeadLettered': {
        const { matter, document } = event.data;
        const message = deadLetterNotice(event.data, await this.known(event.firm, document, matter), words);
        return { kind: 'work-dead-lettered', matter, message, attorney: null };
      }
      case 'WorkParked':
        if (!isOfFullness(event.data)) return 'it is tried again by itself';
        if (isParkedNoMore(event, story)) return 'it waits no more';
        return { ...OF_FIRM, kind: 'dropbox-full', message: fullnessNotice(event.firm, words) };
      case 'RestrictedFolderRefused':
        if (isRefusedBefore(event, story)) return 'told of this refusal before';
        return {
          ...OF_FIRM,
          kind: 'restricted-folder-refused',
          message: folderRefusedNotice(event.data, words),
        };
      case 'CredentialRefused':
      case 'AccessRefused':
      case 'AccessRestored':
      case 'VendorConnected': {
        const told = connectionNotice(event, story, words);
        return typeof told === 'string' ? told : { ...OF_FIRM, ...told };
      }
      case 'NoticeBounced':
        return this.bounced(event, story, words);
      case 'DocumentLockedAway':
      case 'Relocated':
        return this.lockedAway(event, story, words);
      case 'ClosingHeldUp':
      case 'ClosingEnded':
      case 'ClosingNoted':
        return this.closing(event, story, words);
      default:
        return this.conflict(event, story, words);
    }
  }

  private async bounced(
    event: Event<'NoticeBounced'>,
    story: readonly Event[],
    words: Words,
  ): Promise<Notice | string> {
    const quiet = whyBounceIsQuiet(event, story);
    if (quiet !== null) return quiet;
    const { firm, data } = event;
    const failures = failuresOf(data.sent, story);
    const ids = new Set(failures.map(({ id }) => id));
    const refused = refusedOf(data.messageId, story);
    const recipients = failures.map((failure) => failure.data.recipient);
    const names = await this.known(firm, null, data.matter);
    return {
      ...OF_FIRM,
      kind: BOUNCED_KIND,
      matter: data.matter,
      message: bouncedNotice({ data, firm }, { recipients, names }, words),
      unreached: (address) =>
        ids.has(bouncedEventId(data.sent, address)) || refused.has(maskedAddress(address)),
    };
  }

  private async conflict(
    event: Event<Conflict>,
    story: readonly Event[],
    words: Words,
  ): Promise<Notice | string> {
    const quiet = whyQuiet(event, story);
    if (quiet !== null) return quiet;
    const { document, matter }: { document: DocumentId | null; matter: MatterId | null } = {
      document: null,
      matter: null,
      ...event.data,
    };
    const known = await this.known(event.firm, document, matter);
    const message = conflictNotice(event, known, words);
    return { kind: kindOf(event), matter, message, attorney: null };
  }

  private async closing(
    event: Event<ClosingTurn>,
    story: readonly Event[],
    words: Words,
  ): Promise<Notice | string> {
    const { matter } = event.data;
    const known = await this.known(event.firm, null, matter);
    const about = { matter, attorney: null };
    switch (event.name) {
      case 'ClosingHeldUp':
        return { ...about, kind: 'closing-held-up', message: heldUpNotice(event.data, known, words) };
      case 'ClosingEnded': {
        if (event.data.how === 'reopened') return 'the matter was opened again';
        const message = nothingArchivedNotice(matter, known, words);
        return { ...about, kind: 'closing-without-documents', message };
      }
      case 'ClosingNoted': {
        const archived = story.find(({ id }) => id === event.data.archived);
        if (archived?.name !== 'MatterArchived') return 'of an archive that nobody told of';
        return { ...about, kind: 'matter-archived', message: archivedNotice(archived, known, words) };
      }
    }
  }

  private async lockedAway(
    event: Event<'DocumentLockedAway'> | Event<'Relocated'>,
    story: readonly Event[],
    words: Words,
  ): Promise<Notice | string> {
    const locked = lockedBy(event, story);
    if (locked === null) return 'it was not locked away by this';
    if (isToldLocked(event, story)) return 'told when it was locked away';
    const { matter, document } = event.data;
    const known = await this.known(event.firm, document, matter);
    const { attorney } = known;
    return { kind: LOCKED, matter, message: lockedAwayNotice(locked, known, words), attorney };
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

/** A version that is kept nowhere counts for more than an edit that was. */
function kindOf(event: Event<Conflict>): NoticeKind {
  if (event.name !== 'VersionArchived') return KINDS[event.name];
  return event.data.how === 'unavailable' ? 'version-not-kept' : 'hand-edit-kept';
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
function isToldLocked({ id }: Event, story: readonly Event[]): boolean {
  const released = story.findLastIndex(({ name }) => name === 'PrivilegeReleased');
  return story
    .slice(released + 1)
    .some((event) => isNotice(event) && event.data.kind === LOCKED && event.data.about !== id);
}

/** The same refusal was told since the folder was proven last: it is tried again by the schedule. */
function isRefusedBefore(
  { id: event, data: refused }: Event<'RestrictedFolderRefused'>,
  story: readonly Event[],
): boolean {
  const proven = story.findLastIndex(({ name }) => name === 'RestrictedFolderProven');
  const since = story.slice(proven + 1);
  const { folder, groupName, code } = refused;
  const same = since.flatMap((told) => {
    if (told.name !== 'RestrictedFolderRefused') return [];
    const { data, id } = told;
    const isSame = data.folder === folder && data.groupName === groupName && data.code === code;
    return isSame && id !== event ? [id] : [];
  });
  return since.some((told) => isNotice(told) && same.includes(told.data.about));
}

/** Address of the matter’s responsible attorney as it is known by now. */
function attorneyIn(told: readonly Event[]): string | null {
  const newest = told.findLast(({ data }) => 'matter' in data && isSnapshot(data.matter));
  if (newest === undefined || !('matter' in newest.data) || !isSnapshot(newest.data.matter)) return null;
  return newest.data.matter.responsibleAttorney?.email ?? null;
}

const isSnapshot = (matter: unknown): matter is MatterSnapshot =>
  typeof matter === 'object' && matter !== null;
