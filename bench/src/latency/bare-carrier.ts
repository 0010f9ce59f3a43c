import type { Stack } from '@counterpart/local';
import type { ClioDocument } from '../mirror/clio-corpus.js';
import { signedAddress } from '../mirror/signed-address.js';

/** Fetches a document from Clio and puts it into Dropbox, as the shortest script would. @throws Error */
export async function carryBare(stack: Stack, document: ClioDocument): Promise<void> {
  const fetched = await fetch(await signedAddress(stack, document));
  const response = await fetch(`${stack.addresses.dropbox}/2/files/upload`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer fake-dropbox-access-token',
      'content-type': 'application/octet-stream',
      'dropbox-api-arg': JSON.stringify({ path: `/Bare/${document.file.name}` }),
    },
    body: await fetched.arrayBuffer(),
  });
  if (!response.ok) throw new Error(`upload: ${response.status} ${await response.text()}`);
  await response.arrayBuffer();
}
