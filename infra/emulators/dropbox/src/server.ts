import { readFileSync } from 'node:fs';
import {
  createServer as createPlain,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Watchtower } from './access/watchtower.js';
import { answerAdmin } from './admin/admin-routes.js';
import { BlobStore } from './blob-store.js';
import { CallLog } from './call-log.js';
import { causedBy, currentCause } from './current-call.js';
import { DropboxState } from './dropbox-state.js';
import { Faults, underFault, type Effect } from './faults.js';
import { consent } from './oauth.js';
import type { EmulatorOptions } from './options.js';
import { treePage } from './page/tree-page.js';
import { ROUTES } from './routes/all-routes.js';
import { perform } from './routes/perform.js';
import { admit } from './team/caller.js';
import { tokenId, Tokens } from './tokens.js';
import { ApiError, authError, badRequest, rateLimitError, routeError } from './wire/api-error.js';
import { decodeArg, type Answer, type Route } from './wire/exchange.js';
import { sendAnswer, sendError } from './wire/reply.js';

/** Everything behind the routes. */
export interface EmulatorCore {
  readonly state: DropboxState;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly log: CallLog;
  readonly watchtower: Watchtower;
}

/** A running emulator. */
export interface RunningEmulator {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the emulator; resolves when it listens. */
export async function startServer(options: EmulatorOptions): Promise<RunningEmulator> {
  const state = new DropboxState(options, await BlobStore.open(options.data));
  const tokens = new Tokens(options, state.clock);
  const core: EmulatorCore = {
    state,
    tokens,
    faults: new Faults(state.random),
    log: new CallLog(),
    watchtower: new Watchtower(state),
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void dispatch(core, request, response).catch(() => response.destroy());
  };
  const { tls } = options;
  const server: Server =
    tls === null
      ? createPlain(listener)
      : createSecure({ cert: readFileSync(tls.cert), key: readFileSync(tls.key) }, listener);
  // Longer than a client keeps an idle connection, so that none is cut just as it is used again.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === null ? 'http' : 'https'}://${options.host}:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await state.blobs.close();
    },
  };
}

/** Names are anybody’s: should one ever get past the escaping, it may still run nothing and fetch nothing. */
const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
  'X-Content-Type-Options': 'nosniff',
};

async function dispatch(
  core: EmulatorCore,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://emulator');
  const requestId = core.state.newRequestId();
  response.setHeader('X-Dropbox-Request-Id', requestId);
  if (url.pathname.startsWith('/_emulator/')) return answerAdmin(core, request, response, url);
  if (url.pathname === '/') {
    response.writeHead(200, PAGE_HEADERS).end(treePage(core.state));
    return;
  }
  if (url.pathname === '/oauth2/authorize') return answerConsent(core, request, response, url);
  const name = url.pathname.replace(/^\/2\//, '').replace(/^\//, '');
  return causedBy({ request: requestId, route: name }, () => answerApi(core, request, response, url));
}

async function answerConsent(
  { state, tokens }: EmulatorCore,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const method = request.method ?? 'GET';
  const query = method === 'POST' ? new URLSearchParams(await textOf(request)) : url.searchParams;
  const answer = consent(state, tokens, method, query);
  if (answer.kind === 'redirect') response.writeHead(302, { Location: answer.location }).end();
  else response.writeHead(answer.status, { 'Content-Type': 'text/html; charset=utf-8' }).end(answer.html);
}

async function answerApi(
  core: EmulatorCore,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { route: name, request: requestId } = currentCause();
  const began = performance.now();
  const fault = core.faults.strike(name);
  let [status, error] = [200, null as string | null];
  try {
    if (core.state.options.latencyMs > 0) await wait(core.state.options.latencyMs);
    const isCut = await strikeBefore(fault, response);
    if (isCut) return;
    const answer = await underFault(fault, () => answerRoute(core, request, url, name));
    if (breaksOff(fault)) response.destroy();
    else await sendAnswer(response, answer, fault);
  } catch (cause) {
    const failure = cause instanceof ApiError ? cause : new ApiError(500, 'Internal Server Error');
    [status, error] = [failure.status, summaryOf(failure)];
    // The rest of a refused body is read, so that the answer is not lost in a reset.
    request.resume();
    sendError(response, failure);
  } finally {
    core.log.add({
      time: new Date().toISOString(),
      route: name,
      status,
      error,
      fault: fault?.kind ?? null,
      ms: Math.round(performance.now() - began),
      token: tokenId(request.headers.authorization),
      request: requestId ?? '',
    });
  }
}

function summaryOf({ body }: ApiError): string {
  if (typeof body === 'object' && body !== null && 'error_summary' in body) return String(body.error_summary);
  return typeof body === 'string' ? body.slice(0, 200) : 'error';
}

/** Faults that come before any effect. @returns true where the connection was cut */
async function strikeBefore(fault: Effect | undefined, response: ServerResponse): Promise<boolean> {
  switch (fault?.kind) {
    case 'latency':
      await wait(fault.ms);
      return false;
    case 'status':
      throw new ApiError(fault.code, 'planned failure');
    case 'rate-limited':
      throw rateLimitError('too_many_requests', fault.retryAfter);
    case 'write-contention':
      throw rateLimitError('too_many_write_operations', fault.retryAfter);
    case 'route-error':
      throw routeError(fault.tags, offsetOf(fault.correctOffset));
    case 'expired-token':
      throw authError('expired_access_token');
    case 'reset-before':
      response.destroy();
      return true;
    default:
      return false;
  }
}

/** Faults that come after the effect: the answer is lost. */
const breaksOff = (fault: Effect | undefined): boolean =>
  fault?.kind === 'reset-after' || fault?.kind === 'partial-append';

const offsetOf = (correct: number | undefined): object =>
  correct === undefined ? {} : { correct_offset: correct };

async function answerRoute(
  core: EmulatorCore,
  request: IncomingMessage,
  url: URL,
  name: string,
): Promise<Answer> {
  if (name === 'oauth2/token') {
    const form = new URLSearchParams(await textOf(request));
    return { kind: 'json', value: core.tokens.grant(form.size > 0 ? form : url.searchParams) };
  }
  const route = ROUTES.get(name);
  if (route === undefined) throw new ApiError(404, `Unknown route ${name}`);
  const { state, tokens } = core;
  const { headers } = request;
  const caller = admit(state, tokens, { route: name, headers });
  const arg = await argOf(route, request, url, name);
  const pathRoot = headerOf(headers['dropbox-api-path-root']);
  return perform(core, { name, route, caller, arg, pathRoot, request });
}

const headerOf = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

async function argOf(route: Route, request: IncomingMessage, url: URL, name: string): Promise<unknown> {
  if (route.style === 'rpc') {
    const text = await textOf(request);
    // Clients without an argument send nothing, or `null` (the Python SDK).
    if (route.arg === null) return text === '' || text === 'null' ? null : refuseArg(name);
    return decodeArg(name, route.arg, parseJson(name, text));
  }
  if (request.headers['content-type']?.startsWith('application/json') === true) {
    throw badRequest(
      name,
      'Bad HTTP "Content-Type" header: "application/json". Expecting "application/octet-stream"',
    );
  }
  const header = request.headers['dropbox-api-arg'];
  const text = typeof header === 'string' ? header : url.searchParams.get('arg');
  if (text === null)
    throw badRequest(name, 'Must provide HTTP header "Dropbox-API-Arg" or URL parameter "arg".');
  return route.arg === null ? null : decodeArg(name, route.arg, parseJson(name, text));
}

function refuseArg(name: string): never {
  throw badRequest(name, 'request body: expected null, got a value');
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(name, 'request body: could not decode input as JSON');
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
