import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirmId } from '@counterpart/contracts';
import { eventually } from '@counterpart/testing';
import {
  dead,
  discardParked,
  done,
  InfrastructureUnavailable,
  PostgresParkingLot,
  retry,
  retryParked,
  type ConsumerTable,
  type Verdict,
} from '../src/index.js';
import { of, Recorder, scene } from './scene.js';
import { documentRecord, FIRM, stepRecord, openStage, type BrokerKind, type Stage } from './stage.js';

const OTHER = FirmId.parse('reyes');
const LATER = retry('CLIO_UNAVAILABLE', { inMs: 3_600_000 });

/** A lot whose database is away for a number of questions. */
class AwayLot extends PostgresParkingLot {
  absences = 0;

  override heldSubs(
    ...asked: Parameters<PostgresParkingLot['heldSubs']>
  ): ReturnType<PostgresParkingLot['heldSubs']> {
    if (this.absences === 0) return super.heldSubs(...asked);
    this.absences -= 1;
    return Promise.reject(new InfrastructureUnavailable('postgres'));
  }
}

/** What parked work does to other work, and to a consumer that stops. */
export function parkedBehaviour(kind: BrokerKind): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());

  const parked = (table: ConsumerTable, count: number): Promise<unknown> =>
    eventually(async () => (await stage.parkedBy(table)) === count);

  /** The time of what failed has come, that of one firm first. */
  const makeDue = ({ group }: ConsumerTable, firm: FirmId): Promise<unknown> =>
    stage.pool.query(
      `update eventing.parked
       set due_at = case firm when $2 then to_timestamp(0) else to_timestamp(1) end
       where consumer = $1 and first_failed_at is not null`,
      [group, firm],
    );

  describe(`parked work of a consumer over the ${kind} broker`, () => {
    it('is worked off look after look, without a pause for each', async () => {
      const { table, send } = await scene(stage);
      const recorder = new Recorder((name, { tries }) => (name === '1:1' && tries === 1 ? LATER : done()));
      await stage.run(table, recorder, { drainEveryMs: 2000 });
      const marks = Array.from({ length: 61 }, (_, index) => index + 1);
      await send(...marks.map((mark) => [1, mark] as const));
      await parked(table, 61);
      await makeDue(table, FIRM);
      // With a pause for each it would take two minutes.
      await parked(table, 0);
      expect(recorder.seen).toEqual(['1:1', ...marks.map((mark) => `1:${mark}`)]);
    });

    it('that was given up holds its own document alone: neither a step of the whole matter nor other documents', async () => {
      const { topic, table, send } = await scene(stage, { afterDeath: 'hold' });
      let isMended = false;
      const recorder = new Recorder((name) => (name === '1:1' && !isMended ? dead('DROPBOX_FULL') : done()));
      const step = (mark: number): Promise<void> => stage.producer.send([stepRecord(topic, mark)]);
      const first = await stage.run(table, recorder);
      await send([1, 1], [1, 2]);
      await parked(table, 2);
      await step(1);
      await send([2, 1]);
      await eventually(() => recorder.seen.includes('2:1'));
      expect(recorder.seen).toEqual(['1:1', '9:1', '2:1']);
      // So it is for who reads from the lot what is held.
      await first.stop(1000);
      await stage.run(table, recorder);
      await send([1, 3]);
      await parked(table, 3);
      await step(2);
      await send([2, 2]);
      await eventually(() => recorder.seen.includes('2:2'));
      expect(recorder.seen.slice(3)).toEqual(['9:2', '2:2']);
      const [given] = await stage.failedOf(table);
      expect(given).toMatchObject({ state: 'dead', behind: 2 });
      isMended = true;
      await stage.transact(({ client }) => retryParked(client, given?.id ?? 0n));
      await parked(table, 0);
      expect(of(1, recorder.seen)).toEqual(['1:1', '1:1', '1:2', '1:3']);
    });

    it('is given up, and what of the whole matter waited for it goes on', async () => {
      const { topic, table, send } = await scene(stage, { afterDeath: 'hold' });
      const recorder = new Recorder((name, { tries }) => {
        if (name !== '1:1') return done();
        return tries === 1 ? LATER : dead('DROPBOX_FULL');
      });
      await stage.run(table, recorder);
      await send([1, 1], [1, 2]);
      await parked(table, 2);
      await stage.producer.send([stepRecord(topic, 1)]);
      await send([2, 1], [1, 3]);
      await parked(table, 5);
      expect(recorder.seen).toEqual(['1:1']);
      await makeDue(table, FIRM);
      await parked(table, 3);
      expect(recorder.seen).toEqual(['1:1', '1:1', '9:1', '2:1']);
      const [given] = await stage.failedOf(table);
      await stage.transact(({ client }) => discardParked(client, given?.id ?? 0n));
      await parked(table, 0);
      expect(recorder.seen.slice(4)).toEqual(['1:2', '1:3']);
    });

    it('of a whole matter that was given up holds nothing', async () => {
      const { topic, table, send } = await scene(stage, { afterDeath: 'hold' });
      const recorder = new Recorder((name) => (name === '9:1' ? dead('DROPBOX_PATH_REFUSED') : done()));
      await stage.run(table, recorder);
      await stage.producer.send([stepRecord(topic, 1)]);
      await send([1, 1]);
      await stage.producer.send([stepRecord(topic, 2)]);
      await eventually(() => recorder.seen.includes('9:2'));
      expect(recorder.seen).toEqual(['9:1', '1:1', '9:2']);
      expect(await stage.parkedBy(table)).toBe(1);
    });

    it('of one firm that hangs does not hold up another firm’s', async () => {
      const { topic, table, send } = await scene(stage);
      const hanging = Promise.withResolvers<Verdict>();
      const recorder = new Recorder((_, { event, tries }) => {
        if (tries === 1) return LATER;
        return event.firm === FIRM ? hanging.promise : done();
      });
      await stage.run(table, recorder);
      await send([1, 1]);
      await parked(table, 1);
      await makeDue(table, FIRM);
      await eventually(() => recorder.seen.length === 2);
      await stage.producer.send([documentRecord(topic, 2, 1, OTHER)]);
      await parked(table, 2);
      await makeDue(table, FIRM);
      await parked(table, 1);
      expect(of(2, recorder.seen)).toHaveLength(2);
      hanging.resolve(done());
      await parked(table, 0);
    });

    it('has no more than its firm’s share of the places, however much of it is due', async () => {
      const { topic, table, send } = await scene(stage, { concurrency: 4 });
      const hanging = Promise.withResolvers<Verdict>();
      let hang = 0;
      const recorder = new Recorder((_, { event, tries }) => {
        if (tries === 1) return LATER;
        if (event.firm !== FIRM) return done();
        hang += 1;
        return hanging.promise;
      });
      await stage.run(table, recorder, { shareOf: () => 0.75 });
      await send(...Array.from({ length: 10 }, (_, index) => [index + 1, 1] as const));
      await stage.producer.send([21, 22, 23].map((document) => documentRecord(topic, document, 1, OTHER)));
      await parked(table, 13);
      await makeDue(table, FIRM);
      await parked(table, 10);
      await eventually(() => hang === 3);
      await wait(200);
      expect(hang).toBe(3);
      hanging.resolve(done());
      await parked(table, 0);
    });

    it('takes turns with other firms’ at one place, whatever its work waited for', async () => {
      const { topic, table, send } = await scene(stage, { concurrency: 1 });
      const firms: string[] = [];
      const recorder = new Recorder((_, { event, tries }) => {
        if (tries === 1) return LATER;
        firms.push(event.firm);
        return done();
      });
      const runtime = await stage.run(table, recorder);
      await send([1, 1], [2, 1], [3, 1], [4, 1]);
      await stage.producer.send([5, 6].map((document) => documentRecord(topic, document, 1, OTHER)));
      await parked(table, 6);
      await eventually(() => runtime.health().heldLanes > 0);
      await makeDue(table, FIRM);
      await parked(table, 0);
      expect(firms).toEqual([FIRM, OTHER, FIRM, OTHER, FIRM, FIRM]);
    });

    it('waits for a database that is away while it is looked for what it holds: that is no bug', async () => {
      const { table, send } = await scene(stage);
      const recorder = new Recorder((_, { tries }) => (tries === 1 ? LATER : done()));
      const parking = new AwayLot(stage.pool);
      const runtime = await stage.run(table, recorder, { parking });
      await send([1, 1]);
      await parked(table, 1);
      parking.absences = 2;
      await makeDue(table, FIRM);
      await parked(table, 0);
      expect(parking.absences).toBe(0);
      expect(runtime.health().stopped).toBeUndefined();
    });

    it('is begun no more once a handler threw a bug, and what threw is not called again', async () => {
      const { table, send } = await scene(stage);
      const recorder = new Recorder(async (name, { tries }) => {
        if (tries === 1) return LATER;
        await eventually(() => recorder.seen.length === 4);
        if (name === '1:1') throw new TypeError('a bug');
        await eventually(() => runtime.health().stopped !== undefined);
        return done();
      });
      const runtime = await stage.run(table, recorder);
      await send([1, 1], [2, 1]);
      await parked(table, 2);
      await send([2, 2], [2, 3]);
      await parked(table, 4);
      await makeDue(table, FIRM);
      await parked(table, 3);
      await wait(300);
      expect(recorder.seen.toSorted()).toEqual(['1:1', '1:1', '2:1', '2:1']);
    });

    it('is begun no more while the consumer stops: what runs ends, what follows it stays parked', async () => {
      const { table, send } = await scene(stage);
      const hanging = Promise.withResolvers<Verdict>();
      const recorder = new Recorder((_, { tries }) => (tries === 1 ? LATER : hanging.promise));
      const runtime = await stage.run(table, recorder);
      await send([1, 1], [1, 2]);
      await parked(table, 2);
      await makeDue(table, FIRM);
      await eventually(() => recorder.seen.length === 2);
      const stopped = runtime.stop(20_000);
      hanging.resolve(done());
      await stopped;
      expect(recorder.seen).toEqual(['1:1', '1:1']);
      expect(await stage.parkedBy(table)).toBe(1);
    });

    it('that hangs keeps no consumer from stopping within its budget, and is tried again', async () => {
      const { table, send } = await scene(stage);
      const recorder = new Recorder((_, { tries }) =>
        tries === 1 ? LATER : new Promise<Verdict>(() => undefined),
      );
      const runtime = await stage.run(table, recorder);
      await send([1, 1]);
      await parked(table, 1);
      await makeDue(table, FIRM);
      await eventually(() => recorder.seen.length === 2);
      await runtime.stop(100);
      const healed = new Recorder(() => done());
      await stage.run(table, healed);
      await parked(table, 0);
      expect(healed.seen).toEqual(['1:1']);
    });
  });
}
