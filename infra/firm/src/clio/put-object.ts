import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { FirmError } from '../firm-error.js';
import { PassingTrouble, retryAfterMs } from './persevere.js';

export interface ObjectPut {
  /** The signed address; it is the credential, so no bearer goes with it. */
  readonly url: string;
  /** To be sent as Clio gave them. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Bytes. Object stores refuse a body of unannounced length. */
  readonly size: number;
  readonly body: () => Buffer | Readable;
}

const SILENCE_MS = 60_000;

/** One PUT to an object store. Putting the same bytes again is harmless, so every trouble may be retried. */
export async function putObject(put: ObjectPut): Promise<void> {
  const open = new URL(put.url).protocol === 'https:' ? httpsRequest : httpRequest;
  const request = open(put.url, {
    method: 'PUT',
    headers: {
      ...Object.fromEntries(put.headers.map(({ name, value }) => [name, value])),
      'Content-Length': put.size,
    },
  });
  request.setTimeout(SILENCE_MS, () => request.destroy(new Error(`no progress for ${SILENCE_MS} ms`)));
  const answer = await exchange(request, put.body());
  check(answer);
}

interface StoreAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/** Sends the body and reads the answer, which may come before the body is through. */
async function exchange(request: ClientRequest, body: Buffer | Readable): Promise<StoreAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once('response', resolve).on('error', reject);
  const source = Buffer.isBuffer(body) ? Readable.from(body.length === 0 ? [] : [body]) : body;
  const sent = pipeline(source, request);
  try {
    const [response] = await Promise.all([promise, sent]);
    const retryAfter = response.headers['retry-after'];
    return { status: response.statusCode ?? 0, retryAfter, text: await text(response) };
  } catch (cause) {
    throw new PassingTrouble('lost', 'PUT: no answer', { cause });
  }
}

function check(answer: StoreAnswer): void {
  if (answer.status >= 200 && answer.status < 300) return;
  const message = `PUT: ${answer.status} ${answer.text.slice(0, 300)}`;
  const waitMs = retryAfterMs(answer.retryAfter);
  if (answer.status === 429) throw new PassingTrouble('busy', message, { waitMs: waitMs ?? 1_000 });
  if (answer.status >= 500) throw new PassingTrouble('lost', message, { waitMs });
  throw new FirmError('FIRM_CLIO_REFUSED', message);
}
