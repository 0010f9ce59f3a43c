import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConsentReturns } from './consent-returns.js';
import { isLoopbackHost } from './vendor-connections.js';

const PATH = '/connected';

/** Whoever reaches the port, opens connections and sends nothing must not keep the person waiting. */
const LIMITS = { maxHeaderSize: 8192, connectionsCheckingInterval: 1000 };
const SILENCE_MS = 5000;
const CONNECTIONS = 16;
/** Longest time for the last page to leave. */
const FAREWELL_MS = 1000;

/** Why nobody can come back. */
type ConsentReturnCode =
  /** The redirect address is neither https nor this machine’s. */
  | 'CONSENT_ADDRESS_UNFIT'
  /** The port is in use, or cannot be opened. */
  | 'CONSENT_ADDRESS_TAKEN'
  /** Nobody answered in time. */
  | 'CONSENT_TIMED_OUT';

/** The way back from a vendor’s consent page cannot be opened, or nobody came. */
export class ConsentReturnError extends Error {
  override readonly name = 'ConsentReturnError';

  constructor(
    readonly code: ConsentReturnCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** How the way back is opened. */
export interface ConsentReturnOptions {
  /** The address that is listened on. @default 127.0.0.1: this machine alone (RFC 8252 §7.3) */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /**
   * The redirect address as the vendor knows it, where a proxy of the operator’s ends TLS before this. It must hand on the
   * Host header. @default http://127.0.0.1:PORT/connected
   */
  readonly redirectUri?: string;
  /** How long a person may take, in milliseconds. */
  readonly waitMs: number;
  /** How long a connection may take to say what it wants, in milliseconds. @default 5000 */
  readonly silenceMs?: number;
}

/** Where the vendor sends the person back to. */
export interface ConsentReturn {
  /** As the app’s registration at the vendor must name it, to the letter. */
  readonly redirectUri: string;
  /** The query of the answer that bears the state. @throws ConsentReturnError CONSENT_TIMED_OUT */
  readonly returned: (state: string) => Promise<URLSearchParams>;
  close(): Promise<void>;
}

/**
 * Serves the way back for one consent.
 * @throws ConsentReturnError CONSENT_ADDRESS_UNFIT, CONSENT_ADDRESS_TAKEN
 */
export async function openConsentReturn(options: ConsentReturnOptions): Promise<ConsentReturn> {
  const { host = '127.0.0.1', port, redirectUri, waitMs, silenceMs = SILENCE_MS } = options;
  const given = redirectUri === undefined ? undefined : fitAddress(redirectUri);
  const server = createServer({ ...LIMITS, headersTimeout: silenceMs, requestTimeout: silenceMs });
  server.maxConnections = CONNECTIONS;
  await listen(server, port, host);
  const bound = (server.address() as AddressInfo).port;
  const returns = new ConsentReturns(given ?? new URL(`http://127.0.0.1:${bound}${PATH}`));
  server.on('request', returns.answer);
  const over = new AbortController();
  const late = new ConsentReturnError('CONSENT_TIMED_OUT', 'nobody answered on the vendor’s page');
  const timer = setTimeout(() => over.abort(late), waitMs);
  return {
    // As it was given: a vendor compares it to the letter.
    redirectUri: redirectUri ?? returns.redirectUri.href,
    returned: (state) => returns.expect(state, over.signal),
    close: async () => {
      clearTimeout(timer);
      await end(server);
    },
  };
}

/** Vendors send a code in the clear to this machine alone. */
function fitAddress(address: string): URL {
  if (URL.canParse(address)) {
    const url = new URL(address);
    const isFit = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
    if (isFit && url.search === '' && url.hash === '') return url;
  }
  const why = 'the address that people come back to must be https, without a query, or http of this machine';
  throw new ConsentReturnError('CONSENT_ADDRESS_UNFIT', why);
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new ConsentReturnError('CONSENT_ADDRESS_TAKEN', `${host}:${port} cannot be opened`, { cause });
  }
}

async function end(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const farewell = setTimeout(() => server.closeAllConnections(), FAREWELL_MS);
  await closed;
  clearTimeout(farewell);
}
