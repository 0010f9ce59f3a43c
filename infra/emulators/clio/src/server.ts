import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { answerAdmin } from './admin/admin-routes.js';
import { ApiOrigin } from './api-origin.js';
import { buildCore, type EmulatorCore } from './emulator-core.js';
import { runUnderFaults } from './http/exchange.js';
import { json, type Reply } from './http/reply.js';
import { sendReply } from './http/send.js';
import { DEFAULT_OPTIONS, type EmulatorOptions } from './options.js';
import { answerPage } from './page/page-routes.js';
import { RateLimiter } from './rate-limit.js';
import { ObjectStore } from './storage/object-store.js';

/** A running emulator. */
export interface ClioEmulator {
  /** Origin of the API, the page and the admin routes, e.g. `http://127.0.0.1:40121`. */
  readonly url: string;
  /** The second origin: uploads and downloads. */
  readonly downloadUrl: string;
  /** Stops listening, drops open connections and pending deliveries, removes temporary files. */
  close(): Promise<void>;
}

/** Starts an emulator in this process. Options not given take their defaults. */
export async function startClioEmulator(given: Partial<EmulatorOptions> = {}): Promise<ClioEmulator> {
  const options = { ...DEFAULT_OPTIONS, ...given };
  const core = await buildCore(options);
  const { office } = core;
  const api = createServer(
    apiListener(core, new ApiOrigin(office, new RateLimiter(options.rateLimit, core.clock))),
  );
  const downloads = createServer(downloadListener(core, new ObjectStore(office)));
  const close = async (): Promise<void> => {
    office.webhooks.close();
    await Promise.all([stop(api), stop(downloads)]);
    await office.bytes.close();
  };
  try {
    const url = await listen(api, options.host, options.port);
    office.urls.origin = await listen(downloads, options.host, options.downloadPort);
    return { url, downloadUrl: office.urls.origin, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

function apiListener(core: EmulatorCore, api: ApiOrigin): Listener {
  return guarded(async (request, response) => {
    const url = urlOf(request);
    const own = await ownAnswer(core, request, url);
    if (own !== null) await sendReply(response, own);
    else
      await runUnderFaults({ request, response, url, origin: 'api' }, core, (trace) =>
        api.answer(request, url, trace),
      );
  });
}

/** The admin routes and the page; null for the vendor's surface. */
async function ownAnswer(core: EmulatorCore, request: IncomingMessage, url: URL): Promise<Reply | null> {
  if (url.pathname.startsWith('/_emulator/')) return answerAdmin(core, request, url);
  return answerPage(core.office, request, url);
}

function downloadListener(core: EmulatorCore, store: ObjectStore): Listener {
  return guarded(async (request, response) => {
    const url = urlOf(request);
    await runUnderFaults({ request, response, url, origin: 'downloads' }, core, async (trace) => {
      trace.route = `/${url.pathname.split('/')[1] ?? ''}`;
      return store.handle(request, url);
    });
  });
}

/** An unforeseen failure is an answer of 500 with its message, so that it is seen by whoever called. */
function guarded(listener: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Listener {
  return (request, response) => {
    listener(request, response).catch((error: unknown) => {
      if (request.destroyed || response.headersSent) {
        response.destroy();
        return;
      }
      const message = error instanceof Error ? error.message : String(error);
      void sendReply(response, json(500, { error: { type: 'EmulatorFailure', message } }));
    });
  };
}

function urlOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  // Longer than a client keeps an idle connection, so that none is cut just as it is used again.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
