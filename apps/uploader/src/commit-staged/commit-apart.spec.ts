import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitApart, FAILED_ALONE } from './commit-apart.js';

const POISON = new RangeError('Dropbox failed');

/** A Dropbox that fails on each call with one of these in it. */
function failingOn(poison: ReadonlySet<number>) {
  const calls: (readonly number[])[] = [];
  const send = (batch: readonly number[]): Promise<readonly string[]> => {
    calls.push(batch);
    if (batch.some((one) => poison.has(one))) return Promise.reject(POISON);
    return Promise.resolve(batch.map((one) => `answer ${one}`));
  };
  return { calls, commit: { send, mayBePartial: (error: unknown) => error === POISON } };
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

describe('commitApart (ADR 0036)', () => {
  it('commits all in one call where nothing fails', async () => {
    const { calls, commit } = failingOn(new Set());
    expect(await commitApart([1, 2, 3], commit)).toEqual(['answer 1', 'answer 2', 'answer 3']);
    expect(calls).toEqual([[1, 2, 3]]);
  });

  it('answers each but those on which Dropbox fails, wherever they are', async () => {
    const batches = fc.integer({ min: 2, max: 40 }).chain((count) =>
      fc.record({
        count: fc.constant(count),
        // One of the two ends gets through: otherwise it looks like an outage.
        poison: fc.subarray([...upTo(count - 1)], { maxLength: Math.min(5, count - 1) }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(batches, async ({ count, poison }) => {
        const bad = new Set(poison);
        const answers = await commitApart(upTo(count), failingOn(bad).commit);
        expect(answers).toEqual(upTo(count).map((one) => (bad.has(one) ? FAILED_ALONE : `answer ${one}`)));
      }),
    );
  });

  it('finds one of a thousand in few calls', async () => {
    const { calls, commit } = failingOn(new Set([613]));
    expect((await commitApart(upTo(1000), commit))[613]).toBe(FAILED_ALONE);
    expect(calls.length).toBeLessThan(30);
  });

  it('says nothing of anything in an outage, after two more calls', async () => {
    const { calls, commit } = failingOn(new Set(upTo(1000)));
    await expect(commitApart(upTo(1000), commit)).rejects.toBe(POISON);
    expect(calls.map((batch) => batch.length)).toEqual([1000, 1, 1]);
  });

  it('says nothing of anything where an outage begins meanwhile, after few more calls', async () => {
    let calls = 0;
    // The whole batch fails, one gets through, and then nothing does.
    const send = (batch: readonly number[]): Promise<readonly string[]> => {
      calls += 1;
      return calls === 2 ? Promise.resolve(batch.map(String)) : Promise.reject(POISON);
    };
    await expect(commitApart(upTo(1000), { send, mayBePartial: () => true })).rejects.toBe(POISON);
    expect(calls).toBeLessThan(40);
  });

  it('says nothing of one that comes alone', async () => {
    const { calls, commit } = failingOn(new Set([1]));
    await expect(commitApart([1], commit)).rejects.toBe(POISON);
    expect(calls).toHaveLength(1);
  });

  it('hands on what else goes wrong, without another call', async () => {
    const { calls, commit } = failingOn(new Set([1]));
    await expect(commitApart([1, 2], { ...commit, mayBePartial: () => false })).rejects.toBe(POISON);
    expect(calls).toHaveLength(1);
  });
});
