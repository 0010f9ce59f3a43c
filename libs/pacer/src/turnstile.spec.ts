import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Turnstile } from './turnstile.js';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a turnstile', () => {
  it('never lets more through than its total, and everybody in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 30 }), async (amounts) => {
        const turnstile = new Turnstile(10);
        let [inside, most, passed] = [0, 0, 0];
        await Promise.all(
          amounts.map(async (amount) => {
            const leave = await turnstile.take(amount);
            inside += Math.min(amount, 10);
            most = Math.max(most, inside);
            await settled();
            inside -= Math.min(amount, 10);
            passed += 1;
            leave();
          }),
        );
        expect(most).toBeLessThanOrEqual(10);
        expect(passed).toBe(amounts.length);
      }),
    );
  });

  it('keeps the order: what would fit does not overtake what came before', async () => {
    const turnstile = new Turnstile(10);
    const leave = await turnstile.take(6);
    const order: string[] = [];
    const large = turnstile.take(8).then((done) => (order.push('large'), done()));
    const small = turnstile.take(1).then((done) => (order.push('small'), done()));
    await settled();
    expect(order).toEqual([]);
    leave();
    await Promise.all([large, small]);
    expect(order).toEqual(['large', 'small']);
  });

  it('takes a share back once, however often it is given back', async () => {
    const turnstile = new Turnstile(2);
    const leave = await turnstile.take(1);
    leave();
    leave();
    await turnstile.take(2);
    let third = false;
    void turnstile.take(1).then(() => (third = true));
    await settled();
    expect(third).toBe(false);
  });

  it('lets go of who gives up, and those behind pass', async () => {
    const turnstile = new Turnstile(2);
    await turnstile.take(1);
    const over = new AbortController();
    const impatient = turnstile.take(2, over.signal);
    const behind = turnstile.take(1);
    over.abort(new Error('no longer wanted'));
    await expect(impatient).rejects.toThrow('no longer wanted');
    await expect(behind).resolves.toBeTypeOf('function');
    await expect(turnstile.take(1, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  });

  it('never lets a party hold more than its share beside others, and lets everybody through in the end', async () => {
    const wish = fc.record({
      party: fc.constantFrom('big', 'small', 'other'),
      amount: fc.integer({ min: 1, max: 14 }),
      turns: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 40 }), async (wishes) => {
        const turnstile = new Turnstile(12, (party) => (party === 'big' ? 0.5 : 1));
        const inside: { party: string; taken: number }[] = [];
        const sum = (held: typeof inside): number => held.reduce((all, { taken }) => all + taken, 0);
        await Promise.all(
          wishes.map(async ({ party, amount, turns }) => {
            const leave = await turnstile.take(amount, undefined, party);
            const mine = { party, taken: Math.min(amount, 12) };
            inside.push(mine);
            expect(sum(inside)).toBeLessThanOrEqual(12);
            const big = inside.filter((one) => one.party === 'big');
            expect(big.length <= 1 || sum(big) <= 6).toBe(true);
            for (let turn = 0; turn < turns; turn += 1) await settled();
            inside.splice(inside.indexOf(mine), 1);
            leave();
          }),
        );
        expect(inside).toEqual([]);
      }),
    );
  });

  it('has room for a party that comes while another one holds all that it may, with many waiting', async () => {
    const turnstile = new Turnstile(16, () => 0.75);
    let big = 0;
    for (let count = 0; count < 100; count += 1)
      void turnstile.take(1, undefined, 'big').then(() => (big += 1));
    await settled();
    expect(big).toBe(12);
    for (let count = 0; count < 4; count += 1) {
      await expect(turnstile.take(1, undefined, 'small')).resolves.toBeTypeOf('function');
    }
    await settled();
    expect(big).toBe(12);
  });

  it('lets parties take turns where there is room for one', async () => {
    const turnstile = new Turnstile(1, () => 0.75);
    const order: string[] = [];
    const pass = async (party: string): Promise<void> => {
      const leave = await turnstile.take(1, undefined, party);
      order.push(party);
      await settled();
      leave();
    };
    await Promise.all(['big', 'big', 'big', 'big', 'small', 'small'].map(pass));
    expect(order).toEqual(['big', 'big', 'small', 'big', 'small', 'big']);
  });
});
