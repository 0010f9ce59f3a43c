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
});
