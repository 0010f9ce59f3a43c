import type { Stack } from '@counterpart/local';
import type { ClioDocument } from './clio-corpus.js';

/** Where Clio sends who asks for a document’s bytes. */
export async function signedAddress(
  { addresses, clioToken }: Pick<Stack, 'addresses' | 'clioToken'>,
  { id }: ClioDocument,
): Promise<string> {
  const response = await fetch(`${addresses.clio}/api/v4/documents/${id}/download.json`, {
    redirect: 'manual',
    headers: { authorization: `Bearer ${clioToken}` },
  });
  const location = response.headers.get('location');
  if (location === null) throw new Error(`the download answered ${response.status} without an address`);
  return location;
}
