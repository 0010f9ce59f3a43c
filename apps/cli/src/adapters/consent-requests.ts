import {
  AuthorizationResponseError,
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomState,
  validateAuthResponse,
} from 'oauth4webapi';
import { ConsentError, type Consent, type ConsentRequest } from '../connect-vendor/connect-vendor.ports.js';

/** Asks for a grant that outlives the person’s session. */
export async function makeConsentRequest(consent: Consent, redirectUri: string): Promise<ConsentRequest> {
  const { vendor, app, scopes } = consent;
  const state = generateRandomState();
  const address = new URL(app.authorizeUrl);
  const add = (parameters: Readonly<Record<string, string>>): void => {
    for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  };
  add({ response_type: 'code', client_id: app.clientId, redirect_uri: redirectUri, state });
  const codeIn = (answer: URLSearchParams): string => readCode(answer, consent, state);
  if (vendor === 'clio') {
    // Without it a declined consent ends on a page of Clio’s, and nobody here is told.
    add({ redirect_on_decline: 'true' });
    return { address, state, verifier: null, codeIn };
  }
  // Without it everything is granted that the app has ticked.
  if (scopes.length > 0) add({ scope: scopes.join(' ') });
  const verifier = generateRandomCodeVerifier();
  add({
    token_access_type: 'offline',
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return { address, state, verifier, codeIn };
}

/** An answer without the state of the request was not asked for (RFC 6749 §10.12). */
function readCode(answer: URLSearchParams, { vendor, app }: Consent, state: string): string {
  try {
    const server = { issuer: new URL(app.authorizeUrl).origin };
    return validateAuthResponse(server, { client_id: app.clientId }, answer, state).get('code') ?? '';
  } catch (cause) {
    if (cause instanceof AuthorizationResponseError) {
      throw new ConsentError('CONSENT_DECLINED', `${vendor} was not connected: ${cause.error}`, { cause });
    }
    const why = `the answer is not one to this request of ${vendor}`;
    throw new ConsentError('CONSENT_ANSWER_INVALID', why, { cause });
  }
}
