import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@counterpart/testing';
import {
  consumer,
  disconnected,
  done,
  full,
  onBatch,
  outage,
  resumeConnection,
  retry,
  type ConsumerTable,
  type Verdict,
} from '../src/index.js';
import { scene, type Trashed } from './scene.js';
import { FIRM, openStage, type BrokerKind, type Stage } from './stage.js';

/** Remembers the marks of each call, and answers by a rule once it may. */
class Batches {
  readonly calls: (readonly number[])[] = [];
  readonly mayAnswer = Promise.withResolvers<void>();

  constructor(private readonly rule: (mark: number, call: number) => Verdict) {}

  async handleBatch(deliveries: readonly Trashed[]): Promise<readonly Verdict[]> {
    const marks = deliveries.map(({ event }) => Number(event.sequence));
    const call = this.calls.push(marks);
    await this.mayAnswer.promise;
    return marks.map((mark) => this.rule(mark, call));
  }

  get marks(): readonly number[] {
    return this.calls.flat();
  }
}

const LATER = retry('CLIO_UNAVAILABLE', { inMs: 3_600_000 });

/** Fails what it is given first, and does all that comes after. */
const failsFirst = (failure: Verdict): Batches => new Batches((_, call) => (call === 1 ? failure : done()));

const from = (first: number, count: number): readonly (readonly [number, number])[] =>
  Array.from({ length: count }, (_, index) => [1, first + index] as const);

/** What a lane’s records that are handed over together may count on. */
export function batchesBehaviour(kind: BrokerKind): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());

  /** A consumer of one lane with batches. */
  async function openLane(handler: object, max: number, more: Partial<ConsumerTable> = {}) {
    const { topic, send } = await scene(stage);
    const rows = [onBatch(topic, 'DocumentTrashed', Batches, { max })];
    const table = consumer({ group: stage.group(), lane: 'by-key', retryMinutes: [0.01], rows, ...more });
    const runtime = await stage.run(table, handler);
    return { table, runtime, send };
  }

  /** Has the first record fail while others wait behind it in hand. */
  async function failFirst(
    batches: Batches,
    { runtime, send }: Pick<Awaited<ReturnType<typeof openLane>>, 'runtime' | 'send'>,
    followers: number,
  ): Promise<void> {
    await send([1, 1]);
    await eventually(() => batches.calls.length === 1);
    await send(...from(2, followers));
    await eventually(() => runtime.health().inFlight === followers + 1);
    batches.mayAnswer.resolve();
  }

  /** The time of what failed has come. */
  const makeDue = ({ group }: ConsumerTable): Promise<unknown> =>
    stage.pool.query(
      'update eventing.parked set due_at = now() where consumer = $1 and first_failed_at is not null',
      [group],
    );

  describe(`a consumer over the ${kind} broker, where rows ask for batches`, () => {
    it('gets a lane’s waiting records together', async () => {
      const batches = new Batches(() => done());
      const { send, runtime } = await openLane(batches, 4);
      await send([1, 1]);
      await eventually(() => batches.calls.length === 1);
      await send(...from(2, 8));
      await eventually(() => runtime.health().inFlight === 9);
      batches.mayAnswer.resolve();
      await eventually(() => batches.marks.length === 9);
      expect(batches.calls).toEqual([[1], [2, 3, 4, 5], [6, 7, 8, 9]]);
    });

    it('lets all of a batch follow what is parked before it, not its first record alone', async () => {
      const batches = failsFirst(retry('CLIO_UNAVAILABLE'));
      const lane = await openLane(batches, 8);
      await failFirst(batches, lane, 4);
      await eventually(() => batches.marks.length === 6 && lane.runtime.health().inFlight === 0);
      expect(batches.marks).toEqual([1, 1, 2, 3, 4, 5]);
      await eventually(async () => (await stage.parkedBy(lane.table)) === 0);
    });

    it('works off together what followed: a lane into which more comes all the time is live again', async () => {
      const batches = failsFirst(LATER);
      const slow = {
        handleBatch: async (deliveries: readonly Trashed[]): Promise<readonly Verdict[]> => {
          const verdicts = await batches.handleBatch(deliveries);
          await wait(50);
          return verdicts;
        },
      };
      const { table, runtime, send } = await openLane(slow, 100);
      await send([1, 1]);
      await eventually(() => batches.calls.length === 1);
      await send(...from(2, 200));
      batches.mayAnswer.resolve();
      await eventually(async () => (await stage.parkedBy(table)) === 201);
      await makeDue(table);
      let sent = 201;
      // A lane that never comes to live again never ends this.
      for (; runtime.health().heldLanes > 0; sent += 1) {
        await send([1, sent + 1]);
        await wait(5);
      }
      await eventually(() => batches.marks.length === sent + 1);
      expect(batches.marks).toEqual([1, ...from(1, sent).map(([, mark]) => mark)]);
      const parked = batches.calls.filter(([first = 0]) => first <= 201);
      expect(parked.length).toBeLessThanOrEqual(6);
    }, 120_000);

    it('carries out each verdict of what followed together, and asks again for what was behind an outage', async () => {
      const third = new Map<number, Verdict>([
        [3, retry('DROPBOX_FULL', { inMs: 1 })],
        [5, outage('DROPBOX_UNAVAILABLE')],
        [6, retry('DROPBOX_FULL')],
      ]);
      const batches = new Batches((mark, call) => {
        if (call === 1) return LATER;
        return (call === 3 ? third.get(mark) : undefined) ?? done();
      });
      const lane = await openLane(batches, 8);
      await failFirst(batches, lane, 5);
      await eventually(async () => (await stage.parkedBy(lane.table)) === 6);
      await makeDue(lane.table);
      await eventually(async () => (await stage.parkedBy(lane.table)) === 0);
      expect(batches.calls).toEqual([[1], [1], [2, 3, 4, 5, 6], [3], [5, 6]]);
      const told = <W extends { readonly group: string }>(all: readonly W[]): readonly W[] =>
        all.filter(({ group }) => group === lane.table.group);
      expect(told(stage.trail.failures)).toMatchObject([
        { code: 'CLIO_UNAVAILABLE', tries: 1, event: { sequence: '1' } },
        { code: 'DROPBOX_FULL', tries: 1, event: { sequence: '3' } },
      ]);
      expect(told(stage.trail.recoveries)).toMatchObject([
        { tries: 2, event: { sequence: '1' } },
        { tries: 2, event: { sequence: '3' } },
      ]);
    });

    it('probes with one piece of what followed, and goes on together once that got through', async () => {
      const batches = new Batches((_, call) => {
        if (call === 1) return LATER;
        return call === 3 ? outage('DROPBOX_UNAVAILABLE') : done();
      });
      const lane = await openLane(batches, 8);
      await failFirst(batches, lane, 4);
      await eventually(async () => (await stage.parkedBy(lane.table)) === 5);
      await makeDue(lane.table);
      await eventually(async () => (await stage.parkedBy(lane.table)) === 0);
      expect(batches.calls).toEqual([[1], [1], [2, 3, 4, 5], [2], [3, 4, 5]]);
    });

    it('tries alone what failed in a batch, and what followed it together', async () => {
      const batches = new Batches((_, call) => (call === 2 ? LATER : done()));
      const lane = await openLane(batches, 3);
      await failFirst(batches, lane, 6);
      await eventually(async () => (await stage.parkedBy(lane.table)) === 6);
      await makeDue(lane.table);
      await eventually(async () => (await stage.parkedBy(lane.table)) === 0);
      expect(batches.calls).toEqual([[1], [2, 3, 4], [2], [3], [4], [5, 6, 7]]);
    });

    it('works off together what was refused with a connection, as soon as one piece of it got through', async () => {
      let isRefused = true;
      const batches = new Batches((mark) =>
        mark > 1 && isRefused ? disconnected('DROPBOX_UNAUTHORISED') : done(),
      );
      const lane = await openLane(batches, 4, { probeMinutes: 60 });
      await failFirst(batches, lane, 6);
      await eventually(async () => (await stage.parkedBy(lane.table)) === 6);
      isRefused = false;
      await stage.transact(({ client }) => resumeConnection(client, FIRM, 'DROPBOX_UNAUTHORISED'));
      await eventually(async () => (await stage.parkedBy(lane.table)) === 0);
      expect(batches.calls).toEqual([[1], [2, 3, 4, 5], [2], [3, 4, 5, 6], [7]]);
      const recovered = stage.trail.recoveries.filter(({ group }) => group === lane.table.group);
      expect(recovered.map(({ event }) => event?.sequence)).toEqual(['2', '3', '4', '5']);
    });

    it('has work wait for which there is no space, tells each once, and works it off by itself (ADR 0038)', async () => {
      let isFull = true;
      const batches = new Batches(() => (isFull ? full() : done()));
      const lane = await openLane(batches, 4, { probeMinutes: 0.002 });
      await failFirst(batches, lane, 6);
      await eventually(async () => (await stage.parkedBy(lane.table)) === 7);
      const before = batches.calls.length;
      await eventually(() => batches.calls.length > before + 2);
      const failures = stage.trail.failures.filter(({ group }) => group === lane.table.group);
      expect(failures.map(({ event, code }) => [event?.sequence, code])).toEqual(
        ['1', '2', '3', '4'].map((mark) => [mark, 'DROPBOX_FULL']),
      );
      expect(stage.trail.letters.filter(({ group }) => group === lane.table.group)).toEqual([]);
      isFull = false;
      await eventually(async () => (await stage.parkedBy(lane.table)) === 0);
      expect(batches.calls.slice(-2)).toEqual([
        [1, 2, 3, 4],
        [5, 6, 7],
      ]);
    });

    it('asks with what waits behind it too, so that what does not fit holds nothing up that does', async () => {
      const calls: (readonly number[])[] = [];
      const fitting = {
        handleBatch: (deliveries: readonly Trashed[]): Promise<readonly Verdict[]> => {
          calls.push(deliveries.map(({ event }) => Number(event.sequence)));
          return Promise.resolve(deliveries.length === 1 ? [full()] : deliveries.map(() => done()));
        },
      };
      const lane = await openLane(fitting, 4, { probeMinutes: 60 });
      await lane.send([1, 1]);
      await eventually(() => calls.length === 1);
      await lane.send([1, 2], [1, 3]);
      await eventually(async () => (await stage.parkedBy(lane.table)) === 3);
      await makeDue(lane.table);
      await eventually(async () => (await stage.parkedBy(lane.table)) === 0);
      expect(calls).toEqual([[1], [1, 2, 3]]);
    });

    it('never gives a handler the same event twice in one batch (a relay that crashed sends it again)', async () => {
      const batches = new Batches(() => done());
      const { send, runtime } = await openLane(batches, 8);
      await send([1, 1]);
      await eventually(() => batches.calls.length === 1);
      await send([1, 2], [1, 3], [1, 2], [1, 3], [1, 4]);
      await eventually(() => runtime.health().inFlight === 6);
      batches.mayAnswer.resolve();
      await eventually(() => batches.marks.length === 6);
      expect(batches.calls).toEqual([[1], [2, 3], [2, 3, 4]]);
    });

    it('never gives it one twice of what followed either', async () => {
      const batches = failsFirst(LATER);
      const lane = await openLane(batches, 8);
      await lane.send([1, 1]);
      await eventually(() => batches.calls.length === 1);
      await lane.send([1, 2], [1, 3], [1, 2], [1, 4]);
      await eventually(() => lane.runtime.health().inFlight === 5);
      batches.mayAnswer.resolve();
      await eventually(async () => (await stage.parkedBy(lane.table)) === 5);
      await makeDue(lane.table);
      await eventually(async () => (await stage.parkedBy(lane.table)) === 0);
      expect(batches.calls).toEqual([[1], [1], [2, 3], [2, 4]]);
    });
  });
}
