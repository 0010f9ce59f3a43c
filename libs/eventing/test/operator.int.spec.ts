import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirmId } from '@counterpart/contracts';
import { eventually } from '@counterpart/testing';
import { discardParked, done, holdParked, listParked, retry, retryParked } from '../src/index.js';
import { Recorder, scene } from './scene.js';
import { documentRecord, openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage('memory');
});
afterAll(() => stage.close());

describe('an operator', () => {
  it.each(['hold', 'release'] as const)(
    'tries given-up work again when an operator says so, with its tries counted anew (dead %s)',
    async (afterDeath) => {
      const { table, send } = await scene(stage, { retryMinutes: [], afterDeath });
      let isMended = false;
      const tries: number[] = [];
      const recorder = new Recorder((name, delivery) => {
        if (name !== '1:1') return done();
        tries.push(delivery.tries);
        return isMended ? done() : retry('DROPBOX_FULL');
      });
      await stage.run(table, recorder);
      await send([1, 1]);
      await eventually(async () => (await stage.failedOf(table))[0]?.state === 'dead');
      isMended = true;
      const [given] = await stage.failedOf(table);
      await stage.transact(({ client }) => retryParked(client, given?.id ?? 0n));
      await eventually(() => stage.trail.recoveries.some(({ group }) => group === table.group));
      expect(tries).toEqual([1, 1]);
      await send([1, 2]);
      await eventually(() => recorder.seen.includes('1:2'));
      expect(await stage.failedOf(table)).toEqual([]);
    },
  );

  it('tells nothing of a failure whose record was discarded while it was tried', async () => {
    const { table, send } = await scene(stage, { retryMinutes: [0.002, 0.002] });
    const recorder = new Recorder(async (_, { tries }) => {
      if (tries === 2) {
        const [tried] = await stage.failedOf(table);
        await stage.transact(({ client }) => discardParked(client, tried?.id ?? 0n));
      }
      return retry('DROPBOX_FULL');
    });
    await stage.run(table, recorder);
    await send([1, 1]);
    await eventually(() => recorder.seen.length === 2);
    await send([1, 2]);
    await eventually(() => recorder.seen.includes('1:2'));
    const told = stage.trail.failures.filter(({ group }) => group === table.group);
    expect(told.filter(({ event }) => event?.sequence === '1')).toHaveLength(1);
  });

  it('sees and holds the work of one firm only', async () => {
    const { table, send } = await scene(stage);
    await stage.run(table, new Recorder(() => retry('DROPBOX_FULL', { inMs: 3_600_000 })));
    await send([1, 1], [1, 2], [2, 1]);
    await eventually(async () => (await stage.failedOf(table)).length === 2);
    await eventually(async () => (await stage.failedOf(table))[0]?.behind === 1);
    const [first] = await stage.failedOf(table);
    const { topic, partition, offset } = first!.record;
    const place = { consumer: table.group, topic, partition, offset: String(offset) };
    const [own, others] = [FirmId.parse('hartwell'), FirmId.parse('others')];
    await stage.transact(async ({ client }) => {
      expect(await listParked(client, others, 10)).toEqual([]);
      expect(await holdParked(client, others, place)).toBeUndefined();
      expect(await holdParked(client, own, place)).toMatchObject({ id: first!.id, code: 'DROPBOX_FULL' });
    });
  });

  it('sees a record of no firm, and one that is of another firm than its key: both are kept, and told of', async () => {
    const { topic, table, send } = await scene(stage, { afterDeath: 'release' });
    const recorder = new Recorder(() => done());
    await stage.run(table, recorder);
    const foreign = { ...documentRecord(topic, 1, 9), key: 'reyes/5' };
    await stage.producer.send([{ topic: topic.name, key: 'No firm/5', value: Buffer.from('{}') }, foreign]);
    await send([1, 1]);
    await eventually(() => recorder.seen.length === 1 && letters().length === 2);
    expect(recorder.seen).toEqual(['1:1']);
    const told = [
      { code: 'EVENT_UNREADABLE', firm: 'reyes', event: null },
      { code: 'EVENT_UNREADABLE', firm: 'unknown', event: null },
    ];
    expect(letters().toSorted((one, other) => one.firm.localeCompare(other.firm))).toMatchObject(told);
    for (const firm of ['reyes', 'unknown'].map((name) => FirmId.parse(name))) {
      const list = await stage.transact(({ client }) => listParked(client, firm, 10), firm);
      expect(list.filter(({ group }) => group === table.group)).toMatchObject([
        { state: 'dead', event: null },
      ]);
    }
    function letters() {
      return stage.trail.letters.filter(({ group }) => group === table.group);
    }
  });
});
