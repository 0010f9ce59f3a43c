import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import type { DropboxState } from '../dropbox-state.js';
import type { Caller } from '../team/caller.js';
import type { NamespaceTree } from '../tree/namespace-tree.js';
import type { Tokens } from '../tokens.js';
import { badRequest } from './api-error.js';

/** One call of a route, decoded. */
export interface Exchange<Arg = unknown> {
  readonly state: DropboxState;
  readonly tokens: Tokens;
  readonly arg: Arg;
  /** Who calls. */
  readonly caller: Caller;
  /** The namespace that plain paths begin in. */
  readonly tree: NamespaceTree;
  readonly request: IncomingMessage;
}

/** What a route answers: a JSON value, or a stream with its metadata in a header. */
export type Answer =
  | { readonly kind: 'json'; readonly value: unknown }
  | {
      readonly kind: 'stream';
      readonly result: unknown;
      readonly status: 200 | 206 | 304;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: AsyncIterable<Buffer> | null;
    };

export const json = (value: unknown): Answer => ({ kind: 'json', value });

/** A route of the API. */
export interface Route {
  readonly style: 'rpc' | 'upload' | 'download';
  /** Null for routes without an argument. */
  readonly arg: z.ZodType | null;
  answer(exchange: Exchange): Answer | Promise<Answer>;
}

/** Declares a route whose argument is decoded strictly by its schema. */
export function route<Schema extends z.ZodType>(
  style: Route['style'],
  arg: Schema,
  answer: (exchange: Exchange<z.infer<Schema>>) => Answer | Promise<Answer>,
): Route {
  // The server decodes the argument with this very schema before it calls the route.
  return { style, arg, answer: (exchange) => answer(exchange as Exchange<z.infer<Schema>>) };
}

/** Decodes an argument strictly. @throws ApiError 400, in the vendor’s words for an unknown field */
export function decodeArg(name: string, schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys')
    throw badRequest(name, `request body: unknown field '${issue.keys[0]}'`);
  throw badRequest(name, `request body: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}
