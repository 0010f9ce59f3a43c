import type { LastingRefusal } from '@counterpart/access-tokens';
import { z } from 'zod';
import { DropboxError } from './errors.js';

/**
 * Who a call is made by: the connected member; an administrator, who is told of everybody’s links; or the team itself,
 * for routes about the team. The latter two need a team’s token (auth-types page).
 */
export type Actor =
  | { readonly kind: 'member' }
  | { readonly kind: 'admin'; readonly memberId: string }
  | { readonly kind: 'team' };

/** What of a call Dropbox looks at before it looks at the argument. */
export interface CallFrame {
  readonly route: string;
  readonly actor: Actor['kind'];
  /** Whether it names the namespace that paths begin in. */
  readonly isRooted: boolean;
}

/** Where paths begin. */
export const ROOT = 'root';

const TOKEN = 'token';
const routePart = ({ route, actor }: CallFrame): string => `${route} as ${actor}`;

/** The parts of a call that Dropbox may refuse by themselves. */
export const partsOf = (frame: CallFrame): readonly string[] => [
  TOKEN,
  frame.actor,
  routePart(frame),
  ...(frame.isRooted ? [ROOT] : []),
];

const MissingScope = z.looseObject({ '.tag': z.literal('missing_scope'), required_scope: z.string() });

/** The scope that a refused call would have needed; null where it was refused for something else. */
export function missingScope(error: unknown): string | null {
  if (!(error instanceof DropboxError)) return null;
  const parsed = MissingScope.safeParse(error.union);
  return parsed.success ? parsed.data.required_scope : null;
}

/** Refusals of who is acted for (auth.stone AuthError). */
const OF_ACTOR: ReadonlySet<string> = new Set([
  'user_suspended',
  'invalid_select_user',
  'invalid_select_admin',
]);
/** Refusals of the route. */
const OF_ROUTE: ReadonlySet<string> = new Set(['missing_scope', 'route_access_denied']);

/**
 * What a failure says that no new token mends; undefined where it says nothing of the kind. A member or root that is refused stops
 * all work; an administrator, or a route, only what needs it.
 */
export function lastingRefusal(error: DropboxError, frame: CallFrame): LastingRefusal | undefined {
  const word = (error.tags[0] ?? '').slice(0, 60);
  if (error.code === 'DROPBOX_PATH_ROOT') return { part: ROOT, whole: true, word };
  // There was no token to be refused: that is told by whoever did not get it.
  if (error.code !== 'DROPBOX_UNAUTHORISED' || error.status === undefined) return undefined;
  const { actor } = frame;
  if (OF_ACTOR.has(word)) return { part: actor, whole: actor === 'member', word };
  if (!OF_ROUTE.has(word)) return { part: TOKEN, whole: true, word };
  const scope = missingScope(error)?.slice(0, 100);
  return { part: routePart(frame), whole: false, word, ...(scope === undefined ? {} : { lacks: scope }) };
}

/** Whether a failure shows that the call itself was let through: what it asked for was looked at. */
export const isLetThrough = ({ code, status }: DropboxError): boolean =>
  code === 'DROPBOX_ROUTE_ERROR' || (code === 'DROPBOX_WRITE_CONTENTION' && status === 409);
