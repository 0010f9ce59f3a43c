import type { Circle, Reach, Who } from './effective-access.js';

/** What is watched: everything below a folder, one file or folder wherever it goes, or bytes wherever they are. */
type Target =
  | { readonly kind: 'below'; readonly namespace: string; readonly path: string }
  | { readonly kind: 'item'; readonly id: string }
  /** Any file, copies too, that has or had one of these contents, by their content hashes. */
  | { readonly kind: 'content'; readonly hashes: ReadonlySet<string> };

/** Who may reach it: accounts by id, groups by id with whoever is in them then. */
export interface Allowed {
  readonly accounts: readonly string[];
  readonly groups: readonly string[];
}

export interface Watch {
  readonly name: string;
  readonly target: Target;
  readonly allowed: Allowed;
}

/** The ways in which somebody who is not allowed to reaches a place. */
export function* trespasses(
  ways: Iterable<Reach>,
  allowed: Allowed,
  circle: Circle,
): Generator<Reach, void, undefined> {
  const accounts = new Set([
    ...allowed.accounts,
    ...allowed.groups.flatMap((group) => [...circle.membersOf(group)]),
  ]);
  for (const way of ways) {
    if (way.who.kind !== 'account' || !accounts.has(way.who.accountId)) yield way;
  }
}

/** A name for who it is, the same for the same. */
export function nameOfWho(who: Who): string {
  switch (who.kind) {
    case 'account':
      return who.accountId;
    case 'invitee':
      return `mailto:${who.email.toLowerCase()}`;
    case 'anyone':
      return who.needsPassword ? 'anyone with the password' : 'anyone';
  }
}
