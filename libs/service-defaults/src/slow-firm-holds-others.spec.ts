import { FirmId } from '@counterpart/contracts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FirmClock } from './firm-clock.js';

/*
 * Firms were worked for one after the other. What took long for one, a look at a Dropbox in which a large folder had been moved, kept
 * all others waiting for it.
 */

const FIRMS = ['adams', 'hartwell', 'reyes', 'zimmer'].map((firm) => FirmId.parse(firm));
const [SLOW] = FIRMS;
const EVERY_MS = 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function clockOf(work: (firm: FirmId) => Promise<void>): FirmClock {
  return new FirmClock(work, {
    everyMs: EVERY_MS,
    atOnce: 2,
    firms: () => FIRMS,
    isServed: () => Promise.resolve(true),
    onTrouble: () => undefined,
  });
}

it('a firm that takes long keeps no other one waiting while a place is free', async () => {
  const worked: FirmId[] = [];
  const slow = Promise.withResolvers<void>();
  const clock = clockOf(async (firm) => {
    if (firm === SLOW) await slow.promise;
    worked.push(firm);
  });
  clock.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(worked).toEqual(FIRMS.slice(1));
  slow.resolve();
  await clock.stop();
  expect(worked).toEqual([...FIRMS.slice(1), SLOW]);
});

it('no more firms than that are worked for side by side, each once a round', async () => {
  const [worked, inHand, most]: [FirmId[], Set<FirmId>, number[]] = [[], new Set(), []];
  const clock = clockOf(async (firm) => {
    inHand.add(firm);
    most.push(inHand.size);
    await new Promise((resolve) => setTimeout(resolve, 10));
    inHand.delete(firm);
    worked.push(firm);
  });
  clock.start();
  await vi.advanceTimersByTimeAsync(20);
  expect(worked).toEqual(FIRMS);
  expect(Math.max(...most)).toBe(2);
  await vi.advanceTimersByTimeAsync(EVERY_MS + 20);
  expect(worked).toHaveLength(2 * FIRMS.length);
  await clock.stop();
});
