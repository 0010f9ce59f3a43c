import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@counterpart/testing';
import { consumer, done, onBatch, retry, type Verdict } from '../src/index.js';
import { scene, type Trashed } from './scene.js';
import { openStage, type BrokerKind, type Stage } from './stage.js';

/** What a lane’s records that are handed over together may count on. */
export function batchesBehaviour(kind: BrokerKind): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());

  describe(`a consumer over the ${kind} broker, where rows ask for batches`, () => {
    it('gets a lane’s waiting records together', async () => {
      const { topic, send } = await scene(stage);
      const sizes: number[] = [];
      const handler = {
        handleBatch: async (deliveries: readonly Trashed[]): Promise<readonly Verdict[]> => {
          sizes.push(deliveries.length);
          await wait(100);
          return deliveries.map(() => done());
        },
      };
      class Batches {
        handleBatch = handler.handleBatch;
      }
      const rows = [onBatch(topic, 'DocumentTrashed', Batches, { max: 4 })];
      await stage.run(consumer({ group: stage.group(), lane: 'by-key', rows }), handler);
      await send(...Array.from({ length: 9 }, (_, mark) => [1, mark] as const));
      await eventually(() => sizes.reduce((sum, size) => sum + size, 0) === 9);
      expect(Math.max(...sizes)).toBe(4);
    });

    it('lets all of a batch follow what is parked before it, not its first record alone', async () => {
      const { topic, send } = await scene(stage);
      const [marks, sent] = [[] as number[], Promise.withResolvers<void>()];
      class Batches {
        handleBatch = async (deliveries: readonly Trashed[]): Promise<readonly Verdict[]> => {
          const isFirst = marks.length === 0;
          marks.push(...deliveries.map(({ event }) => Number(event.sequence)));
          await sent.promise;
          return deliveries.map(() => (isFirst ? retry('CLIO_UNAVAILABLE') : done()));
        };
      }
      const rows = [onBatch(topic, 'DocumentTrashed', Batches, { max: 8 })];
      const table = consumer({ group: stage.group(), lane: 'by-key', retryMinutes: [0.01], rows });
      const runtime = await stage.run(table, new Batches());
      await send([1, 1]);
      await eventually(() => marks.length === 1);
      await send([1, 2], [1, 3], [1, 4], [1, 5]);
      await eventually(() => runtime.health().inFlight === 5);
      sent.resolve();
      await eventually(() => marks.length === 6 && runtime.health().inFlight === 0);
      expect(marks).toEqual([1, 1, 2, 3, 4, 5]);
      await eventually(async () => (await stage.parkedBy(table)) === 0);
    });

    it('works off what followed in one look after another, without a pause for each', async () => {
      const { topic, send } = await scene(stage);
      const [marks, sent] = [[] as number[], Promise.withResolvers<void>()];
      class Batches {
        handleBatch = async (deliveries: readonly Trashed[]): Promise<readonly Verdict[]> => {
          const isFirst = marks.length === 0;
          marks.push(...deliveries.map(({ event }) => Number(event.sequence)));
          await sent.promise;
          return deliveries.map(() => (isFirst ? retry('CLIO_UNAVAILABLE') : done()));
        };
      }
      const rows = [onBatch(topic, 'DocumentTrashed', Batches, { max: 100 })];
      const table = consumer({ group: stage.group(), lane: 'by-key', retryMinutes: [0.01], rows });
      const runtime = await stage.run(table, new Batches(), { drainEveryMs: 2000 });
      const followers = Array.from({ length: 60 }, (_, mark) => [1, mark + 2] as const);
      await send([1, 1]);
      await eventually(() => marks.length === 1);
      await send(...followers);
      await eventually(() => runtime.health().inFlight === 61);
      sent.resolve();
      // With a pause for each it would take two minutes.
      await eventually(async () => marks.length === 62 && (await stage.parkedBy(table)) === 0);
      expect(marks).toEqual([1, 1, ...followers.map(([, mark]) => mark)]);
    });

    it('never gives a handler the same event twice in one batch (a relay that crashed sends it again)', async () => {
      const { topic, send } = await scene(stage);
      const batches: (readonly string[])[] = [];
      class Batches {
        handleBatch = async (deliveries: readonly Trashed[]): Promise<readonly Verdict[]> => {
          batches.push(deliveries.map(({ event }) => event.id));
          await wait(100);
          return deliveries.map(() => done());
        };
      }
      const rows = [onBatch(topic, 'DocumentTrashed', Batches, { max: 8 })];
      await stage.run(consumer({ group: stage.group(), lane: 'by-key', rows }), new Batches());
      await send([1, 1], [1, 2], [1, 3], [1, 2], [1, 3], [1, 4]);
      await eventually(() => batches.flat().length === 6);
      for (const batch of batches) expect(new Set(batch).size).toBe(batch.length);
      expect(new Set(batches.flat()).size).toBe(4);
      expect(batches.length).toBeLessThan(6);
    });
  });
}
