import type { IncomingMessage } from 'node:http';
import { withSharingInfo } from '../access/sharing-info.js';
import type { DropboxState } from '../dropbox-state.js';
import type { Caller } from '../team/caller.js';
import { rootOf } from '../team/path-root.js';
import type { Tokens } from '../tokens.js';
import type { Answer, Route } from '../wire/exchange.js';

/** A call of a route by somebody who was admitted. */
export interface Performance {
  readonly name: string;
  readonly route: Route;
  readonly caller: Caller;
  /** Decoded by the route’s schema. */
  readonly arg: unknown;
  /** The header as it came. */
  readonly pathRoot: string | undefined;
  readonly request: IncomingMessage;
}

/** Does what a call asks for. @throws ApiError */
export async function perform(
  { state, tokens }: { readonly state: DropboxState; readonly tokens: Tokens },
  { name, route, caller, arg, pathRoot, request }: Performance,
): Promise<Answer> {
  const exchange = { state, tokens, arg, caller, tree: rootOf(state, caller, pathRoot), request };
  const answer = await route.answer(exchange);
  if (!name.startsWith('files/')) return answer;
  if (answer.kind === 'json') return { kind: 'json', value: withSharingInfo(exchange, answer.value) };
  return { ...answer, result: withSharingInfo(exchange, answer.result) };
}
