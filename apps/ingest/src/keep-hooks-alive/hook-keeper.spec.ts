import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { FirmId } from '@counterpart/contracts';
import { eventually } from '@counterpart/testing';
import { WATCHED } from '../detection/plan-hooks.js';
import { HookKeeper } from './hook-keeper.js';
import { KeepHooksAlive } from './keep-hooks-alive.handler.js';
import type { HookBook, HookRegistry } from './keep-hooks-alive.ports.js';

const [REYES, HARTWELL] = [FirmId.parse('reyes'), FirmId.parse('hartwell')];
const REFUSED = new TypeError('the grant is refused');

/** A book in which every model of every firm has its webhook. */
const book: HookBook = {
  list: () =>
    Promise.resolve(
      WATCHED.map((model) => ({
        token: model,
        model,
        webhook: model,
        url: `https://in.example/webhooks/clio/${model}`,
        hasSecret: true,
        createdAt: new Date(),
      })),
    ),
  open: () => Promise.resolve(),
  adopt: () => Promise.resolve(),
  offerSecret: () => Promise.resolve(),
  forget: () => Promise.resolve(),
  sealAnew: () => Promise.resolve(),
  exclusively: (work) => work(),
};

function keeper(list: HookRegistry['list'], removed?: FirmId, kept = book) {
  const registry: HookRegistry = {
    list,
    create: () => Promise.resolve({ webhook: '1', secret: null }),
    renew: () => Promise.resolve(),
    remove: () => Promise.resolve(),
  };
  const troubles: FirmId[] = [];
  const tending = new KeepHooksAlive(kept, registry, { now: () => new Date(), newToken: () => 'fake' });
  const firms = [REYES, HARTWELL].map((firm) => ({ firm, webhookUrl: 'https://in.example' }));
  const made = new HookKeeper(tending, () => firms, {
    everyMs: 60_000,
    isRemoved: (firm) => Promise.resolve(firm === removed),
    isDisconnected: (error) => error === REFUSED,
    onTrouble: (firm) => void troubles.push(firm),
  });
  onTestFinished(() => made.stop());
  made.start();
  const come = (firm: FirmId): void => void firms.push({ firm, webhookUrl: 'https://in.example' });
  return { made, troubles, come };
}

describe('readiness', () => {
  it('does not wait for a firm whose connection is refused (found by the token-loss drill)', async () => {
    const { made, troubles } = keeper((firm) =>
      firm === REYES ? Promise.reject(REFUSED) : Promise.resolve([]),
    );
    await eventually(() => made.hasTendedAll);
    expect(troubles).toContain(REYES);
  });

  it('neither tends nor waits for a firm that was removed', async () => {
    const asked: FirmId[] = [];
    const list = (firm: FirmId) => {
      asked.push(firm);
      return Promise.resolve([]);
    };
    const { made } = keeper(list, REYES);
    await eventually(() => made.hasTendedAll);
    expect(asked).not.toContain(REYES);
  });

  it.each([['is away'], ['forbids webhooks'], ['refuses webhooks']])(
    'does not wait for a firm whose Clio %s: the other firms’ webhooks stay on the net',
    async (why) => {
      const { made, troubles } = keeper((firm) =>
        firm === REYES ? Promise.reject(new TypeError(why)) : Promise.resolve([]),
      );
      await eventually(() => made.hasTendedAll);
      expect(troubles).toContain(REYES);
    },
  );

  it('waits for a firm whose Clio does not answer for a minute at most, and for those behind it', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const hanging = Promise.withResolvers<never>();
    const { made } = keeper((firm) => (firm === REYES ? hanging.promise : Promise.resolve([])));
    await vi.advanceTimersByTimeAsync(59_000);
    expect(made.hasTendedAll).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(made.hasTendedAll).toBe(true);
    hanging.reject(new TypeError('away'));
  });
});

it('asks Clio ever more seldom while a firm’s handshakes do not come', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let asked = 0;
  const young: HookBook = {
    ...book,
    list: async (firm) =>
      (await book.list(firm)).map((hook) => ({ ...hook, hasSecret: false, createdAt: new Date() })),
  };
  keeper(
    () => {
      asked += 1;
      return Promise.resolve([]);
    },
    undefined,
    young,
  );
  await vi.advanceTimersByTimeAsync(60_000);
  // Two firms: after 1, 2, 4 and 8 s, then every 10 s.
  expect(asked).toBeLessThanOrEqual(2 * 10);
});

describe('a firm that comes while the service runs', () => {
  it('is tended soon, and takes nobody’s readiness away meanwhile', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const asked: FirmId[] = [];
    const { made, come } = keeper((firm) => {
      asked.push(firm);
      return Promise.resolve([]);
    });
    await vi.advanceTimersByTimeAsync(1000);
    expect(made.hasTendedAll).toBe(true);
    asked.length = 0;
    const late = FirmId.parse('late');
    come(late);
    expect(made.hasTendedAll).toBe(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toContain(late);
  });
});
