/** What somebody may do with a place, weakest first (sharing.stone AccessLevel). */
const ROLES = ['viewer_no_comment', 'viewer', 'editor', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/** Whether a role is at least as much as another. */
export const isAtLeast = (role: Role | null, least: Role): boolean =>
  role !== null && ROLES.indexOf(role) >= ROLES.indexOf(least);

/** The strongest of some roles; null where there is none. */
export function strongest(roles: Iterable<Role | null>): Role | null {
  let best: Role | null = null;
  for (const role of roles) if (role !== null && !isAtLeast(best, role)) best = role;
  return best;
}
