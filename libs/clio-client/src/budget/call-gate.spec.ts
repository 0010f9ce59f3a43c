import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UNKNOWN_LEDGER, type CallLedger, type Urgency } from '@counterpart/pacer';
import { rejectsWithCode } from '@counterpart/testing';
import { CallGate } from './call-gate.js';
import { OwnLedger, type LedgerStore } from './ledger-store.js';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

const MINUTE = 60_000;
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

/** Two pods that share one budget of which an answer has told. */
function pods(limit: number): readonly [CallGate, CallGate, LedgerStore] {
  const store = new OwnLedger();
  const gates = [new CallGate(store), new CallGate(store)] as const;
  gates[0].learn({ limit, remaining: limit, resetMs: Date.now() + MINUTE });
  return [...gates, store];
}

/** Asks for calls; gives those that went out, by name, in order. */
function ask(out: string[], gate: CallGate, names: string, urgency: Urgency): void {
  for (const name of names) {
    gate.pass(urgency).then(
      () => out.push(name),
      () => undefined,
    );
  }
}

describe('a gate before a shared budget', () => {
  it('lets no more calls out than the budget of both pods together', async () => {
    const [one, other] = pods(10);
    const out: string[] = [];
    ask(out, one, 'aaaaaaaa', 'live');
    ask(out, other, 'bbbbbbbb', 'live');
    await settle();
    expect(out).toHaveLength(10);
  });

  it('tells live work when to come back, at once, where Clio refused a call for long', async () => {
    const [one, other] = pods(1);
    one.close(Date.now() + 5 * MINUTE);
    await settle();
    const error = await rejectsWithCode(other.pass('live'), 'CLIO_RATE_LIMITED');
    expect(error).toMatchObject({ retryAfterMs: 5 * MINUTE });
  });

  it('lets live work wait for the next window of the budget', async () => {
    const [one, other] = pods(1);
    const out: string[] = [];
    ask(out, one, 'a', 'live');
    await settle();
    ask(out, other, 'b', 'live');
    await vi.advanceTimersByTimeAsync(MINUTE - 1);
    expect(out).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(1);
    expect(out).toEqual(['a', 'b']);
  });

  it('lets calls that can wait do so, and serves those first that cannot', async () => {
    const [one, other] = pods(5);
    const out: string[] = [];
    ask(out, one, 'cccccc', 'closing');
    await settle();
    expect(out.join('')).toBe('cccc');
    ask(out, other, 'l', 'live');
    await settle();
    expect(out.join('')).toBe('ccccl');
    ask(out, other, 's', 'sweep');
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(out.join('').startsWith('ccccls')).toBe(true);
    expect(out).toHaveLength(8);
  });

  it('says that calls wait for the budget once one of them, or a more urgent one, has for a second', async () => {
    const [one, other] = pods(5);
    const out: string[] = [];
    ask(out, one, 'ssssss', 'sweep');
    await settle();
    const waiting = () => (['live', 'sweep', 'migration'] as const).map((urgency) => one.isWaiting(urgency));
    expect(waiting()).toEqual([false, false, false]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(waiting()).toEqual([false, true, true]);
    expect(other.isWaiting('migration')).toBe(false);
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(out).toHaveLength(6);
    expect(waiting()).toEqual([false, false, false]);
  });

  it('gives a call up that is given up while it waits, and no other', async () => {
    const [one] = pods(0);
    const giveUp = new AbortController();
    const waiting = one.pass('sweep', giveUp.signal);
    await settle();
    giveUp.abort();
    await rejectsWithCode(waiting, 'CLIO_UNREACHABLE');
  });

  it('lets nothing out while the ledger cannot be reached', async () => {
    let isDown = true;
    const own = new OwnLedger();
    const store: LedgerStore = {
      change: (step) => (isDown ? Promise.reject(new Error('no database')) : own.change(step)),
    };
    const gate = new CallGate(store);
    await rejectsWithCode(gate.pass('live'), 'CLIO_UNREACHABLE');
    isDown = false;
    await gate.pass('live');
  });

  it('asks the ledger no more than now and then where answers tell no budget', async () => {
    let [steps, kept]: [number, CallLedger] = [0, UNKNOWN_LEDGER];
    const store: LedgerStore = {
      change: (step) => {
        steps += 1;
        const { ledger, result } = step(kept);
        kept = ledger;
        return Promise.resolve(result);
      },
    };
    const gate = new CallGate(store);
    for (let call = 0; call < 500; call += 1) {
      await gate.pass('live');
      gate.learn({});
    }
    expect(steps).toBeLessThan(10);
  });
});
