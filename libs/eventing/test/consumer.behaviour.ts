import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FirmId } from '@counterpart/contracts';
import { eventually, rejectsWithCode } from '@counterpart/testing';
import {
  assertFence,
  dead,
  discardParked,
  disconnected,
  done,
  outage,
  resumeConnection,
  retry,
  type Verdict,
} from '../src/index.js';
import { of, Porter, Recorder, scene } from './scene.js';
import { documentRecord, FIRM, openStage, type BrokerKind, type Stage } from './stage.js';

const OTHER = FirmId.parse('reyes');

/** What a consumer does over every adapter of the broker port: the laws of the runtime. */
export function consumerBehaviour(kind: BrokerKind): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());

  describe(`a consumer over the ${kind} broker`, () => {
    it('handles each document’s events in order and commits what is done (laws 1 and 3)', async () => {
      const { topic, table, send } = await scene(stage);
      const recorder = new Recorder(() => done());
      await stage.run(table, recorder);
      await send([1, 1], [2, 1], [1, 2], [2, 2], [1, 3]);
      await eventually(() => recorder.seen.length === 5);
      expect(of(1, recorder.seen)).toEqual(['1:1', '1:2', '1:3']);
      expect(of(2, recorder.seen)).toEqual(['2:1', '2:2']);
      const admin = await stage.broker.admin();
      await eventually(async () => {
        const committed = await admin.committed(table.group, topic.name);
        return [...committed.values()].reduce((sum, offset) => sum + offset, 0n) === 5n;
      });
      await admin.close();
    });

    it('parks a failed document with its followers, lets others flow, and drains in order (law 6)', async () => {
      const { table, send } = await scene(stage, { retryMinutes: [0.01, 0.01] });
      const recorder = new Recorder((name, { tries }) =>
        name === '1:1' && tries < 3 ? retry('CLIO_UNAVAILABLE') : done(),
      );
      await stage.run(table, recorder);
      await send([1, 1], [1, 2], [2, 1], [1, 3]);
      await eventually(() => recorder.seen.includes('1:3'));
      expect(of(1, recorder.seen)).toEqual(['1:1', '1:1', '1:1', '1:2', '1:3']);
      expect(recorder.seen.indexOf('2:1')).toBeLessThan(recorder.seen.lastIndexOf('1:1'));
      await eventually(async () => (await stage.parkedBy(table)) === 0);
      const told = <W extends { readonly group: string }>(all: readonly W[]): readonly W[] =>
        all.filter(({ group }) => group === table.group);
      expect(told(stage.trail.failures)).toMatchObject([
        { code: 'CLIO_UNAVAILABLE', tries: 1, nextTryAt: expect.any(Date) as Date },
        { code: 'CLIO_UNAVAILABLE', tries: 2, nextTryAt: expect.any(Date) as Date },
      ]);
      expect(told(stage.trail.recoveries)).toMatchObject([{ tries: 3, event: { name: 'DocumentTrashed' } }]);
    });

    it('tries again by the firm’s own schedule, whatever the table says', async () => {
      const { table, send } = await scene(stage, { retryMinutes: [] });
      const recorder = new Recorder((_, { tries }) => (tries < 3 ? retry('CLIO_UNAVAILABLE') : done()));
      const asked: string[] = [];
      const retryMinutesOf = (_tx: unknown, firm: string): Promise<readonly number[]> => {
        asked.push(firm);
        return Promise.resolve([0.001, 0.001]);
      };
      await stage.run(table, recorder, { retryMinutesOf });
      await send([1, 1]);
      await eventually(() => recorder.seen.length === 3);
      expect(new Set(asked)).toEqual(new Set(['hartwell']));
    });

    it('keeps what is parked, and its order, when the service starts anew', async () => {
      const { table, send } = await scene(stage, { retryMinutes: [60] });
      const failing = new Recorder((name) => (name === '1:1' ? retry('CLIO_UNAVAILABLE') : done()));
      const first = await stage.run(table, failing);
      await send([1, 1], [1, 2]);
      await eventually(async () => (await stage.parkedBy(table)) === 2);
      await first.stop(10_000);
      const healed = new Recorder(() => done());
      await stage.run(table, healed);
      await send([1, 3]);
      await eventually(async () => (await stage.parkedBy(table)) === 3);
      expect(healed.seen).toEqual([]);
      await stage.pool.query('update eventing.parked set due_at = now() where consumer = $1', [table.group]);
      await eventually(() => healed.seen.length === 3);
      expect(healed.seen).toEqual(['1:1', '1:2', '1:3']);
    });

    it('gives up after the last try, tells once, and holds the followers', async () => {
      const { table, send } = await scene(stage, { retryMinutes: [0.002], afterDeath: 'hold' });
      const recorder = new Recorder((name) => (name === '1:1' ? retry('DROPBOX_UNAVAILABLE') : done()));
      await stage.run(table, recorder);
      await send([1, 1], [1, 2], [2, 1]);
      await eventually(() => stage.trail.letters.some(({ group }) => group === table.group));
      await send([2, 2]);
      await eventually(() => recorder.seen.includes('2:2'));
      expect(of(1, recorder.seen)).toEqual(['1:1', '1:1']);
      const letters = stage.trail.letters.filter(({ group }) => group === table.group);
      expect(letters).toMatchObject([
        { code: 'DROPBOX_UNAVAILABLE', tries: 2, event: { name: 'DocumentTrashed' } },
      ]);
      const [given] = await stage.failedOf(table);
      expect(given).toMatchObject({ state: 'dead', tries: 2, behind: 1, event: { name: 'DocumentTrashed' } });
      await stage.transact(({ client }) => discardParked(client, given?.id ?? 0n));
      await eventually(() => recorder.seen.includes('1:2'));
      expect(stage.trail.recoveries.filter(({ group }) => group === table.group)).toEqual([]);
    });

    it('lets the followers of given-up work go on where the table says so', async () => {
      const { table, send } = await scene(stage, { afterDeath: 'release' });
      const recorder = new Recorder((name) => (name === '1:1' ? dead('DROPBOX_FULL') : done()));
      await stage.run(table, recorder);
      await send([1, 1], [1, 2]);
      await eventually(() => recorder.seen.includes('1:2'));
      expect(stage.trail.letters.filter(({ group }) => group === table.group)).toHaveLength(1);
    });

    it('puts a record that is no event aside and goes on', async () => {
      const { topic, table, send } = await scene(stage, { afterDeath: 'release' });
      const recorder = new Recorder(() => done());
      await stage.run(table, recorder);
      await stage.producer.send([
        { topic: topic.name, key: 'hartwell/5', value: Buffer.from('{"not":"an event"}') },
      ]);
      await stage.producer.send([{ topic: topic.name, key: 'hartwell/5', value: null }]);
      await send([1, 1]);
      await eventually(() => recorder.seen.length === 1);
      const letters = stage.trail.letters.filter(({ group }) => group === table.group);
      expect(letters).toMatchObject([
        { code: 'EVENT_UNREADABLE', firm: 'hartwell', event: null },
        { code: 'EVENT_UNREADABLE', firm: 'hartwell', event: null },
      ]);
    });

    it('waits through an outage without parking anything (law 7)', async () => {
      const { table, send } = await scene(stage);
      let down = true;
      const recorder = new Recorder(() => (down ? outage('DROPBOX_UNAVAILABLE') : done()));
      await stage.run(table, recorder);
      await send([1, 1], [2, 1]);
      await eventually(() => recorder.seen.length >= 2);
      expect(await stage.parkedBy(table)).toBe(0);
      down = false;
      await eventually(() => of(1, recorder.seen).length >= 2 && of(2, recorder.seen).length >= 2);
      expect(stage.trail.letters.filter(({ group }) => group === table.group)).toEqual([]);
    });

    it('parks a disconnected firm’s work however often it asks, and tells it once (law 7)', async () => {
      const { table, send } = await scene(stage, { retryMinutes: [0.001], probeMinutes: 0.002 });
      let isRefused = true;
      const recorder = new Recorder((name) =>
        isRefused && !name.startsWith('3:') ? disconnected('DROPBOX_UNAUTHORISED') : done(),
      );
      const runtime = await stage.run(table, recorder);
      await send([1, 1], [1, 2], [2, 1], [3, 1]);
      await eventually(() => recorder.seen.length >= 12);
      expect(recorder.seen).toContain('3:1');
      expect(runtime.health().stopped).toBeUndefined();
      const failures = stage.trail.failures.filter(({ group }) => group === table.group);
      expect(failures).toHaveLength(2);
      expect(failures[0]).toMatchObject({
        code: 'DROPBOX_UNAUTHORISED',
        tries: 1,
        nextTryAt: expect.any(Date) as Date,
      });
      isRefused = false;
      await eventually(async () => (await stage.parkedBy(table)) === 0);
      expect(of(1, recorder.seen).slice(-2)).toEqual(['1:1', '1:2']);
      expect(stage.trail.recoveries.filter(({ group }) => group === table.group)).toHaveLength(2);
    });

    it('asks for one piece of a disconnected firm’s work in the name of all', async () => {
      const { table, send } = await scene(stage, { probeMinutes: 60 });
      const recorder = new Recorder(() => disconnected('CLIO_UNAUTHORISED'));
      await stage.run(table, recorder);
      await send([1, 1], [2, 1], [3, 1], [4, 1]);
      await eventually(async () => (await stage.parkedBy(table)) === 4);
      await stage.pool.query(
        `update eventing.parked set due_at = now() - interval '1 second' where consumer = $1`,
        [table.group],
      );
      await eventually(() => recorder.seen.length > 4);
      await wait(300);
      // As many as work at once had begun before the first one’s answer.
      expect(recorder.seen.length).toBeLessThanOrEqual(4 + table.concurrency);
      const inAnHour = (dueAt: Date): boolean => dueAt.getTime() > Date.now() + 50 * 60_000;
      await eventually(async () => (await stage.failedOf(table)).every(({ dueAt }) => inAnHour(dueAt)));
    });

    it('lets each piece of a disconnected firm’s work ask in its turn: the same one asked each time', async () => {
      const { table, send } = await scene(stage, { probeMinutes: 0.002, concurrency: 1 });
      const recorder = new Recorder(() => disconnected('CLIO_UNAUTHORISED'));
      await stage.run(table, recorder);
      await send([1, 1], [2, 1], [3, 1]);
      const asked = (document: number): number => of(document, recorder.seen).length;
      await eventually(() => asked(1) + asked(2) + asked(3) >= 12);
      for (const document of [1, 2, 3]) expect(asked(document)).toBeGreaterThanOrEqual(3);
    });

    it('takes a disconnected firm’s work up at once when a person has connected anew', async () => {
      const { table, send } = await scene(stage, { probeMinutes: 60 });
      let isRefused = true;
      const recorder = new Recorder(() => (isRefused ? disconnected('CLIO_UNAUTHORISED') : done()));
      await stage.run(table, recorder);
      await send([1, 1], [2, 1]);
      await eventually(async () => (await stage.parkedBy(table)) === 2);
      isRefused = false;
      await stage.transact(({ client }) => resumeConnection(client, FIRM, 'DROPBOX_UNAUTHORISED'));
      await stage.transact(({ client }) => resumeConnection(client, OTHER, 'CLIO_UNAUTHORISED'), OTHER);
      await wait(300);
      expect(await stage.parkedBy(table)).toBe(2);
      await stage.transact(({ client }) => resumeConnection(client, FIRM, 'CLIO_UNAUTHORISED'));
      await eventually(async () => (await stage.parkedBy(table)) === 0);
    });

    it('wakes the rest of a firm’s work when one piece of it got through', async () => {
      const { table, send } = await scene(stage, { probeMinutes: 60 });
      let isRefused = true;
      const recorder = new Recorder(() => (isRefused ? disconnected('CLIO_UNAUTHORISED') : done()));
      await stage.run(table, recorder);
      await send([1, 1], [2, 1], [3, 1]);
      await eventually(async () => (await stage.parkedBy(table)) === 3);
      isRefused = false;
      await stage.pool.query(
        `update eventing.parked set due_at = now()
         where id = (select min(id) from eventing.parked where consumer = $1)`,
        [table.group],
      );
      await eventually(async () => (await stage.parkedBy(table)) === 0);
      expect(stage.trail.recoveries.filter(({ group }) => group === table.group)).toHaveLength(3);
    });

    it('sets a suspended firm’s work aside untried and untold, and takes it up in order when it is resumed', async () => {
      const { topic, table, send } = await scene(stage);
      const [porter, recorder] = [new Porter(), new Recorder(() => done())];
      porter.stands = 'suspended';
      await stage.run(table, recorder, { gate: porter });
      await send([1, 1], [2, 1], [1, 2], [1, 3]);
      await eventually(async () => (await stage.parkedBy(table)) === 4);
      await wait(300);
      expect(recorder.seen).toEqual([]);
      expect(stage.trail.failures.filter(({ group }) => group === table.group)).toEqual([]);
      const admin = await stage.broker.admin();
      await eventually(async () => {
        const committed = await admin.committed(table.group, topic.name);
        return [...committed.values()].reduce((sum, offset) => sum + offset, 0n) === 4n;
      });
      await admin.close();
      porter.stands = 'served';
      await eventually(async () => (await stage.parkedBy(table)) === 0);
      expect(of(1, recorder.seen)).toEqual(['1:1', '1:2', '1:3']);
      expect(of(2, recorder.seen)).toEqual(['2:1']);
    });

    it('lets a failed try of a suspended firm wait beyond its time, without counting it', async () => {
      const { table, send } = await scene(stage, { retryMinutes: [0.01] });
      const porter = new Porter();
      const recorder = new Recorder((_, { tries }) => {
        if (tries > 1) return done();
        porter.stands = 'suspended';
        return retry('CLIO_UNAVAILABLE');
      });
      await stage.run(table, recorder, { gate: porter });
      await send([1, 1]);
      await eventually(async () => (await stage.parkedBy(table)) === 1);
      await wait(1000);
      expect(recorder.seen).toHaveLength(1);
      porter.stands = 'served';
      await eventually(async () => (await stage.parkedBy(table)) === 0);
      expect(recorder.seen).toHaveLength(2);
    });

    it('lets go of a removed firm’s work, what waits and what comes, without trying it', async () => {
      const { table, send } = await scene(stage);
      const [porter, recorder] = [new Porter(), new Recorder(() => done())];
      porter.stands = 'suspended';
      const runtime = await stage.run(table, recorder, { gate: porter });
      await send([1, 1], [1, 2]);
      await eventually(async () => (await stage.parkedBy(table)) === 2);
      porter.stands = 'removed';
      await send([2, 1]);
      await eventually(async () => (await stage.parkedBy(table)) === 0 && runtime.health().inFlight === 0);
      expect(recorder.seen).toEqual([]);
      expect(stage.trail.recoveries.filter(({ group }) => group === table.group)).toEqual([]);
    });

    it('stops at a bug for good (kafkajs trap 2): commits nothing, dead-letters nothing', async () => {
      const { table, send } = await scene(stage);
      const broken = new Recorder(() => {
        throw new TypeError('a bug');
      });
      const runtime = await stage.run(table, broken);
      await send([1, 1]);
      await eventually(() => runtime.health().stopped !== undefined);
      expect(runtime.health().stopped).toContain('a bug');
      expect(stage.trail.letters.filter(({ group }) => group === table.group)).toEqual([]);
      await runtime.stop(1000);
      const mended = new Recorder(() => done());
      await stage.run(table, mended);
      await eventually(() => mended.seen.includes('1:1'));
    });

    it('lets no member write whose partition was taken over (law 8, kafkajs trap 7)', async () => {
      const { topic, table } = await scene(stage);
      const at = { topic: topic.name, partition: 0 };
      const [mine] = await stage.leases.take(table.group, [at]);
      const [theirs] = await stage.leases.take(table.group, [at]);
      const client = await stage.pool.connect();
      await rejectsWithCode(assertFence(client, mine!), 'LEASE_LOST');
      await expect(assertFence(client, theirs!)).resolves.toBeUndefined();
      client.release();
    });

    it('recovers a partition whose lease was taken by a member that the group had put out', async () => {
      const { topic, table, send } = await scene(stage);
      const finished: string[] = [];
      const recorder = new Recorder((name, { tries }) => {
        if (name.endsWith(':2') && tries === 1) return retry('CLIO_UNAVAILABLE');
        finished.push(name);
        return done();
      });
      const runtime = await stage.run(table, recorder);
      await send([1, 1], [2, 1]);
      await eventually(() => finished.length === 2);
      const partitions = [0, 1, 2].map((partition) => ({ topic: topic.name, partition }));
      await stage.leases.take(table.group, partitions);
      await send([1, 2], [2, 2]);
      await eventually(() => finished.includes('1:2') && finished.includes('2:2'));
      expect(runtime.health().stopped).toBeUndefined();
    });

    it('does not stop for however many failures: none of them reaches the client', async () => {
      const { table, send } = await scene(stage, { retryMinutes: Array.from({ length: 20 }, () => 0.001) });
      const recorder = new Recorder((_, { tries }) => (tries <= 12 ? retry('CLIO_UNAVAILABLE') : done()));
      const runtime = await stage.run(table, recorder);
      await send([1, 1]);
      await eventually(() => recorder.seen.length === 13);
      await send([2, 1]);
      await eventually(() => of(2, recorder.seen).length === 13);
      expect(runtime.health().stopped).toBeUndefined();
    });

    it('lets other documents flow, fetch after fetch, while one hangs', async () => {
      const { table, send } = await scene(stage, { concurrency: 3 });
      const hanging = Promise.withResolvers<Verdict>();
      const recorder = new Recorder((name) => (name === '1:1' ? hanging.promise : done()));
      await stage.run(table, recorder);
      await send([1, 1]);
      await eventually(() => recorder.seen.includes('1:1'));
      for (const mark of [1, 2, 3, 4, 5]) {
        await send([2, mark], [3, mark], [1, mark + 1]);
        await eventually(() => recorder.seen.includes(`3:${mark}`) && recorder.seen.includes(`2:${mark}`));
      }
      expect(of(1, recorder.seen)).toEqual(['1:1']);
      hanging.resolve(done());
      await eventually(() => of(1, recorder.seen).length === 6);
    });

    it('takes no more in than its limit and one hand-over, however much waits', async () => {
      const { table, send } = await scene(stage, { concurrency: 1 });
      const hanging = Promise.withResolvers<Verdict>();
      const recorder = new Recorder((_, { event }) => (event.sequence === '0' ? hanging.promise : done()));
      const runtime = await stage.run(table, recorder);
      await send([1, 0]);
      await eventually(() => recorder.seen.length === 1);
      const waves = 6;
      for (let wave = 0; wave < waves; wave += 1) {
        await send(...Array.from({ length: 100 }, (_, mark) => [1, 1 + wave * 100 + mark] as const));
        await eventually(() => runtime.health().inFlight >= Math.min(100, 1 + wave * 100));
        await wait(50);
      }
      expect(runtime.health().inFlight).toBeLessThanOrEqual(201);
      hanging.resolve(done());
      await eventually(() => recorder.seen.length === 1 + waves * 100);
      expect(recorder.seen).toEqual(Array.from({ length: 1 + waves * 100 }, (_, mark) => `1:${mark}`));
    });

    it('takes up again what was paused when another member got it, once it comes back', async () => {
      const { topic, table } = await scene(stage);
      const hanging = Promise.withResolvers<Verdict>();
      const recorder = new Recorder(() => hanging.promise);
      const runtime = await stage.run(table, recorder);
      // One firm of each partition, each with more than may be in hand.
      const firms = ['hartwell', 'stone', 'reyes'].map((name) => FirmId.parse(name));
      const each = 150;
      const records = firms.flatMap((firm, index) =>
        Array.from({ length: each }, (_, mark) => documentRecord(topic, index + 1, mark + 1, firm)),
      );
      await stage.producer.send(records);
      await eventually(() => runtime.health().inFlight >= 300);
      const assignments: number[] = [];
      const other = await stage.broker.consume({
        group: table.group,
        topics: [topic.name],
        onAssigned: (assignment) => Promise.resolve(void assignments.push(assignment.length)),
        onRecords: () => Promise.resolve(),
        onCrashed: (error) => expect.unreachable(error.message),
      });
      await eventually(() => (assignments.at(-1) ?? 0) > 0);
      await other.stop();
      hanging.resolve(done());
      await eventually(() => new Set(recorder.seen).size === records.length);
      for (const [index] of firms.entries()) {
        const seen = of(index + 1, recorder.seen).map((name) => Number(name.split(':')[1]));
        const first = seen.filter((mark, place) => seen.indexOf(mark) === place);
        expect(first).toEqual(Array.from({ length: each }, (_, mark) => mark + 1));
      }
    });
  });
}
