import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rejectsWithCode } from '@counterpart/testing';
import { downloadBytes } from '../src/download.js';

const FILE = Buffer.from('the quick brown fox jumps over the lazy dog');
const CUT = 10;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Tells the whole file’s length, gives its first bytes, and breaks off. */
const breakOff: Answer = (_request, response) => {
  response.writeHead(200, { 'content-length': FILE.length, etag: '"a"' });
  response.write(FILE.subarray(0, CUT), () => response.destroy());
};

const goOn =
  (range: string | undefined, from: number, etag = '"a"'): Answer =>
  (_request, response) => {
    const part = FILE.subarray(from);
    const ranged = range === undefined ? {} : { 'content-range': range };
    response.writeHead(206, { 'content-length': part.length, etag, ...ranged });
    response.end(part);
  };

/** A store that gives its answers one after the other, the last one for ever. */
async function storeOf(...answers: readonly Answer[]): Promise<{ url: URL; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answers[Math.min(asked.length, answers.length) - 1]?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/file`), asked };
}

async function read(url: URL, silenceMs = 30_000): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of downloadBytes({ locate: () => Promise.resolve(url), silenceMs })) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

describe('a download that is taken up', () => {
  it('joins bytes that follow each other, and asks for no more than the rest', async () => {
    const { url, asked } = await storeOf(breakOff, goOn(`bytes ${CUT}-42/43`, CUT));
    expect((await read(url)).equals(FILE)).toBe(true);
    expect(asked.map(({ headers }) => headers.range)).toEqual([undefined, `bytes=${CUT}-`]);
  });

  it.each([
    ['begin elsewhere', goOn('bytes 5-42/43', 5)],
    ['are of a file of another length', goOn(`bytes ${CUT}-42/44`, CUT)],
    ['are of another file of that length', goOn(`bytes ${CUT}-42/43`, CUT, '"b"')],
    ['do not tell where they begin', goOn(undefined, CUT)],
  ])('refuses bytes that %s', async (_, second) => {
    const { url, asked } = await storeOf(breakOff, second);
    await rejectsWithCode(read(url), 'CLIO_ANSWER_INVALID');
    expect(asked).toHaveLength(2);
  });

  it('refuses the whole file in place of the rest', async () => {
    const { url } = await storeOf(breakOff);
    await rejectsWithCode(read(url), 'CLIO_SERVER_ERROR');
  });
});

it('a download that falls silent is given up after the longest silence', async () => {
  const silent: Answer = (_request, response) => {
    response.writeHead(200, { 'content-length': FILE.length });
    response.write(FILE.subarray(0, CUT));
  };
  const { url, asked } = await storeOf(silent);
  // Bytes came, and then none: what follows is asked for as the rest, which this store does not give.
  await rejectsWithCode(read(url, 1000), 'CLIO_SERVER_ERROR');
  expect(asked.map(({ headers }) => headers.range).slice(0, 2)).toEqual([undefined, `bytes=${CUT}-`]);
});

it('follows no redirect: only the address that Clio gave is trusted', async () => {
  const { url, asked } = await storeOf((_request, response) => {
    response.writeHead(302, { location: '/elsewhere' });
    response.end();
  });
  await rejectsWithCode(read(url), 'CLIO_SERVER_ERROR');
  expect(asked.every((request) => request.url === '/file')).toBe(true);
});
