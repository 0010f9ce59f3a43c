import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ConsentError, type ReturnAddress } from '../connect-vendor/connect-vendor.ports.js';

const PATH = '/connected';

/** Whoever on this machine opens connections and sends nothing must not keep the person waiting. */
const LIMITS = {
  maxHeaderSize: 8192,
  headersTimeout: 5000,
  requestTimeout: 5000,
  connectionsCheckingInterval: 1000,
};
const CONNECTIONS = 16;
/** Longest time for the last page to leave. */
const FAREWELL_MS = 1000;

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'",
  'referrer-policy': 'no-referrer',
};

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${body}</p></html>`;

/** How the place is opened. */
export interface ReturnOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** How long a person may take, in milliseconds. */
  readonly waitMs: number;
}

/**
 * A page on this machine alone that the vendor sends the person back to (RFC 8252 §7.3). It takes one answer.
 * @throws ConsentError CONSENT_ADDRESS_TAKEN
 */
export async function openLoopbackReturn({ port, waitMs }: ReturnOptions): Promise<ReturnAddress> {
  const { promise, resolve, reject } = Promise.withResolvers<URLSearchParams>();
  promise.catch(() => undefined);
  const server = createServer(LIMITS, (request, response) => answer(request, response, resolve));
  server.maxConnections = CONNECTIONS;
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new ConsentError('CONSENT_ADDRESS_TAKEN', `port ${port} cannot be opened on this machine`, {
      cause,
    });
  }
  const timer = setTimeout(
    () => reject(new ConsentError('CONSENT_TIMED_OUT', 'nobody answered on the vendor’s page')),
    waitMs,
  );
  return {
    redirectUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`,
    returned: () => promise,
    close: async () => {
      clearTimeout(timer);
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const farewell = setTimeout(() => server.closeAllConnections(), FAREWELL_MS);
      await closed;
      clearTimeout(farewell);
    },
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  take: (query: URLSearchParams) => void,
): void {
  const { port } = request.socket.address() as AddressInfo;
  const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
  // Another name for this machine is somebody’s page that was pointed here (DNS rebinding).
  const isOurs = request.headers.host === url.host && request.method === 'GET' && url.pathname === PATH;
  if (!isOurs) {
    response
      .writeHead(404, { ...HEADERS, connection: 'close' })
      .end(page('Not found', 'There is nothing here.'));
    return;
  }
  const body = page('Thank you', 'Counterpart has your answer. You can close this page.');
  response.writeHead(200, { ...HEADERS, connection: 'close' }).end(body, () => take(url.searchParams));
}
