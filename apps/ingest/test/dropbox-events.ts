import { randomUUID } from 'node:crypto';
import { DocumentId, EventId, MatterId, NamespaceId, type EventData } from '@counterpart/contracts';

/* What others tell of a firm’s Dropbox. */

/** An account is connected. @param before the one that it replaces */
export function connected(id: string, before: string | null) {
  const account = (one: string) => ({ id: one, name: one, root: one });
  const replaces = before === null ? null : account(before);
  const data: EventData<'VendorConnected'> = { vendor: 'dropbox', serial: 1, account: account(id), replaces };
  return { name: 'VendorConnected', data } as const;
}

/** The first version of a document is committed. */
export function committed(document: string) {
  const data: EventData<'DocumentMirrored'> = {
    document: DocumentId.parse(document),
    matter: MatterId.parse('7'),
    versionNumber: 1,
    namespace: NamespaceId.parse('1'),
    path: '/a',
    counterpart: 'id:a',
    rev: 'r',
    size: 1,
    contentHash: 'c',
    sha256: 's',
    how: 'written',
    routed: EventId.parse(randomUUID()),
  };
  return { name: 'DocumentMirrored', data } as const;
}
