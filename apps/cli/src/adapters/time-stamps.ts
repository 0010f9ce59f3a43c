import { readAnswer, timeStampQuery, verifyTimeStamp } from '@counterpart/audit-log/timestamp';
import type { Stamps } from '../stamp-checkpoint/stamp-checkpoint.ports.js';

const PATIENCE_MS = 30_000;

/** Answers are a few kilobytes; more is none. */
const MOST_BYTES = 1 << 20;

/** The authority could not be asked. */
class AuthorityUnavailable extends Error {
  readonly code = 'AUTHORITY_UNAVAILABLE';
  override readonly name = 'AuthorityUnavailable';
}

/** Time stamps of any RFC 3161 authority over HTTP. */
export const timeStamps: Stamps = {
  query: timeStampQuery,
  read: readAnswer,
  verify: verifyTimeStamp,
  ask: async (url, query) => {
    const answer = await post(url, query).catch((cause: unknown) => {
      throw new AuthorityUnavailable(`${url} could not be asked`, { cause });
    });
    if (answer.status !== 200) throw new AuthorityUnavailable(`${url} answered ${answer.status}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (bytes.length > MOST_BYTES) throw new AuthorityUnavailable(`${url} answered ${bytes.length} bytes`);
    return bytes;
  },
};

/** @see RFC 3161 §3.4 */
const post = (url: string, query: Buffer): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
    body: new Uint8Array(query),
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
