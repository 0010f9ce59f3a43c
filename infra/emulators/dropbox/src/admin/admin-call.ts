import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EmulatorCore } from '../server.js';
import type { NamespaceTree } from '../tree/namespace-tree.js';

/** One admin call. */
export interface AdminCall {
  readonly core: EmulatorCore;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/** Admin routes by method and path below `/_emulator/`. */
export type AdminRoutes = Readonly<Record<string, (call: AdminCall) => Promise<void> | void>>;

export function send(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

export async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export const jsonOf = async (request: IncomingMessage): Promise<unknown> =>
  JSON.parse(await textOf(request)) as unknown;

/** The namespace that the query names; the team’s space where it names none. @throws TypeError */
export function treeOf({ core, url }: Pick<AdminCall, 'core' | 'url'>): NamespaceTree {
  const found = core.state.trees.get(url.searchParams.get('namespace') ?? core.state.root);
  if (found === undefined) throw new TypeError('no such namespace');
  return found;
}
