import { isTokenUnavailable } from '@counterpart/access-tokens';
import { ClioError } from '@counterpart/clio-client';
import { FAILURES, type FailureCode } from '@counterpart/contracts';
import { missingScope } from '@counterpart/dropbox-client';
import type { MeaningOf } from '../probe-firm/probe-firm.ports.js';
import { vendorCode } from './vendor-codes.js';

type Meaning = ReturnType<MeaningOf>;

/** What a refused call means, in words; a missing scope or origin is named. */
export const meaningOfProbe: MeaningOf = (error, { name, group }) => {
  const setting = meaningOfSetting(error);
  if (setting !== null) return setting;
  if (isAppRejected(error)) {
    return {
      holds: false,
      words: 'the token endpoint rejects this app, not the grant',
      remedy: `Check clientId, clientSecret and tokenUrl of ${group} in the firms file; connecting anew mends nothing.`,
      ends: true,
    };
  }
  const code = vendorCode(error);
  if (code === 'CLIO_FORBIDDEN') {
    return {
      holds: false,
      words: 'Clio refuses it',
      remedy: `Give the Clio app the permission for “${name}”, and its user access; then run \`counterpart connect clio\` again.`,
      ends: false,
    };
  }
  const { meaning, remedy } = isFailure(code) ? FAILURES[code] : UNKNOWN;
  return {
    holds: false,
    words: `${code}: ${meaning}`,
    remedy,
    ends: code === `${group.toUpperCase()}_UNAUTHORISED`,
  };
};

/** What somebody left out: a scope of the app, or an origin of the firms file. */
function meaningOfSetting(error: unknown): Meaning | null {
  const scope = missingScope(error);
  if (scope !== null) {
    return {
      holds: false,
      words: `the connection lacks the scope ${scope}`,
      remedy: `Give the Dropbox app the scope ${scope}, then run \`counterpart connect dropbox\` again.`,
      ends: false,
    };
  }
  if (!(error instanceof ClioError) || error.origin === undefined) return null;
  const { origin } = error;
  return {
    holds: false,
    words: `Clio gives documents from ${origin}, which the firms file does not allow: every document would be given up`,
    remedy:
      `If ${origin} is Clio’s, add it to \`clio.downloadOrigins\` of the firm in the firms file and restart the services; ` +
      '`counterpart parked retry` then has what was given up tried again.',
    ends: false,
  };
}

/** A wrong app secret looks like that. */
const isAppRejected = (error: unknown): boolean =>
  error instanceof Error && isTokenUnavailable(error.cause) && error.cause.kind === 'rejected';

const UNKNOWN = {
  meaning: 'The call was refused.',
  remedy: 'Run the doctor again; if it stays so, ask us with this code.',
};

const isFailure = (code: string): code is FailureCode => Object.hasOwn(FAILURES, code);
