import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { answerAdmin } from './admin/admin-routes.js';
import { ApiOrigin } from './api-origin.js';
import { CallLog } from './call-log.js';
import { VirtualClock } from './clock.js';
import { Faults } from './faults.js';
import type { Office } from './handlers/route.js';
import { runUnderFaults } from './http/exchange.js';
import { json, type Reply } from './http/reply.js';
import { sendReply } from './http/send.js';
import { DEFAULT_OPTIONS, type EmulatorOptions } from './options.js';
import { answerPage } from './page/page-routes.js';
import { Random } from './random.js';
import { RateLimiter } from './rate-limit.js';
import { buildShapes } from './shapes/shapes.js';
import { openFirm } from './state/first-firm.js';
import { FirmBook } from './state/firm-book.js';
import { TokenBook } from './state/token-book.js';
import { ByteStore } from './storage/byte-store.js';
import { ObjectStore } from './storage/object-store.js';
import { SignedUrls } from './storage/signed-urls.js';
import { WebhookOffice } from './webhooks/webhook-office.js';

/** A running emulator. */
export interface ClioEmulator {
  /** Origin of the API, the page and the admin routes, e.g. `http://127.0.0.1:40121`. */
  readonly url: string;
  /** The second origin: uploads and downloads. */
  readonly downloadUrl: string;
  /** Stops listening, drops open connections and pending deliveries, removes temporary files. */
  close(): Promise<void>;
}

/** Everything behind the two origins. */
export interface EmulatorCore {
  readonly office: Office;
  readonly log: CallLog;
  readonly faults: Faults;
  readonly clock: VirtualClock;
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
  const url = await listen(api, options.host, options.port);
  office.urls.origin = await listen(downloads, options.host, options.downloadPort);
  return {
    url,
    downloadUrl: office.urls.origin,
    close: async () => {
      office.webhooks.close();
      await Promise.all([stop(api), stop(downloads)]);
      await office.bytes.close();
    },
  };
}

async function buildCore(options: EmulatorOptions): Promise<EmulatorCore> {
  const clock = new VirtualClock();
  const random = new Random(options.seed);
  const book = new FirmBook(clock, random, options.firmName);
  const tokens = new TokenBook(clock, new Random(options.seed ^ 0x70ce5));
  openFirm(book, tokens, options);
  const urls = new SignedUrls(random.hex(32), clock);
  const shapes = buildShapes(book, urls, options.uploadLifeSeconds);
  const webhooks = new WebhookOffice(book, shapes, options);
  const bytes = await ByteStore.open(options.data);
  const office: Office = {
    book,
    tokens,
    urls,
    shapes,
    webhooks,
    bytes,
    options,
    documentCreatedAt: options.documentCreatedAt,
  };
  return { office, clock, log: new CallLog(), faults: new Faults(new Random(options.seed ^ 0xfa017)) };
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
