import type { IncomingHttpHeaders } from 'node:http';
import type { DropboxState } from '../dropbox-state.js';
import type { AccessToken, Tokens } from '../tokens.js';
import { authError, badRequest, missingScope } from '../wire/api-error.js';
import { rightOf, type Right } from '../wire/rights.js';
import { isMember, type Member, type Person } from './person.js';
import { connectedMember } from './seed.js';

/** Who a call is made by. */
export interface Caller {
  readonly person: Person;
  /**
   * By Select-Admin: acts with an administrator’s rights, over what lies in the team’s space or over members’ homes
   * too, as the route says.
   */
  readonly admin: Right['admin'];
}

/** Which route is called, and with what headers. */
interface Knock {
  readonly route: string;
  readonly headers: IncomingHttpHeaders;
}

/** Who an application’s own call is made by. */
const NOBODY: Person = { accountId: '', email: '', givenName: '', surname: '', seat: null };

/** Acting for somebody asks for this scope beside the route’s own (auth-types page). */
const SELECTING_SCOPE = 'team_data.member';

/**
 * Who calls, after the token’s scopes, its kind and the selecting headers were checked against the route’s right.
 * @throws ApiError 401, or 400 where token and route do not belong together
 */
export function admit({ directory }: DropboxState, tokens: Tokens, knock: Knock): Caller {
  const right = rightOf(knock.route);
  const connected = connectedMember(directory);
  if (right.auth === 'app' || (right.auth === 'app, user' && isBasic(knock))) {
    tokens.checkApp(knock.headers.authorization);
    return { person: NOBODY, admin: null };
  }
  const token = tokens.check(knock.headers.authorization);
  requireScope(token, right.scope);
  if (right.auth === 'team') {
    if (token.link === 'member')
      throw badRequest(knock.route, 'This API function operates on a team, and the token is of one member.');
    return { person: connected, admin: 'whole_team' };
  }
  return selected(knock, right, token, {
    connected: active(connected, 'user_suspended'),
    find: (memberId) => directory.byMemberId(memberId),
  });
}

const isBasic = ({ headers }: Knock): boolean => headers.authorization?.startsWith('Basic ') === true;

function requireScope({ scopes }: AccessToken, scope: string | null): void {
  if (scope !== null && !scopes.has(scope)) throw missingScope(scope);
}

interface Team {
  readonly connected: Member;
  find(memberId: string): Member | undefined;
}

function selected(knock: Knock, right: Right, token: AccessToken, team: Team): Caller {
  const user = headerOf(knock, 'dropbox-api-select-user');
  const admin = headerOf(knock, 'dropbox-api-select-admin');
  if (user === undefined && admin === undefined) {
    if (token.link === 'team')
      throw badRequest(knock.route, 'The token is of a team: name a member in Dropbox-API-Select-User.');
    return { person: team.connected, admin: null };
  }
  if (token.link === 'member' || (user !== undefined && admin !== undefined))
    throw badRequest(knock.route, 'These headers do not go with this token or with each other.');
  requireScope(token, SELECTING_SCOPE);
  if (user !== undefined) return { person: active(team.find(user), 'invalid_select_user'), admin: null };
  if (right.admin === null)
    throw badRequest(knock.route, 'This API function does not take Dropbox-API-Select-Admin.');
  return { person: administrator(team.find(admin ?? '')), admin: right.admin };
}

function administrator(member: Member | undefined): Member {
  const person = active(member, 'invalid_select_admin');
  if (!person.seat.isAdmin) throw authError('invalid_select_admin');
  return person;
}

function headerOf({ headers }: Knock, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @param unknown what is answered where nobody of that id is on the team */
function active(member: Member | undefined, unknown: string): Member {
  if (member === undefined || !isMember(member) || member.seat.status === 'removed') throw authError(unknown);
  if (member.seat.status === 'suspended') throw authError('user_suspended');
  if (member.seat.status !== 'active') throw authError(unknown);
  return member;
}
