import type { z } from 'zod';
import type { Content } from '../blob-store.js';
import { blobsOf, type Session } from '../sessions.js';
import type { FileEntry } from '../tree/namespace-tree.js';
import { union, type Union } from '../wire/api-error.js';
import type { Exchange } from '../wire/exchange.js';
import type { CommitInfo, Cursor } from '../wire/types.js';
import { held, locateToWrite } from './resolve.js';

/** Written, or the tags of the WriteError. */
export type Committed = { readonly file: FileEntry } | { readonly refused: readonly string[] };

/** Commits content at a path; the caller holds the namespace’s lock. */
export function commitHeld(
  exchange: Exchange,
  info: z.infer<typeof CommitInfo>,
  content: Content,
): Committed {
  const located = locateToWrite(exchange, info.path);
  if (located === undefined) return { refused: ['no_write_permission'] };
  return exchange.state.write(
    located.tree,
    {
      path: located.path,
      mode: info.mode,
      autorename: info.autorename,
      strictConflict: info.strict_conflict,
      clientModified: info.client_modified == null ? null : Date.parse(info.client_modified),
    },
    content,
  );
}

/** Commits one file under its namespace’s lock. */
export function commit(
  exchange: Exchange,
  info: z.infer<typeof CommitInfo>,
  content: Content,
): Promise<Committed> {
  return held(exchange, [info.path], () => commitHeld(exchange, info, content));
}

/** Why a session cannot be finished: tags of UploadSessionLookupError. */
function lookupProblem(
  session: Session | undefined,
  offset: number,
  mustBeClosed: boolean,
): Union | undefined {
  if (session === undefined) return { '.tag': 'not_found' };
  if (session.type === 'concurrent' && !session.closed) return { '.tag': 'concurrent_session_not_closed' };
  if (mustBeClosed && !session.closed) return { '.tag': 'not_closed' };
  if (offset !== session.size) return { '.tag': 'incorrect_offset', correct_offset: session.size };
  return undefined;
}

/** Content that is ready to be committed, or the failure’s union. */
export type Prepared = { readonly session: Session; readonly content: Content } | { readonly failure: Union };

export async function prepare(
  exchange: Exchange,
  cursor: z.infer<typeof Cursor>,
  mustBeClosed: boolean,
): Promise<Prepared> {
  const session = exchange.state.sessions.find(cursor.session_id);
  const problem = lookupProblem(session, cursor.offset, mustBeClosed);
  if (session === undefined || problem !== undefined) {
    return { failure: { '.tag': 'lookup_failed', lookup_failed: problem ?? { '.tag': 'not_found' } } };
  }
  const blobs = blobsOf(session);
  if (blobs === undefined) return { failure: union(['concurrent_session_missing_data']) };
  return { session, content: await exchange.state.blobs.join(blobs) };
}

/** What a commit of a session came to. */
export function conclude(
  exchange: Exchange,
  session: Session,
  written: Committed,
): { file: FileEntry } | { failure: Union } {
  if ('refused' in written) return { failure: union(['path', ...written.refused]) };
  exchange.state.sessions.forget(session.id);
  return written;
}
