import { FirmId } from '@counterpart/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FirmClock, type FirmClockOptions } from './firm-clock.js';

const [HARTWELL, REYES] = [FirmId.parse('hartwell'), FirmId.parse('reyes')];
const EVERY_MS = 1000;

const options = (over: Partial<FirmClockOptions> = {}): FirmClockOptions => ({
  everyMs: EVERY_MS,
  firms: () => [HARTWELL, REYES],
  isServed: () => Promise.resolve(true),
  onTrouble: () => undefined,
  ...over,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a clock of firms', () => {
  it('works for one firm after the other, and again after a rest', async () => {
    const worked: FirmId[] = [];
    const clock = new FirmClock((firm) => Promise.resolve(void worked.push(firm)), options());
    clock.start();
    await vi.advanceTimersByTimeAsync(EVERY_MS - 1);
    expect(worked).toEqual([HARTWELL, REYES]);
    await vi.advanceTimersByTimeAsync(1);
    expect(worked).toEqual([HARTWELL, REYES, HARTWELL, REYES]);
    await clock.stop();
    await vi.advanceTimersByTimeAsync(10 * EVERY_MS);
    expect(worked).toHaveLength(4);
  });

  it('begins with a rest where it is told so', async () => {
    const worked: FirmId[] = [];
    const clock = new FirmClock((firm) => Promise.resolve(void worked.push(firm)), options());
    clock.rest();
    await vi.advanceTimersByTimeAsync(EVERY_MS - 1);
    expect(worked).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(worked).toEqual([HARTWELL, REYES]);
    await clock.stop();
  });

  it('does nothing for a firm that is not served', async () => {
    const worked: FirmId[] = [];
    const isServed = (firm: FirmId) => Promise.resolve(firm === REYES);
    const clock = new FirmClock((firm) => Promise.resolve(void worked.push(firm)), options({ isServed }));
    clock.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(worked).toEqual([REYES]);
    await clock.stop();
  });

  it('tells of one firm’s trouble and goes on with the next', async () => {
    const [worked, troubles]: [FirmId[], FirmId[]] = [[], []];
    const work = (firm: FirmId) =>
      firm === HARTWELL ? Promise.reject(new Error('no')) : Promise.resolve(void worked.push(firm));
    const clock = new FirmClock(work, options({ onTrouble: (firm) => void troubles.push(firm) }));
    clock.start();
    await vi.advanceTimersByTimeAsync(0);
    expect([worked, troubles]).toEqual([[REYES], [HARTWELL]]);
    await clock.stop();
  });

  it('serves a firm that came meanwhile', async () => {
    const [firms, worked]: [FirmId[], FirmId[]] = [[HARTWELL], []];
    const clock = new FirmClock(
      (firm) => Promise.resolve(void worked.push(firm)),
      options({ firms: () => firms }),
    );
    clock.start();
    await vi.advanceTimersByTimeAsync(0);
    firms.push(REYES);
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(worked).toEqual([HARTWELL, HARTWELL, REYES]);
    await clock.stop();
  });

  it('waits at its stop for the firm in hand, takes no other, and counts what then fails as no trouble', async () => {
    const worked: FirmId[] = [];
    const troubles: FirmId[] = [];
    const work = (firm: FirmId, signal: AbortSignal) => {
      worked.push(firm);
      return new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => setTimeout(() => reject(new Error('broken off')), 50));
      });
    };
    const clock = new FirmClock(work, options({ onTrouble: (firm) => void troubles.push(firm) }));
    clock.start();
    await vi.advanceTimersByTimeAsync(0);
    let isOver = false;
    const stopped = clock.stop().then(() => (isOver = true));
    await vi.advanceTimersByTimeAsync(49);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await stopped;
    expect([worked, troubles]).toEqual([[HARTWELL], []]);
  });
});
