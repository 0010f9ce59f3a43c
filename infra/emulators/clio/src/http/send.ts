import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { bodyLength, type Reply } from './reply.js';

/** What a fault does to a body on its way out. */
export interface BodyDamage {
  /** Send only this many bytes of the announced length, then cut the connection. */
  readonly truncateAt?: number;
  /** Flip the lowest bit of the byte at this position (0 is the first). */
  readonly flipAt?: number;
}

/** Sends the reply whole, or damaged as a fault asks. A peer that goes away is no error here. */
export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  damage: BodyDamage = {},
): Promise<void> {
  const length = bodyLength(reply);
  response.writeHead(reply.status, headersOf(reply, length));
  try {
    if (damage.truncateAt === undefined && damage.flipAt === undefined && !('path' in reply.body)) {
      response.end(reply.body);
    } else {
      await sendThrough(response, reply, damage);
    }
  } catch (error) {
    if (!isPeerGone(error)) throw error;
  }
}

function headersOf(reply: Reply, length: number): Record<string, string> {
  if (reply.status === 204 || reply.status === 304) return reply.headers;
  return { ...reply.headers, 'Content-Length': String(length) };
}

async function sendThrough(response: ServerResponse, reply: Reply, damage: BodyDamage): Promise<void> {
  const source = bytesOf(reply);
  const cutAt = damage.truncateAt;
  if (cutAt === undefined) {
    await pipeline(source, damageStream(damage), response);
    return;
  }
  await pipeline(source, damageStream(damage), response, { end: false });
  response.socket?.destroySoon();
}

function bytesOf(reply: Reply): NodeJS.ReadableStream | Iterable<Buffer> {
  const { body } = reply;
  if (!('path' in body)) return [body];
  if (body.length === 0) return [];
  return createReadStream(body.path, {
    start: body.start,
    end: body.start + body.length - 1,
    highWaterMark: 256 * 1024,
  });
}

function damageStream(damage: BodyDamage): Transform {
  let position = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      const start = position;
      position += chunk.byteLength;
      done(null, damageChunk(chunk, start, damage));
    },
  });
}

function damageChunk(chunk: Buffer, start: number, damage: BodyDamage): Buffer {
  let bytes = chunk;
  const flip = damage.flipAt === undefined ? -1 : damage.flipAt - start;
  if (flip >= 0 && flip < bytes.byteLength) {
    bytes = Buffer.from(bytes);
    bytes.writeUInt8(bytes.readUInt8(flip) ^ 1, flip);
  }
  if (damage.truncateAt === undefined) return bytes;
  return bytes.subarray(0, Math.max(0, damage.truncateAt - start));
}

function isPeerGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}
