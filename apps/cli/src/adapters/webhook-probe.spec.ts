import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClioClient } from '@counterpart/clio-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Finding } from '../probe-firm/probe-firm.ports.js';
import { webhookProbe } from './webhook-probe.js';

const KNOWN = '/webhooks/clio/fake-token-of-a-known-hook';

/** Whoever serves the firm’s address. @returns where */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Clio, with hooks at these addresses. */
const clioWith = (...urls: readonly string[]): Pick<ClioClient, 'listWebhooks'> => ({
  listWebhooks: async function* () {
    await Promise.resolve();
    for (const url of urls) yield { id: '1', url, model: 'document', status: 'enabled' };
  },
});

const ask = (address: string, ...hooks: readonly string[]): Promise<Finding> =>
  webhookProbe(clioWith(...hooks), address).ask();

/** As ingest answers what bears no signature. */
const asIngest: RequestListener = ({ method, url }, response) =>
  void response.writeHead(method === 'POST' && url === KNOWN ? 401 : 404).end();

describe('whether Clio can deliver', () => {
  it('is proven by the answers that ingest alone gives', async () => {
    const asked: (readonly unknown[])[] = [];
    const address = await serve((request, response) => {
      const { 'x-hook-signature': signature, 'x-hook-secret': secret } = request.headers;
      asked.push([request.method, signature, secret]);
      asIngest(request, response);
    });
    expect(await ask(address, `${address}/webhooks/clio/gone`, `${address}${KNOWN}`)).toEqual({
      holds: true,
      words: `${address} leads to ingest, which knows Clio’s webhooks`,
    });
    expect(asked).toEqual(Array.from({ length: 3 }, () => ['POST', undefined, undefined]));
  });

  it.each<[string, RequestListener, string]>([
    [
      'a proxy’s own 404',
      (_, response) => response.writeHead(404).end('<h1>Not Found</h1>'),
      'knows none of the webhooks that Clio has (404)',
    ],
    ['an empty 404', (_, response) => response.writeHead(404).end(), 'another installation'],
    ['a password', (_, response) => response.writeHead(401).end(), 'asks everybody who they are (401)'],
    [
      'a redirect',
      (_, response) => response.writeHead(301, { location: '/elsewhere' }).end(),
      'redirects (301), which Clio takes for delivered',
    ],
    ['a server that takes everything', (_, response) => response.end('ok'), 'takes what nobody signed (200)'],
    ['a 410', (_, response) => response.writeHead(410).end(), 'at which Clio switches the webhook off'],
    ['an ingest that is away', (_, response) => response.writeHead(503).end(), 'answers 503: ingest is away'],
    ['a firewall', (_, response) => response.writeHead(403).end(), 'answers 403 where ingest answers 404'],
  ])('is not taken from %s', async (_, listener, words) => {
    const address = await serve(listener);
    expect(await ask(address, `${address}${KNOWN}`)).toMatchObject({
      holds: false,
      words: expect.stringContaining(words) as string,
      remedy: expect.stringContaining('`webhookUrl`') as string,
    });
  });

  it('cannot be told while Clio has no webhook at the address; a page is never ingest’s', async () => {
    const address = await serve(asIngest);
    expect(await ask(address, 'https://other.example/webhooks/clio/x')).toMatchObject({
      holds: null,
      words: expect.stringContaining('could not be tried whole') as string,
    });
    const other = await serve((_, response) => response.writeHead(404).end('<h1>Not Found</h1>'));
    expect(await ask(other)).toMatchObject({
      holds: false,
      words: expect.stringContaining('with a page (404)') as string,
    });
  });

  it.each([
    ['http://in.example', 'is not https'],
    ['https://127.0.0.1:1', 'does not answer'],
  ])('is not so at %s', async (address, words) => {
    expect(await ask(address)).toMatchObject({
      holds: false,
      words: expect.stringContaining(words) as string,
    });
  });
});
