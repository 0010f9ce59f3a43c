import {
  isSameAccount,
  type AccountPlace,
  type DropboxAccounts,
  type Event,
  type EventData,
} from '@counterpart/contracts';

/** An event and its place among all. */
interface Placed {
  readonly event: Event;
  readonly position: bigint;
}

/** Accounts that a document was mirrored to, and is to be. */
export type Restart = Pick<EventData<'MirroringRestarted'>, 'left' | 'account'>;

/** Where a document’s counterpart lies; undefined where it never had one, null where the trail does not tell the account. */
interface Fold {
  readonly lies: AccountPlace | null | undefined;
  /** When what was routed was staged: its bytes lie in that moment’s account, and are committed nowhere else. */
  readonly staged: ReadonlyMap<string, bigint>;
}

/**
 * Whether a document is to be mirrored anew: what was committed of it last was committed in another account than the one that
 * is connected now, or something stood in its way there. A document that goes there already is told of no second time.
 * @param story the document’s own stream, oldest first
 * @returns null where it is not, or nobody can tell
 */
export function detectRestart(story: readonly Placed[], accounts: DropboxAccounts): Restart | null {
  const { now: account } = accounts;
  if (account === null) return null;
  const { lies } = story.reduce((fold, one) => evolve(fold, one, accounts), NOWHERE);
  if (lies == null || isSameAccount(lies, account)) return null;
  return { left: placeOf(lies), account: placeOf(account) };
}

const NOWHERE: Fold = { lies: undefined, staged: new Map() };

function evolve(fold: Fold, { event, position }: Placed, accounts: DropboxAccounts): Fold {
  switch (event.name) {
    case 'DocumentStaged':
      return { ...fold, staged: new Map([...fold.staged, [event.data.routed, position]]) };
    case 'DocumentMirrored':
      return { ...fold, lies: accounts.at(fold.staged.get(event.data.routed) ?? position) };
    case 'PlacementConflictFound':
      return fold.lies === undefined ? { ...fold, lies: accounts.at(position) } : fold;
    case 'MirroringRestarted':
      return { ...fold, lies: event.data.account };
    default:
      return fold;
  }
}

const placeOf = ({ id, root }: AccountPlace): AccountPlace => ({ id, root });
