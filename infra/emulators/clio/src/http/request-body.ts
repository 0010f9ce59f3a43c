import type { IncomingMessage } from 'node:http';

import { ApiError } from '../api-error.js';

/** JSON and form bodies are small; more than this is refused. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Reads a small body whole. Throws 400 when it is larger than the API takes. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw new ApiError(400, 'BadRequestError', 'The request body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Parses a JSON body; an empty body is undefined. Throws 400 on anything that is not JSON. */
export function parseJson(body: Buffer, contentType: string): unknown {
  if (body.byteLength === 0) return undefined;
  if (!/^application\/(json|[\w.-]+\+json)\b/i.test(contentType)) {
    throw new ApiError(
      400,
      'BadRequestError',
      'The emulator takes JSON bodies only (Content-Type: application/json)',
    );
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not JSON';
    throw new ApiError(400, 'BadRequestError', `The request body could not be parsed: ${reason}`);
  }
}
