import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LaneScheduler, type LaneTask } from './lane-scheduler.js';

interface Task extends LaneTask {
  readonly id: number;
}

const task = (id: number, key: string, sub: string | null, firm = 'firm'): Task => ({
  id,
  firm,
  course: `${firm}-${id}`,
  lane: { key, sub },
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Runs tasks whose ends come in a random order. @returns starts and ends in their order */
async function run(
  tasks: readonly Task[],
  options: { readonly concurrency: number; readonly batch?: number; readonly chance: () => number },
): Promise<readonly { readonly what: 'start' | 'end'; readonly ids: readonly number[] }[]> {
  const log: { what: 'start' | 'end'; ids: readonly number[] }[] = [];
  const open: (() => void)[] = [];
  const scheduler = new LaneScheduler<Task>({
    concurrency: options.concurrency,
    ...(options.batch === undefined ? {} : { batch: options.batch }),
    run: (started) => {
      const ids = started.map(({ id }) => id);
      log.push({ what: 'start', ids });
      return new Promise((resolve) => {
        open.push(() => {
          log.push({ what: 'end', ids });
          resolve();
        });
      });
    },
  });
  for (const one of tasks) scheduler.submit(one);
  while (open.length > 0) {
    open.splice(Math.floor(options.chance() * open.length), 1)[0]?.();
    await turn();
  }
  return log;
}

const lanes = fc.array(
  fc.record({ key: fc.constantFrom('a', 'b', 'c'), sub: fc.constantFrom('1', '2', '3', null) }),
  { maxLength: 40 },
);
const chances = fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }));

describe('LaneScheduler', () => {
  it('keeps laws 1 and 2: lanes in order, steps of a whole key alone, nothing lost, never too many at once', async () => {
    await fc.assert(
      fc.asyncProperty(lanes, fc.integer({ min: 1, max: 6 }), chances, async (shape, concurrency, stream) => {
        const tasks = shape.map(({ key, sub }, id) => task(id, key, sub));
        const log = await run(tasks, { concurrency, chance: () => Number(stream.next().value) });
        const at = (what: 'start' | 'end', id: number): number =>
          log.findIndex((entry) => entry.what === what && entry.ids.includes(id));
        let running = 0;
        for (const { what } of log) {
          running += what === 'start' ? 1 : -1;
          expect(running).toBeLessThanOrEqual(concurrency);
        }
        for (const [index, first] of tasks.entries()) {
          expect(at('end', first.id)).toBeGreaterThan(-1);
          for (const second of tasks.slice(index + 1)) {
            const [one, two] = [first.lane, second.lane];
            const ordered =
              one.key === two.key && (one.sub === two.sub || one.sub === null || two.sub === null);
            if (ordered) expect(at('end', first.id)).toBeLessThan(at('start', second.id));
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('lets documents of one matter run side by side', async () => {
    const log = await run([task(0, 'm', 'x'), task(1, 'm', 'y')], { concurrency: 2, chance: () => 0 });
    expect(log.slice(0, 2).map(({ what }) => what)).toEqual(['start', 'start']);
  });

  it('hands consecutive tasks of a lane over together, up to the batch', async () => {
    const tasks = Array.from({ length: 5 }, (_, id) => task(id, 'n', ''));
    const log = await run(tasks, { concurrency: 1, batch: 3, chance: () => 0 });
    expect(log.filter(({ what }) => what === 'start').map(({ ids }) => ids)).toEqual([[0], [1, 2, 3], [4]]);
  });

  it('starts nothing more once it is stopped, and waits for what runs', async () => {
    const started: number[] = [];
    let release = (): void => undefined;
    const scheduler = new LaneScheduler<Task>({
      concurrency: 1,
      run: ([first]) => {
        started.push(first?.id ?? -1);
        return new Promise((resolve) => (release = resolve));
      },
    });
    scheduler.submit(task(0, 'a', '1'));
    scheduler.submit(task(1, 'a', '1'));
    const stopped = scheduler.stop();
    release();
    await stopped;
    expect(started).toEqual([0]);
  });

  it('leaves lanes to other firms, however much one of them has waiting', async () => {
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const scheduler = new LaneScheduler<Task>({
      concurrency: 4,
      mostOf: (firm) => (firm === 'big' ? 3 : 4),
      run: ([first]) => {
        started.push(first?.id ?? -1);
        return new Promise((resolve) => ends.push(resolve));
      },
    });
    for (let id = 0; id < 100; id += 1) scheduler.submit(task(id, `big-${id}`, '', 'big'));
    expect(started).toEqual([0, 1, 2]);
    scheduler.submit(task(1000, 'small-0', '', 'small'));
    expect(started).toEqual([0, 1, 2, 1000]);
    scheduler.submit(task(1001, 'small-1', '', 'small'));
    // The big firm’s turn comes first, then the small one’s, though the big one has 96 more.
    for (const end of ends.slice(0, 2)) end();
    await turn();
    expect(started.slice(4)).toEqual([3, 1001]);
  });

  it('keeps a quarter of a firm’s lanes free of what follows from one cause, and lets what comes meanwhile pass it', async () => {
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const scheduler = new LaneScheduler<Task>({
      concurrency: 8,
      run: ([first]) => {
        started.push(first?.id ?? -1);
        return new Promise((resolve) => ends.push(resolve));
      },
    });
    for (let id = 0; id < 100; id += 1)
      scheduler.submit({ ...task(id, `old-${id}`, ''), course: 'migration' });
    expect(started).toEqual([0, 1, 2, 3, 4, 5]);
    for (let id = 1000; id < 1004; id += 1) scheduler.submit(task(id, `new-${id}`, ''));
    expect(started.slice(6)).toEqual([1000, 1001]);
    for (const end of ends.slice(0, 3)) end();
    await turn();
    expect(started.slice(8)).toEqual([6, 1002, 1003]);
  });
});
