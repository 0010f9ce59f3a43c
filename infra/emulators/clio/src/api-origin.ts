import type { IncomingMessage } from 'node:http';

import { ApiError } from './api-error.js';
import type { Route, Office } from './handlers/route.js';
import { allRoutes } from './handlers/all-routes.js';
import { answerOAuth } from './handlers/oauth.js';
import { expiredToken, rateLimited, type CallTrace } from './http/exchange.js';
import { html, type Reply } from './http/reply.js';
import { parseJson, readBody } from './http/request-body.js';
import { Router, type RouteMatch } from './http/router.js';
import type { RateLimiter } from './rate-limit.js';
import type { AccessToken } from './state/token-book.js';

const API_ROOT = '/api/v4';
/** Minor versions served; the default is the newest. Others are invalid or retired: 410. */
const VERSIONS = ['4.0.9', '4.0.10', '4.0.11', '4.0.12', '4.0.13'] as const;
const DEFAULT_VERSION = '4.0.13';

/** The vendor's own surface: OAuth and the API below `/api/v4`. */
export class ApiOrigin {
  readonly #office: Office;
  readonly #limiter: RateLimiter;
  readonly #router: Router;

  constructor(office: Office, limiter: RateLimiter) {
    this.#office = office;
    this.#limiter = limiter;
    this.#router = new Router(allRoutes(office));
  }

  /** Answers one call; a refusal of the API is an answer too. */
  async answer(request: IncomingMessage, url: URL, trace: CallTrace): Promise<Reply> {
    try {
      return await this.#answer(request, url, trace);
    } catch (error) {
      if (error instanceof ApiError) return error.toReply();
      throw error;
    }
  }

  async #answer(request: IncomingMessage, url: URL, trace: CallTrace): Promise<Reply> {
    const body = await readBody(request);
    if (url.pathname.startsWith('/oauth/')) return this.#oauth(request, url, body, trace);
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const match = this.#match(request, url);
    if (bearer === undefined) return withoutCredential(match);
    const token = this.#office.tokens.accept(bearer);
    if (token === undefined) return expiredToken();
    trace.tokenId = token.id;
    return this.#withToken({ request, url, body, trace, token, match });
  }

  #match(request: IncomingMessage, url: URL): RouteMatch | null {
    if (!url.pathname.startsWith(`${API_ROOT}/`)) return null;
    return this.#router.find(request.method ?? 'GET', url.pathname.slice(API_ROOT.length));
  }

  #oauth(request: IncomingMessage, url: URL, body: Buffer, trace: CallTrace): Reply {
    const form = new URLSearchParams(body.toString('utf8'));
    const reply = answerOAuth(this.#office, {
      method: request.method ?? 'GET',
      url,
      form,
      headers: request.headers,
    });
    if (reply !== null) trace.route = url.pathname;
    return reply ?? notFoundPage();
  }

  async #withToken(inbound: Inbound): Promise<Reply> {
    const { token, match, trace } = inbound;
    const rate = this.#limiter.count(token.id);
    if (rate.retryAfterSeconds !== null) return rateLimited(rate.retryAfterSeconds, rate.headers);
    if (match !== null) trace.route = match.route.path;
    const version = inbound.request.headers['x-api-version'] ?? DEFAULT_VERSION;
    const reply = await this.#versioned(inbound, String(version));
    const echoed = VERSIONS.some((known) => known === version) ? { 'X-API-VERSION': String(version) } : {};
    // Virtual, like every other time that an answer tells.
    const Date = dateOf(this.#office.book.clock.now());
    return { ...reply, headers: { ...reply.headers, ...rate.headers, ...echoed, Date } };
  }

  async #versioned(inbound: Inbound, version: string): Promise<Reply> {
    try {
      if (!VERSIONS.some((known) => known === version)) {
        throw new ApiError(410, 'GoneError', `API version ${version} is not available`);
      }
      if (inbound.match === null) throw new ApiError(404, 'NotFoundError', 'Not Found');
      return await handleRoute(inbound, inbound.match);
    } catch (error) {
      if (error instanceof ApiError) return error.toReply();
      throw error;
    }
  }
}

/** RFC 9110 §6.6.1. */
const dateOf = (at: number): string => new Date(at).toUTCString();

interface Inbound {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
  readonly trace: CallTrace;
  readonly token: AccessToken;
  readonly match: RouteMatch | null;
}

async function handleRoute({ request, url, body, trace, token }: Inbound, match: RouteMatch): Promise<Reply> {
  const { route, params } = match;
  trace.dropped.push(...unknownParameters(route, url.searchParams));
  return route.handle({
    params,
    query: url.searchParams,
    url,
    headers: request.headers,
    token,
    body: parseJson(body, request.headers['content-type'] ?? ''),
    notes: { dropped: trace.dropped },
  });
}

/** Query parameters the route does not know: dropped in silence, but noted for the call log. */
function unknownParameters(route: Route, query: URLSearchParams): string[] {
  const known = new Set([...route.query, 'fields']);
  const isKnown = (name: string): boolean => known.has(name) || name.startsWith('custom_field_values');
  return [...new Set(query.keys())].filter((name) => !isKnown(name)).map((name) => `?${name}`);
}

/** Without a credential a known path gets the JSON 401, an unknown one the site's HTML 404. */
function withoutCredential(match: RouteMatch | null): Reply {
  if (match === null) return notFoundPage();
  return new ApiError(401, 'UnauthorizedError', 'User is not authorized').toReply();
}

function notFoundPage(): Reply {
  return html(
    404,
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page not found</title></head><body><h1>The page you were looking for does not exist.</h1></body></html>',
  );
}
