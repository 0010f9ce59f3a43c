import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DEFAULT_POLICY,
  DocumentId,
  MatterId,
  FirmId,
  documentStream,
  matterStream,
  type Event,
} from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { broughtBy, deliveryOf } from '../../test/delivered.js';
import { startStore, type StoreGround } from '../../test/store-ground.js';
import type { SeenDocument } from '../detection/detect-document.js';
import { matterSnapshot, seen, snapshot } from '../detection/samples.spec-data.js';
import { FactLog } from './fact-log.js';
import { NormaliseDelivery } from './normalise-delivery.handler.js';

const FIRM = FirmId.parse('hartwell');
const now = (): Date => new Date('2026-05-01T10:00:00Z');

let ground: StoreGround;
let store: EventStore;
let log: FactLog;

beforeAll(async () => {
  ground = await startStore();
  ({ store } = ground);
  log = new FactLog(store, now);
});

afterAll(() => ground.close());

/** The n-th delivery of a burst: each is a cause of its own. */
function delivery(n: number, object = '1675950900'): Event<'DeliveryReceived'> {
  const id = `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
  return deliveryOf({ id, firm: FIRM, at: now() }, { event: 'created', object });
}

describe('deliveries that come at once', () => {
  const burst = Array.from({ length: 8 }, (_, n) => delivery(n + 1));

  it('tell of a new matter once', async () => {
    const matter = matterSnapshot();
    const told = await Promise.all(burst.map((cause) => log.tellMatter(cause, matter, null)));
    expect(told.toSorted((one, other) => one - other)).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    expect(await store.readStream(matterStream(FIRM, matter.id))).toHaveLength(1);
  });

  it('tell of a new document once', async () => {
    const document = snapshot();
    const findings = await Promise.all(burst.map((cause) => log.tellDocument(cause, seen(document), null)));
    expect(findings.filter((finding) => finding.kind === 'facts' && finding.facts.length > 0)).toHaveLength(
      1,
    );
    expect(await store.readStream(documentStream(FIRM, document.id))).toHaveLength(1);
  });
});

describe('a document that was told as deleted', () => {
  const before = snapshot({ id: DocumentId.parse('801'), matter: MatterId.parse('8'), etag: '"before"' });
  const trashed = seen(before, { trashedAt: '2026-05-02T00:00:00.000Z' });

  /** Hands over a delivery while Clio shows these states, one look after the other. */
  async function handle(n: number, looks: SeenDocument[]): Promise<readonly string[]> {
    const event = delivery(n, before.id);
    const clio = {
      document: () => Promise.resolve(looks.shift()),
      versions: () => Promise.resolve([]),
      matter: (_firm: FirmId, id: MatterId) => Promise.resolve(matterSnapshot({ id })),
      mattersOfClient: () => Promise.resolve([]),
      verdictOf: (error: unknown): never => {
        throw error;
      },
    };
    const handler = new NormaliseDelivery(clio, log, {
      of: () => Promise.resolve({ current: DEFAULT_POLICY }),
    });
    await handler.handle(broughtBy(event));
    return (await store.readStream(documentStream(FIRM, before.id))).map((told) => told.event.name);
  }

  it('is looked at again where the first look may be older: only what is seen then is told', async () => {
    expect(await handle(101, [seen(before)])).toEqual(['DocumentAdded']);
    expect(await handle(102, [trashed])).toEqual(['DocumentAdded', 'DocumentTrashed']);
    expect(await handle(103, [seen(before), trashed])).toEqual(['DocumentAdded', 'DocumentTrashed']);
    expect((await handle(104, [seen(before), seen(before)])).at(-1)).toBe('DocumentRestored');
  });
});
