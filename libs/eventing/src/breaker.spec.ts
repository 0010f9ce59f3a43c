import { describe, expect, it } from 'vitest';
import { Breaker } from './breaker.js';

const at = (): { breaker: Breaker; go: (to: number) => void } => {
  let now = 0;
  return { breaker: new Breaker(() => now, { firstMs: 1000, longestMs: 8000 }), go: (to) => (now = to) };
};

describe('Breaker (law 7)', () => {
  it('lets work flow until an outage', () => {
    expect(at().breaker.mayStart).toBe(true);
  });

  it('waits twice as long after each failed probe, up to the longest wait', () => {
    const { breaker, go } = at();
    let now = 0;
    for (const expected of [1000, 2000, 4000, 8000, 8000]) {
      breaker.failed();
      expect(breaker.waitMs()).toBe(expected);
      expect(breaker.mayStart).toBe(false);
      go((now += expected));
      expect(breaker.mayStart).toBe(true);
      expect(breaker.begin()).toBe(true);
    }
  });

  it('lets one piece of work probe while the others wait on', () => {
    const { breaker, go } = at();
    breaker.failed();
    go(1000);
    expect(breaker.begin()).toBe(true);
    expect(breaker.mayStart).toBe(false);
    breaker.succeeded();
    expect(breaker.begin()).toBe(false);
    expect(breaker.mayStart).toBe(true);
  });

  it('counts failures of work that began before the outage as one', () => {
    const { breaker } = at();
    breaker.failed();
    breaker.failed();
    breaker.failed();
    expect(breaker.waitMs()).toBe(1000);
  });

  it('stays open where work succeeds that began before the outage', () => {
    const { breaker, go } = at();
    breaker.failed(30_000);
    go(5000);
    breaker.succeeded();
    expect(breaker.waitMs()).toBe(25_000);
  });

  it('lets other work probe where the probe ends without telling', () => {
    const { breaker, go } = at();
    breaker.failed();
    go(1000);
    breaker.begin();
    breaker.abandoned();
    expect(breaker.mayStart).toBe(true);
  });

  it('waits at least as long as the outside system asked', () => {
    const { breaker } = at();
    breaker.failed(30_000);
    expect(breaker.waitMs()).toBe(30_000);
  });
});
