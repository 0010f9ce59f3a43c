import type { DropboxState } from './dropbox-state.js';
import type { EmulatorOptions } from './options.js';
import type { Tokens } from './tokens.js';
import { escapeHtml } from './page/escape-html.js';

/** An answer of the consent page: HTML, or the way back to the application. */
export type Consent =
  | { readonly kind: 'page'; readonly status: 200 | 400; readonly html: string }
  | { readonly kind: 'redirect'; readonly location: string };

const KEPT = [
  'client_id',
  'redirect_uri',
  'response_type',
  'state',
  'token_access_type',
  'code_challenge',
  'code_challenge_method',
  'scope',
];

/** What is wrong with a request to `/oauth2/authorize`. */
function faultOf({ appKey, scopes }: EmulatorOptions, query: URLSearchParams): string | undefined {
  if (query.get('client_id') !== appKey) return 'Invalid client_id';
  if (!URL.canParse(query.get('redirect_uri') ?? '')) return 'Invalid redirect_uri';
  if (query.get('response_type') !== 'code') return 'Invalid response_type';
  const method = query.get('code_challenge_method');
  if (query.has('code_challenge') && method !== 'S256') return 'Invalid code_challenge_method';
  return scopeFault(scopes, query.get('scope'));
}

/**
 * The scopes ticked for an application are the most that it can ask for, and what it asks for where it names none (Dropbox
 * developer blog, “Customizing scopes in the OAuth app authorization flow”). A parameter without a value is refused.
 */
function scopeFault(ticked: readonly string[], asked: string | null): string | undefined {
  if (asked === null) return undefined;
  if (asked === '') return 'Invalid scope: it is empty';
  const others = asked.split(' ').filter((scope) => !ticked.includes(scope));
  return others.length === 0 ? undefined : `Invalid scope, not permitted for this app: ${others.join(' ')}`;
}

/** `GET /oauth2/authorize`: asks; `POST`: the answer, by the field `decision`. */
export function consent(
  state: DropboxState,
  tokens: Tokens,
  method: string,
  query: URLSearchParams,
): Consent {
  const { options } = state;
  const fault = faultOf(options, query);
  if (fault !== undefined) return { kind: 'page', status: 400, html: page(escapeHtml(fault)) };
  if (method !== 'POST') return { kind: 'page', status: 200, html: page(form(query)) };
  const target = new URL(query.get('redirect_uri') ?? '');
  if (query.get('decision') === 'allow') {
    const code = tokens.issueCode({
      redirectUri: query.get('redirect_uri') ?? '',
      challenge: query.get('code_challenge'),
      offline: query.get('token_access_type') === 'offline',
      scopes: [...new Set(query.get('scope')?.split(' ') ?? options.scopes)],
    });
    target.searchParams.set('code', code);
  } else target.searchParams.set('error', 'access_denied');
  const given = query.get('state');
  if (given !== null) target.searchParams.set('state', given);
  return { kind: 'redirect', location: target.href };
}

function form(query: URLSearchParams): string {
  const kept = KEPT.filter((name) => query.has(name)).map(
    (name) => `<input type="hidden" name="${name}" value="${escapeHtml(query.get(name) ?? '')}">`,
  );
  const scopes = query.get('scope') ?? 'all that are ticked for it';
  return `<p>An application asks to work with the files of this team. Scopes: ${escapeHtml(scopes)}.</p>
<form method="post" action="/oauth2/authorize">${kept.join('')}
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Cancel</button></form>`;
}

const page = (body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Authorize</title></head><body>${body}</body></html>`;
