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
            const leave = await turnstile.take({ amount });
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
    const leave = await turnstile.take({ amount: 6 });
    const order: string[] = [];
    const large = turnstile.take({ amount: 8 }).then((done) => (order.push('large'), done()));
    const small = turnstile.take({ amount: 1 }).then((done) => (order.push('small'), done()));
    await settled();
    expect(order).toEqual([]);
    leave();
    await Promise.all([large, small]);
    expect(order).toEqual(['large', 'small']);
  });

  it('takes a share back once, however often it is given back', async () => {
    const turnstile = new Turnstile(2);
    const leave = await turnstile.take({ amount: 1 });
    leave();
    leave();
    await turnstile.take({ amount: 2 });
    let third = false;
    void turnstile.take({ amount: 1 }).then(() => (third = true));
    await settled();
    expect(third).toBe(false);
  });

  it('lets go of who gives up, and those behind pass', async () => {
    const turnstile = new Turnstile(2);
    await turnstile.take({ amount: 1 });
    const over = new AbortController();
    const impatient = turnstile.take({ amount: 2, signal: over.signal });
    const behind = turnstile.take({ amount: 1 });
    over.abort(new Error('no longer wanted'));
    await expect(impatient).rejects.toThrow('no longer wanted');
    await expect(behind).resolves.toBeTypeOf('function');
    await expect(
      turnstile.take({ amount: 1, signal: AbortSignal.abort(new Error('too late')) }),
    ).rejects.toThrow('too late');
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
            const leave = await turnstile.take({ amount, party });
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
      void turnstile.take({ amount: 1, party: 'big' }).then(() => (big += 1));
    await settled();
    expect(big).toBe(12);
    for (let count = 0; count < 4; count += 1) {
      await expect(turnstile.take({ amount: 1, party: 'small' })).resolves.toBeTypeOf('function');
    }
    await settled();
    expect(big).toBe(12);
  });

  it('lets parties take turns where there is room for one', async () => {
    const turnstile = new Turnstile(1, () => 0.75);
    const order: string[] = [];
    const pass = async (party: string): Promise<void> => {
      const leave = await turnstile.take({ amount: 1, party });
      order.push(party);
      await settled();
      leave();
    };
    await Promise.all(['big', 'big', 'big', 'big', 'small', 'small'].map(pass));
    expect(order).toEqual(['big', 'big', 'small', 'big', 'small', 'big']);
  });

  it('lets what cannot wait pass what can, and keeps room for it', async () => {
    const turnstile = new Turnstile(8);
    const order: string[] = [];
    const leaves: (() => void)[] = [];
    const pass = (name: string, canWait: boolean): void =>
      void turnstile.take({ amount: 1, canWait }).then((leave) => (order.push(name), leaves.push(leave)));
    for (let count = 0; count < 20; count += 1) pass('migration', true);
    await settled();
    expect(order).toHaveLength(6);
    for (const name of ['live 1', 'live 2', 'live 3', 'live 4']) pass(name, false);
    await settled();
    expect(order.slice(6)).toEqual(['live 1', 'live 2']);
    for (const leave of leaves.slice(0, 3)) leave();
    await settled();
    expect(order.slice(8)).toEqual(['live 3', 'live 4', 'migration']);
  });
});
