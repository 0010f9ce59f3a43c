import type { ConsentedAccount, FirmId, Vendor } from '@counterpart/contracts';
import {
  ConsentError,
  type Consent,
  type ConsentPorts,
  type Inspection,
  type Lack,
} from './connect-vendor.ports.js';

/** What was connected; `lacks` is what the policy needs and the consent does not give: documents are mirrored all the same. */
export interface Connected extends Inspection {
  readonly firm: FirmId;
  readonly vendor: Vendor;
  /** Counts the grants and renewals of the connection, from 1. */
  readonly serial: number;
  /** Whose account it is, as the vendor says. */
  readonly account: ConsentedAccount;
}

/**
 * Asks a person for a grant at the vendor’s page and stores it, sealed (authorization code, RFC 6749 §4.1).
 * The vendor is asked whose account it is, for the person’s browser may be signed in to another one.
 * @throws ConsentError, ConsentReturnError, TokenUnavailable, AccountUntold, AccountRefused, ClioError, DropboxError; nothing is stored then
 */
export async function connectVendor(ports: ConsentPorts, consent: Consent): Promise<Connected> {
  const { firm, vendor, app } = consent;
  const back = await ports.openReturn();
  try {
    const request = await ports.request(consent, back.redirectUri);
    const answered = back.returned(request.state);
    // Heard of below; a page that cannot be shown comes first.
    answered.catch(() => undefined);
    await ports.show(request.address);
    const tokens = await ports.exchange(app, {
      grant_type: 'authorization_code',
      code: request.codeIn(await answered),
      redirect_uri: back.redirectUri,
      ...(request.verifier === null ? {} : { code_verifier: request.verifier }),
    });
    const { refreshToken } = tokens;
    if (refreshToken === undefined) {
      const why = `${vendor} gave no refresh token: the grant would end within hours`;
      throw new ConsentError('CONSENT_NOT_LASTING', why);
    }
    const inspection = await ports.inspect(consent, tokens);
    requireVital(consent, inspection.lacks);
    const account = await ports.account(consent, tokens.accessToken);
    const serial = await ports.store(consent, { ...tokens, refreshToken }, account);
    return { firm, vendor, serial, account, ...inspection };
  } finally {
    await back.close();
  }
}

/** A grant that is worse than none would take the place of one that is good. */
function requireVital({ vendor }: Consent, lacks: readonly Lack[]): void {
  const vital = lacks.filter(({ isVital }) => isVital);
  if (vital.length === 0) return;
  const words = vital.map(({ what, remedy }) => `- ${what}. ${remedy}`);
  const why = `${vendor} was not connected, for the consent lacks:\n${words.join('\n')}\nThen connect again.`;
  throw new ConsentError('CONSENT_TOO_NARROW', why);
}
