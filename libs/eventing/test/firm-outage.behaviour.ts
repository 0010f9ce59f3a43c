import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirmId } from '@counterpart/contracts';
import { eventually } from '@counterpart/testing';
import { consumer, dead, done, noted, on, onBatch, outage, retry, type Verdict } from '../src/index.js';
import { of, Recorder, scene, type Trashed } from './scene.js';
import { documentRecord, FIRM, openStage, type BrokerKind, type Stage } from './stage.js';

const OTHER = FirmId.parse('reyes');

/** What one firm’s outside systems do to the others: nothing. */
export function firmOutageBehaviour(kind: BrokerKind): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());

  describe(`a consumer over the ${kind} broker, where a firm’s outside systems are down`, () => {
    it('does not let a firm that was asked to wait hold another one up', async () => {
      const { topic, table, send } = await scene(stage);
      const seen: string[] = [];
      const recorder = new Recorder((name, { event }) => {
        seen.push(`${event.firm} ${name}`);
        return event.firm === FIRM ? outage('DROPBOX_RATE_LIMITED', { afterMs: 3_600_000 }) : done();
      });
      const runtime = await stage.run(table, recorder);
      await send([1, 1]);
      await eventually(() => seen.length === 1);
      await stage.producer.send([2, 3, 4].map((document) => documentRecord(topic, document, 1, OTHER)));
      await eventually(() => seen.length === 4);
      await eventually(() => runtime.health().inFlight === 1);
      expect(runtime.health().waitingFirms).toBe(1);
      expect(seen.filter((name) => name.startsWith(FIRM))).toHaveLength(1);
    });

    it('does not let many firms that are refused for good take all lanes', async () => {
      const { topic, table, send } = await scene(stage, { concurrency: 2 });
      const recorder = new Recorder((_, { event }) =>
        event.firm === OTHER ? done() : outage('DROPBOX_UNAVAILABLE'),
      );
      const runtime = await stage.run(table, recorder);
      const broken = [2, 3, 4, 5, 6].map((n) => documentRecord(topic, n, 1, FirmId.parse(`firm${n}`)));
      await send([1, 1]);
      await stage.producer.send(broken);
      await eventually(() => recorder.seen.length >= 6);
      for (let mark = 1; mark <= 20; mark += 1) {
        await stage.producer.send([documentRecord(topic, 100, mark, OTHER)]);
        await wait(50);
      }
      await eventually(() => of(100, recorder.seen).length === 20);
      await eventually(() => runtime.health().waitingFirms === 6);
      expect(runtime.health().stopped).toBeUndefined();
    });

    it('tries what is due of others while a parked record meets an outage, which stays parked and due', async () => {
      const { topic, table, send } = await scene(stage, { retryMinutes: [0.001, 0.001], concurrency: 2 });
      let isDown = true;
      const recorder = new Recorder((_, { event, tries }) => {
        if (event.firm === FIRM && tries > 1 && isDown) return outage('DROPBOX_UNAVAILABLE');
        return tries === 1 ? retry('CLIO_UNAVAILABLE') : done();
      });
      const runtime = await stage.run(table, recorder);
      await send([1, 1], [1, 2], [2, 1]);
      await eventually(async () => (await stage.parkedBy(table)) === 3 && recorder.seen.length >= 3);
      await stage.producer.send([documentRecord(topic, 3, 1, OTHER)]);
      await eventually(() => of(3, recorder.seen).length === 2);
      await wait(1200);
      expect(await stage.parkedBy(table)).toBe(3);
      for (const parked of await stage.failedOf(table)) expect(parked.tries).toBe(1);
      await eventually(() => runtime.health().waitingFirms === 1);
      isDown = false;
      await eventually(async () => (await stage.parkedBy(table)) === 0);
      expect(of(1, recorder.seen).slice(-3)).toEqual(['1:1', '1:2', '1:2']);
      await eventually(() => runtime.health().heldLanes === 0 && runtime.health().waitingFirms === 0);
    });

    it('tries a firm’s work again whose key or entry is not here, tells it once, and stops for nobody', async () => {
      const { topic, table, send } = await scene(stage, { retryMinutes: [60] });
      let isHere = false;
      const recorder = new Recorder((_, { event }) => {
        if (event.firm === FIRM && !isHere) throw new RangeError('the key is not here');
        return done();
      });
      const logged: unknown[] = [];
      const runtime = await stage.run(table, recorder, {
        firmFailureOf: (error) => (error instanceof RangeError ? 'FIRM_UNKNOWN' : undefined),
        watch: {
          handled: () => undefined,
          gauge: () => undefined,
          log: (level, fields) => (level === 'error' ? logged.push(fields) : undefined),
        },
      });
      await send([1, 1], [2, 1], [3, 1]);
      await eventually(async () => (await stage.parkedBy(table)) === 3);
      isHere = true;
      await stage.pool.query('update eventing.parked set due_at = now() where consumer = $1', [table.group]);
      await stage.producer.send([documentRecord(topic, 4, 1, OTHER)]);
      await eventually(async () => (await stage.parkedBy(table)) === 0 && of(4, recorder.seen).length === 1);
      expect(runtime.health().stopped).toBeUndefined();
      expect(logged).toMatchObject([{ group: table.group, firm: FIRM, code: 'FIRM_UNKNOWN' }]);
    });

    it('gives a piece up by the schedule that fails by itself, while the firm’s other work goes on', async () => {
      const { topic, table, send } = await scene(stage, { retryMinutes: [0.001] });
      const rows = [on(topic, 'DocumentTrashed', Recorder, { through: ['dropbox'] })];
      const recorder = new Recorder((name) =>
        name.startsWith('1:') ? outage('DROPBOX_UNAVAILABLE') : done(),
      );
      await stage.run({ ...table, rows }, recorder);
      const letters = () => stage.trail.letters.filter(({ group }) => group === table.group);
      await send([1, 1]);
      let others = 0;
      for (; letters().length === 0 && others < 200; others += 1) {
        await send([2 + others, 1]);
        await wait(200);
      }
      expect(letters()).toMatchObject([{ code: 'DROPBOX_UNAVAILABLE', tries: 2 }]);
      await eventually(() => recorder.seen.filter((name) => !name.startsWith('1:')).length === others);
      expect(await stage.parkedBy(table)).toBe(1);
    }, 180_000);

    it('parks nothing in an outage, though work that asks no outside system is done meanwhile', async () => {
      const { topic, table, send } = await scene(stage);
      const rows = [on(topic, 'DocumentTrashed', Recorder, { through: ['dropbox'] })];
      const recorder = new Recorder((_, { event }) =>
        Number(event.data.document) % 2 === 1 ? outage('DROPBOX_UNAVAILABLE') : noted(),
      );
      await stage.run({ ...table, rows }, recorder);
      await send([1, 1]);
      for (let document = 2; of(1, recorder.seen).length < 6; document += 2) {
        await send([document, 1]);
        await wait(200);
      }
      expect(await stage.parkedBy(table)).toBe(0);
    }, 120_000);

    it('tries what else is due of a firm while one piece meets an outage again and again', async () => {
      const { table, send } = await scene(stage, { concurrency: 1 });
      const later = retry('CLIO_UNAVAILABLE', { inMs: 3_600_000 });
      const recorder = new Recorder((name, { tries }) => {
        if (tries === 1) return later;
        return name === '1:1' ? outage('DROPBOX_UNAVAILABLE') : done();
      });
      await stage.run(table, recorder);
      await send([1, 1], [2, 1], [3, 1], [4, 1]);
      await eventually(async () => (await stage.parkedBy(table)) === 4);
      const sql = `update eventing.parked set due_at = to_timestamp(record_offset) where consumer = $1`;
      await stage.pool.query(sql, [table.group]);
      await eventually(async () => (await stage.parkedBy(table)) === 1);
      expect((await stage.failedOf(table)).map(({ tries }) => tries)).toEqual([1]);
    });

    it('ends at once when it is told to stop, whatever waits', async () => {
      const { table, send } = await scene(stage);
      const recorder = new Recorder(() => outage('DROPBOX_UNAVAILABLE', { afterMs: 3_600_000 }));
      const runtime = await stage.run(table, recorder);
      await send([1, 1], [2, 1]);
      await eventually(() => recorder.seen.length === 2);
      // It may take an hour; what waited for its end would hang here.
      await runtime.stop(3_600_000);
      const healed = new Recorder(() => done());
      await stage.run(table, healed);
      await eventually(() => healed.seen.length === 2);
      expect(healed.seen.toSorted()).toEqual(['1:1', '2:1']);
    });

    it('asks again, in order, for what came behind an outage in its batch, and only for that', async () => {
      const { topic, send } = await scene(stage);
      const batches: (readonly string[])[] = [];
      let isDown = true;
      class Batches {
        handleBatch = (deliveries: readonly Trashed[]): Promise<readonly Verdict[]> => {
          const marks = deliveries.map(({ event }) => event.sequence);
          batches.push(marks);
          const verdicts = marks.map((mark): Verdict => {
            if (mark === '2' && isDown) return outage('DROPBOX_WRITE_CONTENTION');
            return mark === '3' ? dead('DROPBOX_PATH_REFUSED') : done();
          });
          if (marks.includes('2')) isDown = false;
          return Promise.resolve(verdicts);
        };
      }
      const rows = [onBatch(topic, 'DocumentTrashed', Batches, { max: 8 })];
      const table = consumer({ group: stage.group(), lane: 'by-key', afterDeath: 'hold', rows });
      await send([1, 1], [1, 2], [1, 3], [1, 4]);
      const runtime = await stage.run(table, new Batches());
      await eventually(async () => runtime.health().inFlight === 0 && (await stage.parkedBy(table)) > 0);
      const asked = batches.flat();
      expect(asked.filter((mark) => mark === '2')).toHaveLength(2);
      expect(asked.lastIndexOf('2')).toBeLessThan(asked.lastIndexOf('3'));
      expect(asked.filter((mark) => mark === '1')).toHaveLength(1);
      expect(asked.filter((mark) => mark === '4').length).toBeLessThanOrEqual(1);
    });
  });
}
