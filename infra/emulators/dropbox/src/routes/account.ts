import { z } from 'zod';
import type { DropboxState } from '../dropbox-state.js';
import { rootInfo } from '../team/path-root.js';
import type { Person } from '../team/person.js';
import { currentOf } from '../tree/namespace-tree.js';
import { nameOf, sharingPolicies } from '../team/profiles.js';
import { json, route, type Route } from '../wire/exchange.js';

/** The caller, as users.stone FullAccount has it; a team with a shared root. */
function fullAccount(state: DropboxState, person: Person): object {
  const { directory } = state;
  return {
    account_id: person.accountId,
    name: nameOf(person),
    email: person.email,
    email_verified: true,
    disabled: false,
    country: 'US',
    locale: 'en',
    referral_link: 'https://dropbox.example/referrals/fake',
    team: {
      id: directory.teamId,
      name: directory.teamName,
      sharing_policies: sharingPolicies(directory.policies),
      office_addin_policy: { '.tag': 'disabled' },
      top_level_content_policy: { '.tag': 'everyone' },
    },
    ...(person.seat === null ? {} : { team_member_id: person.seat.memberId }),
    is_paired: false,
    account_type: { '.tag': 'business' },
    root_info: rootInfo(state, person),
  };
}

/** What current revisions take (users.stone, SpaceUsage); nobody on the team is limited further. */
function spaceUsage({ trees, options }: DropboxState): object {
  let used = 0;
  for (const tree of trees.values()) {
    for (const entry of tree.all()) if (entry.kind === 'file') used += currentOf(entry).content.size;
  }
  const allocation = {
    '.tag': 'team',
    used,
    allocated: options.teamSpace,
    user_within_team_space_allocated: 0,
    user_within_team_space_limit_type: { '.tag': 'off' },
    user_within_team_space_used_cached: 0,
  };
  return { used, allocation };
}

const echo = route('rpc', z.strictObject({ query: z.string().max(500).default('') }), ({ arg }) =>
  json({ result: arg.query }),
);

/** The account and the connection test (users.stone, check.stone, auth.stone). */
export const accountRoutes: Readonly<Record<string, Route>> = {
  'users/get_current_account': {
    style: 'rpc',
    arg: null,
    answer: ({ state, caller }) => json(fullAccount(state, caller.person)),
  },
  'users/get_space_usage': {
    style: 'rpc',
    arg: null,
    answer: ({ state }) => json(spaceUsage(state)),
  },
  'check/user': echo,
  'check/app': echo,
  'auth/token/revoke': {
    style: 'rpc',
    arg: null,
    answer: ({ tokens, request }) => {
      tokens.revoke(request.headers.authorization);
      return json(null);
    },
  },
};
