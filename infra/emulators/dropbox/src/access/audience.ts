/** Whom a link opens for, widest first. `members`: people who are members anyway; `no_one`: it only points there. */
const AUDIENCES = ['public', 'team', 'members', 'no_one'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** The narrowest of some audiences. */
export const narrowest = (audiences: readonly Audience[]): Audience =>
  AUDIENCES[Math.max(0, ...audiences.map((audience) => AUDIENCES.indexOf(audience)))] ?? 'public';
