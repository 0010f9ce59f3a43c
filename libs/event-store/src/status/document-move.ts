import type { Event } from '@counterpart/contracts';

/** How a move stands that was decided and has not been made. */
type MoveStanding = 'planned' | 'conflict' | 'refused';

/** A move that a document’s counterpart is to make: as long as it is not made, the file lies where it does not belong. */
export interface PendingMove {
  /** The decision: a RelocationPlanned event of the document, or of a folder above it. */
  readonly planned: string;
  readonly standing: MoveStanding;
  /** Why it was refused or given up; null for every other standing. */
  readonly reason: string | null;
  /** Since when the file belongs elsewhere, RFC 3339 in UTC. */
  readonly since: string;
  /** It locks the document away: until then a privileged document lies in an open place. */
  readonly shuts: boolean;
  /** The newest version lies in Dropbox: the document’s state is the move’s. */
  readonly shows: boolean;
}

/** What a document is taken for whose newest version lies in Dropbox and has yet to move. */
export const STATE_OF_MOVE = {
  planned: 'routed',
  conflict: 'conflict',
  refused: 'dead',
} as const satisfies Record<MoveStanding, string>;

/** The reason of what a legal hold keeps where it lies. */
export const HELD_BY_LAW = 'LEGAL_HOLD';

/** Where the counterpart lies, and since when what the event answers has waited. */
export interface MoveGround {
  readonly path: string | null;
  readonly since: string;
}

/**
 * Pure: the document’s pending move after one more event of its stream. What could not be moved is taken for well where
 * the router decides anew because the document itself changed: it plans another move, or it lies where it belongs by now.
 */
export function evolveMove(
  move: PendingMove | undefined,
  event: Event,
  ground: MoveGround,
): PendingMove | undefined {
  switch (event.name) {
    case 'RelocationPlanned':
      return event.data.along === true ? move : planned(move, event, ground.since);
    case 'DocumentAdded':
    case 'MirroringRestarted':
      // A document’s story begins here, or begins anew.
      return undefined;
    case 'DocumentVersionAdded':
    case 'DocumentChanged':
    case 'DocumentRestored':
      return move === undefined || isDecidedAnew(move) ? undefined : move;
    default:
      return move === undefined ? undefined : ended(move, event, ground);
  }
}

/** What stands in its way, or refused it, is looked at anew; under a hold nothing is. */
const isDecidedAnew = ({ standing, reason }: PendingMove): boolean =>
  standing !== 'planned' && reason !== HELD_BY_LAW;

/** What could not be moved has belonged elsewhere since it was to move first. */
const planned = (
  before: PendingMove | undefined,
  { id, data }: Event<'RelocationPlanned'>,
  since: string,
): PendingMove => ({
  planned: id,
  standing: 'planned',
  reason: null,
  since: before === undefined ? since : earlier(before.since, since),
  shuts: data.access === 'into-restricted',
  shows: false,
});

/** Outcomes of other moves, those of what goes along above all, are not this one’s. */
function ended(move: PendingMove, event: Event, { path }: MoveGround): PendingMove | undefined {
  switch (event.name) {
    case 'Relocated':
      return event.data.planned === move.planned ? undefined : move;
    case 'RelocationConflictFound': {
      const { planned: id, found, at } = event.data;
      if (id !== move.planned) return move;
      // A folder took it along meanwhile, and it lies where it is known to lie: the router decides anew.
      const wasCarried = found === 'elsewhere' && at !== null && at.toLowerCase() === path?.toLowerCase();
      return wasCarried ? undefined : { ...move, standing: 'conflict', reason: null };
    }
    case 'RelocationRefused':
      return event.data.planned === move.planned ? refused(move, event.data.reason) : move;
    case 'WorkDiscarded': {
      const { eventId, code } = event.data;
      return eventId === move.planned ? { ...move, standing: 'refused', reason: code } : move;
    }
    default:
      return move;
  }
}

/** What a hold keeps where it lies is there by a rule, unless it has to be locked away. */
const refused = (move: PendingMove, reason: string): PendingMove | undefined =>
  reason === HELD_BY_LAW && !move.shuts ? undefined : { ...move, standing: 'refused', reason };

/** The earlier of two instants of RFC 3339 in UTC. */
export const earlier = (one: string, other: string): string =>
  Date.parse(one) < Date.parse(other) ? one : other;
