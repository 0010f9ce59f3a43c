import type { Sharing } from '@counterpart/dropbox-client';
import { isOpen, strangers, type Allowed } from './access.js';

/** Ways into a file that were closed. */
export interface SealedFile {
  readonly revokedLinks: number;
  readonly removedMembers: number;
}

/** Ends the links to a file and takes its members by name away: what stays are those of the folder it lies in. */
export async function sealFile(
  sharing: Pick<Sharing, 'links' | 'revoke' | 'fileMembers' | 'removeFileMembers'>,
  allowed: Allowed,
  file: string,
): Promise<SealedFile> {
  const links = (await sharing.links(file, { directOnly: true })).filter(isOpen);
  for (const link of links) await sharing.revoke(link);
  const named = (await sharing.fileMembers(file)).filter(({ isInherited }) => !isInherited);
  const removed = strangers(named, allowed);
  if (removed.length > 0) await sharing.removeFileMembers(file);
  return { revokedLinks: links.length, removedMembers: removed.length };
}
