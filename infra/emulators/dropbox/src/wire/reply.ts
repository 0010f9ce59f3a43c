import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Effect } from '../faults.js';
import { ApiError } from './api-error.js';
import type { Answer } from './exchange.js';

/** JSON that is safe in a header. */
const headerSafe = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Sends an answer. Success is exactly `application/json`: the Python SDK compares the whole value. */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  damage: Effect | undefined,
): Promise<void> {
  if (answer.kind === 'json') {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer.value));
    return;
  }
  response.writeHead(answer.status, {
    'Content-Type': 'application/octet-stream',
    'Dropbox-API-Result': headerSafe(answer.result),
    ...answer.headers,
  });
  if (answer.body === null) {
    response.end();
    return;
  }
  // A client that hangs up ends its own download; that is no failure of ours.
  await pipeline(Readable.from(damaged(answer.body, damage)), response).catch(() => response.destroy());
}

/** A 400 is plain text where its body is one, every other error JSON. */
export function sendError(response: ServerResponse, error: ApiError): void {
  const isText = typeof error.body === 'string';
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json';
  response
    .writeHead(error.status, { 'Content-Type': type, ...error.headers })
    .end(isText ? error.body : JSON.stringify(error.body));
}

async function* damaged(
  body: AsyncIterable<Buffer>,
  damage: Effect | undefined,
): AsyncGenerator<Buffer, void> {
  let sent = 0;
  for await (const chunk of body) {
    if (damage?.kind === 'truncate-body' && sent + chunk.length > damage.bytes) {
      yield chunk.subarray(0, damage.bytes - sent);
      throw new Error('the body ends early, as planned');
    }
    if (damage?.kind === 'bit-flip' && sent === 0 && chunk.length > 0) chunk[0] = (chunk[0] ?? 0) ^ 1;
    sent += chunk.length;
    yield chunk;
  }
}
