import type { Policy } from '@counterpart/contracts';

/** A scope of Dropbox’s, and what it is for. */
export interface NeededScope {
  readonly scope: string;
  /** Completes “is needed to …”. */
  readonly purpose: string;
  /** Without it nothing can be mirrored. */
  readonly isVital: boolean;
}

const vital = (scope: string, purpose: string): NeededScope => ({ scope, purpose, isVital: true });
const wanted = (scope: string, purpose: string): NeededScope => ({ scope, purpose, isVital: false });

const ALWAYS: readonly NeededScope[] = [
  vital('account_info.read', 'find out whose account it is'),
  vital('files.metadata.read', 'look at what lies in Dropbox'),
  vital('files.content.read', 'read back what was written'),
  vital('files.content.write', 'write documents'),
];

const AS_TEAM = vital('team_data.member', 'act for the member that the firms file names (`selectUser`)');

const TO_LOCK_AWAY: readonly NeededScope[] = [
  wanted('sharing.read', 'prove who can open privileged documents'),
  wanted('sharing.write', 'restrict folders and end links to privileged documents'),
  wanted('groups.read', 'know who is in the group of privileged documents'),
  wanted('team_info.read', 'see all links as the team’s administrator'),
  wanted('team_data.member', 'see all links as the team’s administrator'),
];

/** Whether a policy locks documents away. */
export const locksAway = ({ privileged }: Policy): boolean =>
  privileged.categories.length + Object.keys(privileged.customFields).length > 0;

/** The least scopes that a firm’s Dropbox needs (scopes of the routes that are called, from the vendor’s specification). */
export function neededScopes(
  policy: Policy,
  { isTeam }: { readonly isTeam: boolean },
): readonly NeededScope[] {
  const needed = [...ALWAYS, ...(isTeam ? [AS_TEAM] : []), ...(locksAway(policy) ? TO_LOCK_AWAY : [])];
  return needed.filter(({ scope }, index) => needed.findIndex((one) => one.scope === scope) === index);
}

/** Those that were not granted. @param granted as the token endpoint tells them, separated by spaces */
export function missingScopes(needed: readonly NeededScope[], granted: string): readonly NeededScope[] {
  const has = new Set(granted.split(/\s+/));
  return needed.filter(({ scope }) => !has.has(scope));
}
