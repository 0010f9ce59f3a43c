import type { TokenProvider } from '@counterpart/access-tokens';
import type { ClioOptions } from '@counterpart/clio-client';
import type { DropboxOptions } from '@counterpart/dropbox-client';
import type { Firm } from '@counterpart/service-defaults';

/** How a firm’s Clio is reached. */
export const clioOptions = (
  { clio: { baseUrl, downloadOrigins } }: Firm,
  token: TokenProvider,
): ClioOptions => ({
  baseUrl,
  downloadOrigins,
  token,
});

/** How a firm’s Dropbox is reached, as the member that its settings name. */
export function dropboxOptions(
  { dropbox: { apiUrl, contentUrl, selectUser } }: Firm,
  token: TokenProvider,
): DropboxOptions {
  return { apiUrl, contentUrl, token, ...(selectUser === undefined ? {} : { selectUser }) };
}
