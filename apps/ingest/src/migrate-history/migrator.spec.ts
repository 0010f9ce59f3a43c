import { expect, it, onTestFinished, vi } from 'vitest';
import { FirmId } from '@counterpart/contracts';
import type { HistoryStep } from './migrate-history.handler.js';
import { Migrator } from './migrator.js';

const FIRMS = ['one', 'two', 'three', 'four', 'five'].map((firm) => FirmId.parse(firm));
const soon = (ms = 2): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const nothing = {
  isServed: () => Promise.resolve(true),
  isWaiting: () => false,
  onStep: () => undefined,
  onTrouble: () => undefined,
};

it('takes few steps at once, and those of every firm', async () => {
  const steps = new Map<FirmId, number>();
  let [now, most] = [0, 0];
  const step = async (firm: FirmId): Promise<HistoryStep> => {
    now += 1;
    most = Math.max(most, now);
    await soon();
    now -= 1;
    steps.set(firm, (steps.get(firm) ?? 0) + 1);
    return { did: 'worked', afterMs: 0 };
  };
  const migrator = new Migrator({ step }, () => FIRMS, nothing);
  migrator.start();
  await expect.poll(() => FIRMS.every((firm) => (steps.get(firm) ?? 0) > 3)).toBe(true);
  await migrator.stop();
  expect(most).toBe(2);
});

it('goes on with the other firms where one is in trouble, and tells of it', async () => {
  const [broken, ...others] = FIRMS;
  const troubled: FirmId[] = [];
  const stepped = new Set<FirmId>();
  const step = (firm: FirmId): Promise<HistoryStep> => {
    if (firm === broken) return Promise.reject(new Error('no database'));
    stepped.add(firm);
    return Promise.resolve({ did: 'idle', afterMs: 5 });
  };
  const onTrouble = (firm: FirmId): void => void troubled.push(firm);
  const migrator = new Migrator({ step }, () => FIRMS, { ...nothing, onTrouble });
  migrator.start();
  await expect.poll(() => stepped.size).toBe(others.length);
  await migrator.stop();
  expect(troubled).toEqual([broken]);
});

it('two firms whose steps wait for their budget stop no others', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const busy = new Set(FIRMS.slice(0, 2));
  const stepped = new Set<FirmId>();
  const step = async (firm: FirmId, signal: AbortSignal): Promise<HistoryStep> => {
    stepped.add(firm);
    if (busy.has(firm)) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return { did: 'idle', afterMs: 60_000 };
  };
  let waiting: ReadonlySet<FirmId> = new Set();
  const isWaiting = (firm: FirmId): boolean => waiting.has(firm);
  const migrator = new Migrator({ step }, () => FIRMS, { ...nothing, isWaiting });
  migrator.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([...stepped]).toEqual([...busy]);
  waiting = busy;
  await vi.advanceTimersByTimeAsync(1_000);
  expect([...stepped]).toEqual(FIRMS);
  await migrator.stop();
});

it('stops at once, however long the next step is away', async () => {
  const step = (): Promise<HistoryStep> => Promise.resolve({ did: 'idle', afterMs: 3_600_000 });
  const migrator = new Migrator({ step }, () => FIRMS, nothing);
  migrator.start();
  await soon();
  await expect(migrator.stop()).resolves.toBeUndefined();
});

it('takes up the migration of a firm that came while it runs', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const firms = FIRMS.slice(0, 1);
  const stepped = new Set<FirmId>();
  const step = (firm: FirmId): Promise<HistoryStep> => {
    stepped.add(firm);
    return Promise.resolve({ did: 'idle', afterMs: 60_000 });
  };
  const migrator = new Migrator({ step }, () => firms, nothing);
  migrator.start();
  await vi.advanceTimersByTimeAsync(0);
  expect([...stepped]).toEqual(firms);
  firms.push(...FIRMS.slice(1, 2));
  await vi.advanceTimersByTimeAsync(15_000);
  expect([...stepped]).toEqual(firms);
  await migrator.stop();
});
