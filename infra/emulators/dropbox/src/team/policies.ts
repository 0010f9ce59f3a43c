import { z } from 'zod';

/** What the team lets its members share (team_policies.stone TeamSharingPolicies). */
export const TeamPolicies = z.strictObject({
  /** Who can join folders that members share. */
  shared_folder_member_policy: z.enum(['team', 'anyone', 'team_and_approved']),
  shared_folder_join_policy: z.enum(['from_team_only', 'from_anyone']),
  /** Who can open links of members; `team_only` narrows all links, the others only preset new ones. */
  shared_link_create_policy: z.enum(['default_public', 'default_team_only', 'team_only', 'default_no_one']),
  /** `members`: links to what lies in a shared folder open for its members alone. */
  shared_folder_link_restriction_policy: z.enum(['members', 'anyone']),
});
export type TeamPolicies = z.infer<typeof TeamPolicies>;

/** As open as Dropbox sets up a new team, so that nothing but a client’s care keeps a secret. */
export const OPEN_POLICIES: TeamPolicies = {
  shared_folder_member_policy: 'anyone',
  shared_folder_join_policy: 'from_anyone',
  shared_link_create_policy: 'default_public',
  shared_folder_link_restriction_policy: 'anyone',
};
