import { DropboxError } from '../errors.js';
import type { PackResult, SendOptions, UploadSessions } from '../upload-sessions.js';
import type { OpenSession } from './session-pool.js';

/** One entry of a pack and what Dropbox said of it. */
export interface EntryOutcome {
  readonly bytes: Uint8Array;
  readonly session: OpenSession;
  readonly result: PackResult;
}

/**
 * Brings an entry of a pack to its end. What Dropbox holds of it decides: nothing or a part is completed from there,
 * more than was ever sent or no session at all begins in a new one.
 * @returns the closed session that holds exactly the bytes @throws DropboxError
 */
export async function settleEntry(
  sessions: UploadSessions,
  { bytes, session, result }: EntryOutcome,
  sending: Pick<SendOptions, 'onDamaged'> = {},
): Promise<OpenSession> {
  if (result.kind === 'taken') return session;
  const { tags, correctOffset } = result;
  if (tags.includes('not_found')) return anew(sessions, bytes, sending);
  if (!tags.includes('incorrect_offset') || correctOffset === undefined) {
    throw new DropboxError('DROPBOX_ROUTE_ERROR', `append_batch: ${tags.join('/')}`, { tags });
  }
  if (correctOffset > bytes.length) return anew(sessions, bytes, sending);
  const from = { session: session.id, offset: correctOffset, close: true };
  await sessions.append(from, bytes.subarray(correctOffset), sending);
  return session;
}

async function anew(
  sessions: UploadSessions,
  bytes: Uint8Array,
  sending: Pick<SendOptions, 'onDamaged'>,
): Promise<OpenSession> {
  const startedMs = Date.now();
  return { id: await sessions.startClosed(bytes, sending), startedMs };
}
