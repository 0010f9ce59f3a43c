import type { Audience } from '../access/audience.js';

/** A shared link to a file or folder. */
export interface SharedLink {
  readonly url: string;
  readonly entryId: string;
  /** Account of who made it. */
  readonly owner: string;
  /** Whom it was asked to open for. */
  readonly audience: Audience;
  /** The most that the shared folder around it allowed when it was made or last changed. */
  readonly ceiling: Audience;
  readonly role: 'viewer' | 'editor';
  readonly password: string | null;
  readonly expiresAt: number | null;
  readonly allowDownload: boolean;
}

/** What two addresses of one link have in common: path and key, without `dl` and the like. */
export function linkKey(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname, searchParams } = new URL(url);
  const isOurs = /^(www\.)?dropbox\.com$/.test(hostname) && /^\/(s|sh|scl)\//.test(pathname);
  return isOurs
    ? `${pathname.split('/').slice(0, 4).join('/')}?${searchParams.get('rlkey') ?? ''}`
    : undefined;
}
