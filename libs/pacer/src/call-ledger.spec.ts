import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  closeLedger,
  learnRates,
  takeTurn,
  UNKNOWN_LEDGER,
  URGENCIES,
  type CallLedger,
  type Urgency,
} from './call-ledger.js';

const MINUTE = 60_000;
const told = (limit: number, remaining: number, nowMs = 0): CallLedger =>
  learnRates(UNKNOWN_LEDGER, { limit, remaining, resetMs: nowMs + MINUTE }, nowMs);
const take = (ledger: CallLedger, urgency: Urgency, wanted: number, nowMs = 0) =>
  takeTurn(ledger, { nowMs, urgency, wanted });

describe('the ledger of a budget', () => {
  it('lets one call out before the first answer has told the limit', () => {
    const first = take(UNKNOWN_LEDGER, 'live', 50);
    expect(first.granted).toBe(1);
    expect(take(first.ledger, 'live', 50).granted).toBe(0);
    const known = learnRates(first.ledger, { limit: 50, remaining: 49, resetMs: MINUTE }, 100);
    expect(take(known, 'live', 50, 100).granted).toBe(50 - first.granted);
  });

  it('counts nothing where the answers tell no budget', () => {
    const uncounted = learnRates(UNKNOWN_LEDGER, {}, 0);
    expect(take(uncounted, 'migration', 1000, 100).granted).toBe(1000);
  });

  it('begins a new window at the time that was told, with the limit that was told', () => {
    const used = take(told(50, 50), 'live', 50);
    expect(take(used.ledger, 'live', 1, 59_999)).toMatchObject({ granted: 0, waitMs: 1 });
    expect(take(used.ledger, 'live', 80, MINUTE).granted).toBe(50);
  });

  it('does not believe an answer that was overtaken by a later one', () => {
    const low = learnRates(told(50, 0), { limit: 50, remaining: 10, resetMs: MINUTE }, 5);
    expect(take(low, 'live', 1, 10).granted).toBe(0);
  });

  it('counts what others used of the same token', () => {
    const less = learnRates(told(50, 50), { limit: 50, remaining: 3, resetMs: MINUTE }, 5);
    expect(take(less, 'live', 20, 10).granted).toBe(3);
  });

  it('stays closed for as long as a refusal says', () => {
    const closed = closeLedger(closeLedger(told(50, 50), 5000), 3000);
    expect(take(closed, 'live', 1, 1000)).toMatchObject({ granted: 0, waitMs: 4000 });
    expect(take(closed, 'live', 1, 5000).granted).toBe(1);
  });

  it('leaves a share of the window to more urgent calls, less of it as the window runs out', () => {
    const early = take(told(50, 50), 'closing', 100);
    expect(early.granted).toBe(40);
    const late = take(early.ledger, 'closing', 100, 30_000);
    expect(late.granted).toBe(5);
    expect(take(late.ledger, 'closing', 100, 59_900).granted).toBe(4);
  });

  it('says when the share that is kept has shrunk enough for one more call', () => {
    const { ledger } = take(told(50, 50), 'migration', 5);
    const denied = take(ledger, 'migration', 1, 1);
    expect(denied.granted).toBe(0);
    expect(take(denied.ledger, 'migration', 1, 1 + denied.waitMs).granted).toBe(1);
  });

  it('gives less urgent calls nothing while more urgent ones wait, and after a reset serves those first', () => {
    const used = take(told(50, 0), 'live', 5);
    expect(used.granted).toBe(0);
    expect(take(used.ledger, 'closing', 5, MINUTE + 1).granted).toBe(0);
    const live = take(used.ledger, 'live', 5, MINUTE + 1);
    expect(live.granted).toBe(5);
    expect(take(live.ledger, 'closing', 5, MINUTE + 2).granted).toBe(5);
  });

  it('never lets more calls out in a window than the limit, whoever asks and when', () => {
    const request = fc.record({
      afterMs: fc.nat(20_000),
      urgency: fc.constantFrom(...URGENCIES),
      wanted: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.array(request, { maxLength: 60 }),
        (limit, requests) => {
          let [ledger, now, inWindow, ends] = [told(limit, limit), 0, 0, MINUTE];
          for (const { afterMs, urgency, wanted } of requests) {
            now += afterMs;
            if (now >= ends) [inWindow, ends] = [0, 0];
            const turn = take(ledger, urgency, wanted, now);
            ledger = turn.ledger;
            if (ends === 0 && turn.granted > 0) ends = now + MINUTE;
            if (ends === 0) ends = Math.max(ends, ledger.resetMs);
            inWindow += turn.granted;
            expect(inWindow).toBeLessThanOrEqual(limit);
          }
        },
      ),
    );
  });

  it('never has live work wait beside a migration that takes all it may, up to nine tenths of the budget', () => {
    for (const [limit, perMinute] of [
      [50, 20],
      [50, 45],
      [300, 270],
    ] as const) {
      let [ledger, migrated, taken] = [told(limit, limit), 0, 0];
      for (let now = 0; now < MINUTE; now += 100) {
        const background = take(ledger, 'migration', 100, now);
        [ledger, migrated] = [background.ledger, migrated + background.granted];
        if (Math.floor((now * perMinute) / MINUTE) < taken) continue;
        const live = take(ledger, 'live', 1, now);
        expect(live.granted, `at ${now} ms with ${perMinute} of ${limit}`).toBe(1);
        [ledger, taken] = [live.ledger, taken + 1];
      }
      // Nothing is lost by it: what live work leaves, the migration gets.
      expect(migrated + taken).toBeGreaterThanOrEqual(limit - 2);
    }
  });

  it('lets migration use nearly all of a budget that nobody else wants', () => {
    let [ledger, granted] = [told(50, 50), 0];
    for (let now = 0; now < MINUTE; now += 500) {
      const turn = take(ledger, 'migration', 5, now);
      ledger = turn.ledger;
      granted += turn.granted;
    }
    expect(granted).toBeGreaterThanOrEqual(49);
  });
});
