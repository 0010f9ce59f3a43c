import type { IncomingHttpHeaders } from 'node:http';

import { html, json, empty, type Reply } from '../http/reply.js';
import { escapeHtml } from '../page/escape.js';
import type { EmulatorOptions } from '../options.js';
import type { FirmBook } from '../state/firm-book.js';
import type { TokenBook } from '../state/token-book.js';

/** What the OAuth pages and the token endpoint work with. */
export interface OAuthOffice {
  readonly book: FirmBook;
  readonly tokens: TokenBook;
  readonly options: EmulatorOptions;
}

/** A call below `/oauth/`, its body read as a form. */
export interface OAuthCall {
  readonly method: string;
  readonly url: URL;
  readonly form: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** Answers a call below `/oauth/`; null when the path is none of its own. */
export function answerOAuth(office: OAuthOffice, { method, url, form, headers }: OAuthCall): Reply | null {
  const route = `${method} ${url.pathname}`;
  if (route === 'GET /oauth/authorize') return consentPage(office, url.searchParams);
  if (route === 'POST /oauth/authorize') return decide(office, form);
  if (route === 'POST /oauth/token') return answerToken(office, form);
  if (route === 'POST /oauth/deauthorize') return deauthorize(office, form, headers);
  return null;
}

function oauthError(status: number, error: string, description: string): Reply {
  return json(status, { error, error_description: description });
}

function authorizeFault({ options }: OAuthOffice, query: URLSearchParams): string | null {
  if (query.get('client_id') !== options.clientId) return 'Unknown client_id';
  if (!URL.canParse(query.get('redirect_uri') ?? '')) return 'The redirect_uri is missing or not a URL';
  return query.get('response_type') === 'code' ? null : 'The response_type must be code';
}

function consentPage(office: OAuthOffice, query: URLSearchParams): Reply {
  const fault = authorizeFault(office, query);
  if (fault !== null) return html(400, page('Authorization is not possible', `<p>${escapeHtml(fault)}</p>`));
  const kept = ['client_id', 'redirect_uri', 'response_type', 'state', 'redirect_on_decline']
    .filter((name) => query.has(name))
    .map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(query.get(name) ?? '')}">`)
    .join('');
  const body = `<p>An application asks to work with the records of ${escapeHtml(office.book.account.name)}.</p>
<form method="post" action="/oauth/authorize">${kept}
<button name="decision" value="allow">Allow access</button>
<button name="decision" value="decline">Decline</button></form>`;
  return html(200, page('Authorize application', body), CONSENT_HEADERS);
}

/** The answer of this form redirects to the application, which a `form-action` rule would block. */
const CONSENT_HEADERS = { 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'" };

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1>${body}</body></html>`;
}

/** The user's answer. A declined grant goes back to the application only with `redirect_on_decline=true`. */
function decide(office: OAuthOffice, form: URLSearchParams): Reply {
  const fault = authorizeFault(office, form);
  if (fault !== null) return html(400, page('Authorization is not possible', `<p>${escapeHtml(fault)}</p>`));
  const target = new URL(form.get('redirect_uri') ?? '');
  const state = form.get('state');
  if (form.get('decision') === 'allow') {
    const owner = [...office.book.users.all()].find((user) => user.accountOwner);
    target.searchParams.set('code', office.tokens.issueCode(owner?.id ?? 0, form.get('redirect_uri') ?? ''));
  } else if (form.get('redirect_on_decline') === 'true') target.searchParams.set('error', 'access_denied');
  else return html(400, page('Access declined', '<p>The application was not authorized.</p>'));
  if (state !== null) target.searchParams.set('state', state);
  return empty(302, { Location: target.href });
}

function answerToken(office: OAuthOffice, form: URLSearchParams): Reply {
  const { options } = office;
  if (form.get('client_id') !== options.clientId || form.get('client_secret') !== options.clientSecret) {
    return oauthError(
      401,
      'invalid_client',
      'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
    );
  }
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return byCode(office, form);
    case 'refresh_token':
      return byRefresh(office, form);
    default:
      return oauthError(
        400,
        'unsupported_grant_type',
        'The authorization grant type is not supported by the authorization server.',
      );
  }
}

const INVALID_GRANT =
  'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.';

function byCode({ tokens, options }: OAuthOffice, form: URLSearchParams): Reply {
  const userId = tokens.redeemCode(form.get('code') ?? '', form.get('redirect_uri') ?? '');
  if (userId === undefined) return oauthError(400, 'invalid_grant', INVALID_GRANT);
  const refreshToken = tokens.grantRefresh(userId);
  const issued = tokens.issue(userId, options.tokenLifeSeconds, refreshToken);
  return tokenReply(issued.token, options.tokenLifeSeconds, refreshToken);
}

/** A refresh answers with a refresh token only when it changed. */
function byRefresh({ tokens, options }: OAuthOffice, form: URLSearchParams): Reply {
  const given = form.get('refresh_token') ?? '';
  const userId = tokens.userOfRefresh(given);
  if (userId === undefined) return oauthError(400, 'invalid_grant', INVALID_GRANT);
  if (!options.rotateRefreshTokens) {
    return tokenReply(
      tokens.issue(userId, options.tokenLifeSeconds, given).token,
      options.tokenLifeSeconds,
      null,
    );
  }
  tokens.dropRefresh(given);
  const next = tokens.grantRefresh(userId);
  return tokenReply(
    tokens.issue(userId, options.tokenLifeSeconds, next).token,
    options.tokenLifeSeconds,
    next,
  );
}

function tokenReply(token: string, lifeSeconds: number, refreshToken: string | null): Reply {
  const body = { token_type: 'bearer', access_token: token, expires_in: lifeSeconds };
  const headers = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };
  return json(200, refreshToken === null ? body : { ...body, refresh_token: refreshToken }, headers);
}

/** Revokes one access token; the bearer must be a live token. */
function deauthorize({ tokens }: OAuthOffice, form: URLSearchParams, headers: IncomingHttpHeaders): Reply {
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer === undefined || tokens.accept(bearer) === undefined)
    return oauthError(401, 'invalid_token', 'The access token is invalid');
  const named = tokens.find(form.get('token') ?? '');
  if (named !== undefined) named.revoked = true;
  return json(200, {});
}
