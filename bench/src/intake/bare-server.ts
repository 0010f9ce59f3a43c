import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

/**
 * The bare limit: a node:http server that reads the body, checks its HMAC and answers 200, and does nothing else.
 * Runs as its own process, as ingest does. Secret and ready line go through arguments and stdout.
 */
const secret = process.argv[2] ?? '';

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const expected = createHmac('sha256', secret).update(body).digest();
    const given = Buffer.from(String(request.headers['x-hook-signature'] ?? ''), 'hex');
    const signed = given.length === expected.length && timingSafeEqual(given, expected);
    JSON.parse(body.toString('utf8'));
    response.writeHead(signed ? 200 : 401, { 'content-length': 0 }).end();
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ ready: true, url: `http://127.0.0.1:${port}` })}\n`);
});
process.once('SIGTERM', () => server.close(() => process.exit(0)));
