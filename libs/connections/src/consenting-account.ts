import { fixedToken, type TokenProvider } from '@counterpart/access-tokens';
import { ClioClient } from '@counterpart/clio-client';
import type { ConsentedAccount, Vendor } from '@counterpart/contracts';
import { DropboxClient } from '@counterpart/dropbox-client';
import type { Firm } from '@counterpart/service-defaults';
import { clioOptions, dropboxOptions } from './client-options.js';

/** The vendor did not say whose account a person consented with. */
export class AccountUntold extends Error {
  readonly code = 'CONSENT_ACCOUNT_UNTOLD';
  override readonly name = 'AccountUntold';
}

/** A firm’s Clio by a token that a person just consented to. */
export const consentedClio = (firm: Firm, accessToken: string): ClioClient =>
  new ClioClient(clioOptions(firm, fixedToken(accessToken)));

/** A firm’s Dropbox by a token that a person just consented to. */
export const consentedDropbox = (firm: Firm, accessToken: string): DropboxClient =>
  new DropboxClient(dropboxOptions(firm, fixedToken(accessToken)));

/**
 * Asks the vendor whose account an access token is for.
 * @throws AccountUntold, ClioError, DropboxError
 */
export const consentingAccount = (
  firm: Firm,
  vendor: Vendor,
  accessToken: string,
): Promise<ConsentedAccount> => accountBy(firm, vendor, fixedToken(accessToken));

/**
 * Asks the vendor whose account a firm’s token is for.
 * @throws AccountUntold, ClioError, DropboxError
 */
export const accountBy = (firm: Firm, vendor: Vendor, token: TokenProvider): Promise<ConsentedAccount> =>
  vendor === 'clio'
    ? clioAccount(firm, new ClioClient(clioOptions(firm, token)))
    : dropboxAccount(firm, new DropboxClient(dropboxOptions(firm, token)));

/** Whose account a client of Clio’s works in. @throws AccountUntold, ClioError */
export async function clioAccount({ clio }: Firm, { soundings }: ClioClient): Promise<ConsentedAccount> {
  const { account, firm, user } = await soundings.whoAmI();
  if (account === null) throw new AccountUntold('Clio does not say which account the person belongs to');
  return { id: `${new URL(clio.baseUrl).host}/${account}`, name: firm ?? user, root: null };
}

/** Where the firm’s paths begin belongs to it: a team may have several such places. */
export async function dropboxAccount(
  { dropbox }: Firm,
  { soundings }: DropboxClient,
): Promise<ConsentedAccount & { readonly root: string }> {
  const { account, team, email, root } = await soundings.account();
  return { id: `${new URL(dropbox.apiUrl).host}/${account}`, name: team ?? email, root };
}
