import { CallLog } from './call-log.js';
import { VirtualClock } from './clock.js';
import { Faults } from './faults.js';
import type { Office } from './handlers/route.js';
import type { EmulatorOptions } from './options.js';
import { Random } from './random.js';
import { buildShapes } from './shapes/shapes.js';
import { openFirm } from './state/first-firm.js';
import { FirmBook } from './state/firm-book.js';
import { TokenBook } from './state/token-book.js';
import { ByteStore } from './storage/byte-store.js';
import { SignedUrls } from './storage/signed-urls.js';
import { WebhookOffice } from './webhooks/webhook-office.js';

/** Everything behind the two origins. */
export interface EmulatorCore {
  readonly office: Office;
  readonly log: CallLog;
  readonly faults: Faults;
  readonly clock: VirtualClock;
}

/** Builds the firm, its credentials and everything that serves them. Each user of randomness has its own stream. */
export async function buildCore(options: EmulatorOptions): Promise<EmulatorCore> {
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
    uploadPlan: { hold: 0, forMs: 0 },
    archivePlan: { fail: 0, omit: 0, names: options.archiveNames },
  };
  return { office, clock, log: new CallLog(), faults: new Faults(new Random(options.seed ^ 0xfa017)) };
}
