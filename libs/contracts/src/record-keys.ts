import type { FirmId, MatterId, NamespaceId } from './ids.js';

/** Record key of what belongs to a matter; `-` where a document belongs to none. */
export const matterKey = (firm: FirmId, matter: MatterId | null): string => `${firm}/${matter ?? '-'}`;

/** Record key of what waits for a Dropbox namespace's committer. */
export const namespaceKey = (firm: FirmId, namespace: NamespaceId): string => `${firm}/${namespace}`;

/** Whether a record key is of a firm: it is the firm’s id, or begins with it. */
export const isKeyOf = (firm: FirmId, key: string | null): boolean =>
  key === firm || key?.startsWith(`${firm}/`) === true;
