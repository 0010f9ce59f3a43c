import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Breakers } from '../breakers.js';
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
          resolve([]);
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
        return new Promise((resolve) => (release = () => resolve([])));
      },
    });
    scheduler.submit(task(0, 'a', '1'));
    scheduler.submit(task(1, 'a', '1'));
    const stopped = scheduler.stop();
    release();
    await stopped;
    expect(started).toEqual([0]);
  });

  it('forgets what is queued of a lost partition, and lets what comes anew wait for what runs', async () => {
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const scheduler = new LaneScheduler<Task>({
      concurrency: 3,
      run: ([first]) => {
        started.push(first?.id ?? -1);
        return new Promise((resolve) => ends.push(() => resolve([])));
      },
    });
    const end = async (): Promise<void> => {
      ends.shift()?.();
      await turn();
    };
    const queued = [task(0, 't/0/m', '1'), task(1, 't/0/m', '1'), task(2, 't/0/m', null)];
    for (const one of [...queued, task(3, 't/0/n', '1'), task(4, 't/1/m', '1')]) scheduler.submit(one);
    for (const one of [task(5, 't/0/o', '1'), task(6, 't/0/m', '2'), task(7, 't/1/o', '1')])
      scheduler.submit(one);
    expect(started).toEqual([0, 3, 4]);
    scheduler.forget('t/0/');
    for (const one of [task(8, 't/0/m', '1'), task(9, 't/0/o', '1')]) scheduler.submit(one);
    await end();
    expect(started).toEqual([0, 3, 4, 7]);
    for (let round = 0; round < 6; round += 1) await end();
    expect(started).toEqual([0, 3, 4, 7, 9, 8]);
  });

  it('leaves lanes to other firms, however much one of them has waiting', async () => {
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const scheduler = new LaneScheduler<Task>({
      concurrency: 4,
      mostOf: (firm) => (firm === 'big' ? 3 : 4),
      run: ([first]) => {
        started.push(first?.id ?? -1);
        return new Promise((resolve) => ends.push(() => resolve([])));
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
        return new Promise((resolve) => ends.push(() => resolve([])));
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

  it('does again what is handed back, before what follows it in its lane', async () => {
    const started: number[] = [];
    let isDown = true;
    const scheduler = new LaneScheduler<Task>({
      concurrency: 1,
      batch: 3,
      run: (tasks) => {
        started.push(...tasks.map(({ id }) => id));
        const again = isDown ? tasks.slice(1) : [];
        isDown = false;
        return Promise.resolve(again);
      },
    });
    for (let id = 0; id < 6; id += 1) scheduler.submit(task(id, 'a', ''));
    while (started.length < 6) await turn();
    expect(started).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

/** A scheduler whose breakers are told by hand. */
function heldBack(concurrency: number, broken: readonly string[], batch = 1) {
  let now = 0;
  const breakers = new Breakers<string>(() => now);
  const started: string[] = [];
  const sizes: number[] = [];
  const ends = new Map<string, (again: readonly Task[]) => void>();
  const scheduler = new LaneScheduler<Task>({
    concurrency,
    batch,
    breakers,
    run: (tasks) => {
      const firm = tasks[0]?.firm ?? '';
      started.push(firm);
      sizes.push(tasks.length);
      return new Promise((resolve) => ends.set(firm, resolve));
    },
  });
  for (const firm of broken) breakers.failed(firm);
  const waitsAreOver = (): void => {
    now += 60_000;
    scheduler.wake();
  };
  return { breakers, scheduler, started, sizes, ends, waitsAreOver };
}

describe('LaneScheduler, where firms’ outside systems are down', () => {
  it('starts no lane of a firm that waits, and keeps none for it', () => {
    const { scheduler, started } = heldBack(2, ['broken']);
    for (let id = 0; id < 9; id += 1) scheduler.submit(task(id, `broken-${id}`, '', 'broken'));
    scheduler.submit(task(10, 'well-1', '', 'well'));
    scheduler.submit(task(11, 'well-2', '', 'well'));
    expect(started).toEqual(['well', 'well']);
  });

  it('lets firms that wait probe with a quarter of the lanes, however many they are', () => {
    const broken = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8'];
    const { scheduler, started, waitsAreOver } = heldBack(8, broken);
    for (const [id, firm] of broken.entries()) scheduler.submit(task(id, firm, '', firm));
    waitsAreOver();
    expect(started).toEqual(['b1', 'b2']);
    for (let id = 0; id < 6; id += 1) scheduler.submit(task(100 + id, `well-${id}`, '', 'well'));
    expect(started.filter((firm) => firm === 'well')).toHaveLength(6);
  });

  it('lets two firms probe side by side where there are few lanes, and leaves one to what flows', () => {
    const { scheduler, started, waitsAreOver } = heldBack(3, ['b1', 'b2', 'b3']);
    for (const [id, firm] of ['b1', 'b2', 'b3'].entries()) scheduler.submit(task(id, firm, '', firm));
    waitsAreOver();
    expect(started).toEqual(['b1', 'b2']);
    scheduler.submit(task(10, 'well', '', 'well'));
    expect(started).toEqual(['b1', 'b2', 'well']);
  });

  it('probes with one task of a lane, however many it may start together (law 7)', async () => {
    const { breakers, scheduler, sizes, ends, waitsAreOver } = heldBack(4, ['b'], 1000);
    for (let id = 0; id < 9; id += 1) scheduler.submit(task(id, 'lane', '', 'b'));
    waitsAreOver();
    expect(sizes).toEqual([1]);
    breakers.succeeded('b');
    ends.get('b')?.([]);
    await turn();
    expect(sizes).toEqual([1, 8]);
  });

  it('takes twice as many tasks along after each probe in vain, so that those that fail by themselves are told apart (ADR 0036)', async () => {
    const { breakers, scheduler, sizes, ends, waitsAreOver } = heldBack(4, ['b'], 1000);
    const first = task(0, 'lane', '', 'b');
    scheduler.submit(first);
    for (let id = 1; id < 9; id += 1) scheduler.submit(task(id, 'lane', '', 'b'));
    waitsAreOver();
    breakers.failed('b');
    ends.get('b')?.([first]);
    await turn();
    waitsAreOver();
    expect(sizes).toEqual([1, 2]);
    breakers.failed('b');
    ends.get('b')?.([first]);
    await turn();
    waitsAreOver();
    expect(sizes).toEqual([1, 2, 4]);
  });

  it('takes turns between probes and what flows where there is one lane', async () => {
    const broken = ['b1', 'b2', 'b3'];
    const { breakers, scheduler, started, ends, waitsAreOver } = heldBack(1, broken);
    for (const [id, firm] of broken.entries()) scheduler.submit(task(id, firm, '', firm));
    waitsAreOver();
    for (let id = 0; id < 3; id += 1) scheduler.submit(task(100 + id, `well-${id}`, '', 'well'));
    for (let rounds = 0; rounds < 5; rounds += 1) {
      const firm = started.at(-1) ?? '';
      if (firm !== 'well') breakers.failed(firm);
      ends.get(firm)?.([]);
      await turn();
    }
    expect(started).toEqual(['b1', 'well', 'b2', 'well', 'b3', 'well']);
  });

  it('lets a firm’s lanes go one by one where its probes end without telling, and all of them once one got through', async () => {
    const { breakers, scheduler, started, ends, waitsAreOver } = heldBack(4, ['b']);
    for (let id = 0; id < 5; id += 1) scheduler.submit(task(id, `b-${id}`, '', 'b'));
    waitsAreOver();
    expect(started).toHaveLength(1);
    ends.get('b')?.([]);
    await turn();
    expect(started).toHaveLength(2);
    breakers.succeeded('b');
    scheduler.wake();
    expect(started).toHaveLength(5);
  });
});
