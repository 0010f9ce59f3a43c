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

const answersWithout = (count: number, bad: ReadonlySet<number>) =>
  upTo(count).map((one) => (bad.has(one) ? FAILED_ALONE : `answer ${one}`));

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

describe('commitApart (ADR 0036)', () => {
  it('commits all in one call where nothing fails', async () => {
    const { calls, commit } = failingOn(new Set());
    expect(await commitApart([1, 2, 3], commit)).toEqual(['answer 1', 'answer 2', 'answer 3']);
    expect(calls).toEqual([[1, 2, 3]]);
  });

  it('answers each but those on which Dropbox fails, wherever they are', async () => {
    const batches = fc.integer({ min: 2, max: 60 }).chain((count) =>
      fc.record({
        count: fc.constant(count),
        // One of the two ends gets through: otherwise it looks like an outage.
        whole: fc.constantFrom(0, count - 1),
        poison: fc.subarray([...upTo(count)], { maxLength: Math.min(40, count) }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(batches, async ({ count, whole, poison }) => {
        const bad = new Set(poison.filter((one) => one !== whole));
        const answers = await commitApart(upTo(count), failingOn(bad).commit);
        expect(answers).toEqual(answersWithout(count, bad));
      }),
    );
  });

  it.each([
    { name: 'forty in front of one that gets through', poison: upTo(40) },
    { name: 'forty behind one that gets through', poison: upTo(40).map((one) => one + 1) },
  ])('tells $name apart, where they took it for an outage', async ({ poison }) => {
    const bad = new Set(poison);
    const { calls, commit } = failingOn(bad);
    expect(await commitApart(upTo(41), commit)).toEqual(answersWithout(41, bad));
    expect(calls.length).toBeLessThan(4 * 40);
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

  /** Dropbox fails on the whole batch; one gets through, and then nothing does. */
  function outageAfterOne() {
    const calls: (readonly number[])[] = [];
    const send = (batch: readonly number[]): Promise<readonly string[]> => {
      calls.push(batch);
      return calls.length === 2 ? Promise.resolve(batch.map(String)) : Promise.reject(POISON);
    };
    return { calls, commit: { send, mayBePartial: (error: unknown) => error === POISON } };
  }

  it.each([2, 3, 1000])(
    'tells none of %i as failing alone where an outage begins meanwhile',
    async (count) => {
      const { calls, commit } = outageAfterOne();
      const [first, ...others] = await commitApart(upTo(count), commit);
      expect(first).toBe('0');
      expect(others).toEqual(others.map(() => ({ kind: 'unsettled', failure: POISON })));
      expect(calls.length).toBeLessThan(40);
    },
  );

  it('keeps the first answer of what goes out once more', async () => {
    const { calls, commit } = failingOn(new Set([1]));
    const send = async (batch: readonly number[]) =>
      (await commit.send(batch)).map((answer) => `${answer} in call ${calls.length}`);
    expect(await commitApart([0, 1], { ...commit, send })).toEqual(['answer 0 in call 2', FAILED_ALONE]);
    expect(calls).toEqual([[0, 1], [0], [1], [0], [1], [0]]);
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
