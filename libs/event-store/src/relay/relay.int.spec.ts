import { decodeEvent, matterKey, MatterId, typeOf } from '@counterpart/contracts';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FakeProducer } from '../../test/fake-producer.js';
import {
  aCause,
  FIRM,
  missing,
  nextDocument,
  NOW,
  skipped,
  streamOf,
  writeOf,
} from '../../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../../test/store-database.js';
import { Relay, type RelayFact, type RelayOptions } from './relay.js';

/** For hangs, not for speed. */
const PATIENCE = { timeout: 30_000, interval: 5 };

let database: StoreDatabase;
let producer: FakeProducer;
let relays: Relay[];
beforeEach(async () => {
  database = await storeDatabase();
  producer = new FakeProducer();
  relays = [];
});
afterEach(async () => {
  producer.release();
  await Promise.all(relays.map((relay) => relay.stop()));
  await database[Symbol.asyncDispose]();
});

/** A started relay of the router's topics, stopped after the test, with what it told. */
function startRelay(overrides: Partial<RelayOptions> = {}): { relay: Relay; facts: RelayFact[] } {
  const facts: RelayFact[] = [];
  const relay = new Relay({
    url: database.serviceUrl,
    owner: 'router',
    producer,
    observe: (fact) => facts.push(fact),
    ...overrides,
  });
  relays.push(relay);
  relay.start();
  return { relay, facts };
}

const append = (count = 1, key?: string): Promise<string[]> => {
  const document = nextDocument();
  const write = writeOf(document, 0, count, (id, version) => skipped(id, version, key));
  return database.store
    .transact((tx) => database.store.append(tx, aCause(), [write], NOW), { firm: FIRM })
    .then((result) => result.events.map((event) => event.id as string));
};

const leads = ({ facts }: { facts: RelayFact[] }): Promise<void> =>
  vi.waitFor(() => expect(facts.map((fact) => fact.kind)).toContain('leading'), PATIENCE);

const arrived = (ids: readonly string[]): Promise<void> =>
  vi.waitFor(() => expect(producer.ids).toEqual(expect.arrayContaining([...ids])), PATIENCE);

describe('relay (law 7: in order, at least once, never a gap)', () => {
  it('carries the exact bytes with key, topic and headers', async () => {
    const [id] = await append();
    startRelay();
    await arrived([id ?? '']);
    const [record] = producer.records;
    expect(record).toMatchObject({
      topic: 'router.decisions.v1',
      key: matterKey(FIRM, MatterId.parse('77')),
      headers: {
        'event-id': id,
        type: typeOf('DocumentSkipped'),
        'content-type': 'application/cloudevents+json',
        position: expect.stringMatching(/^[1-9][0-9]*$/) as string,
      },
    });
    expect(decodeEvent(record?.value ?? Buffer.alloc(0)).id).toBe(id);
  });

  it('carries the topics of its owner alone', async () => {
    const document = nextDocument();
    await database.store.transact(
      (tx) =>
        database.store.append(
          tx,
          aCause(),
          [{ stream: streamOf(document), expected: 0, events: [missing(document), skipped(document)] }],
          NOW,
        ),
      { firm: FIRM },
    );
    const ids = await append();
    startRelay();
    await arrived(ids);
    expect(new Set(producer.records.map((record) => record.topic))).toEqual(new Set(['router.decisions.v1']));
  });

  it('keeps the order of appends in batches no larger than the limits', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.push(...(await append(7)));
    startRelay({ limits: { events: 10, bytes: 3_000 } });
    await arrived(ids);
    expect(producer.ids).toEqual(ids);
    for (const batch of producer.batches) {
      expect(batch.length).toBeLessThanOrEqual(10);
      expect(batch.reduce((sum, record) => sum + (record.value?.length ?? 0), 0)).toBeLessThanOrEqual(3_000);
    }
  });

  it('takes an event that is larger than a batch may be', async () => {
    const ids = await append(2);
    startRelay({ limits: { events: 10, bytes: 1 } });
    await arrived(ids);
    expect(producer.batches.map((batch) => batch.length)).toEqual([1, 1]);
  });

  it('never skips a slow transaction: later commits wait until it ends', async () => {
    const { store } = database;
    const relay = startRelay();
    await leads(relay);
    const slowDocument = nextDocument();
    const opened = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const slow = store.transact(
      async (tx) => {
        const result = await store.append(tx, aCause(), [writeOf(slowDocument, 0)], NOW);
        opened.resolve();
        await released.promise;
        return result;
      },
      { firm: FIRM },
    );
    await opened.promise;
    const later = [...(await append()), ...(await append())];
    const seen = await database.connectAdmin();
    await vi.waitFor(async () => {
      const { rows } = await seen.query<{ held: boolean }>(
        `select bool_and(tx >= pg_snapshot_xmin(pg_current_snapshot())) as held from event_store.events`,
      );
      expect(rows[0]?.held).toBe(true);
    }, PATIENCE);
    expect(producer.ids).toEqual([]);
    released.resolve();
    const first = (await slow).events.map((event) => event.id as string);
    await arrived([...first, ...later]);
    expect(producer.ids).toEqual([...first, ...later]);
  });

  it('keeps the order of each key under concurrent writers', async () => {
    startRelay({ limits: { events: 13, bytes: 1_000_000 } });
    const document = nextDocument();
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0
          ? append(3)
          : database.store
              .transact((tx) => database.store.append(tx, aCause(), [writeOf(document, 'any', 2)], NOW), {
                firm: FIRM,
              })
              .then((result) => result.events.map((event) => event.id as string)),
      ),
    );
    await arrived(all.flat());
    expect(producer.ids).toHaveLength(all.flat().length);
    const sequences = producer.records
      .map((record) => decodeEvent(record.value ?? Buffer.alloc(0)))
      .filter((event) => event.subject === streamOf(document))
      .map((event) => Number(event.sequence));
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  });

  it('brings an event to an idle broker at once, not at the next poll', async () => {
    // The next poll is after the test: only the wake-ups can bring them.
    const relay = startRelay({ pollMs: 3_600_000 });
    await leads(relay);
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      await untilAtRest();
      ids.push(...(await append()));
      await arrived(ids);
    }
    expect(producer.ids).toEqual(ids);
  });
});

describe('relay (law 8: one leader, and what a crash leaves)', () => {
  it('repeats a batch whose cursor was not stored, and leaves none out', async () => {
    const ids = await append(3);
    producer.hold();
    const first = startRelay();
    await vi.waitFor(() => expect(producer.batches).toHaveLength(1), PATIENCE);
    await killSessionsOf('router relay');
    producer.release();
    await vi.waitFor(() => expect(first.facts.some((fact) => fact.kind === 'failed')).toBe(true), PATIENCE);
    await vi.waitFor(() => expect(producer.ids).toEqual([...ids, ...ids]), PATIENCE);
    const more = await append();
    await arrived(more);
    expect(producer.ids).toEqual([...ids, ...ids, ...more]);
  });

  it('lets a second relay wait, and hands over when the first stops', async () => {
    const first = startRelay();
    await leads(first);
    const second = startRelay();
    const early = await append(2);
    await arrived(early);
    expect(second.facts).toEqual([]);
    await first.relay.stop();
    await leads(second);
    const late = await append(2);
    await arrived(late);
    expect(producer.ids).toEqual([...early, ...late]);
  });

  it('hands over when the leader dies', async () => {
    const first = startRelay();
    await leads(first);
    await arrived(await append());
    // Its cursor is stored: a leader that dies before repeats what it sent.
    await vi.waitFor(() => expect(first.facts.map(({ kind }) => kind)).toContain('relayed'), PATIENCE);
    const second = startRelay();
    await killSessionsOf('router relay', 1);
    const ids = await append();
    await arrived(ids);
    expect(
      [first, second].flatMap(({ facts }) => facts).filter((fact) => fact.kind === 'leading'),
    ).toHaveLength(2);
    expect(producer.ids).toHaveLength(2);
  });

  it.each([
    ['while nothing comes', false],
    ['while what came waits behind a running transaction', true],
  ])('leaves a server that only reads since another took over, %s', async (_, isHeldUp) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const [admin, slow] = [await database.connectAdmin(), await database.connectAdmin()];
    const name = new URL(database.adminUrl).pathname.slice(1);
    await slow.query('begin; select pg_current_xact_id()');
    const early = isHeldUp ? await append() : [];
    if (!isHeldUp) await slow.query('rollback');
    await admin.query(`alter database ${name} set default_transaction_read_only = on`);
    const relay = startRelay();
    await leads(relay);
    await admin.query(`alter database ${name} reset default_transaction_read_only`);
    vi.advanceTimersByTime(5_000);
    await vi.waitFor(() => expect(relay.facts.map(({ kind }) => kind)).toContain('failed'), PATIENCE);
    await slow.query('rollback');
    await arrived([...early, ...(await append())]);
  });

  it('holds on to a batch that the broker refuses and goes on when it answers again', async () => {
    const { facts } = startRelay();
    producer.refuse(3);
    const ids = await append(2);
    await arrived(ids);
    expect(facts.filter((fact) => fact.kind === 'refused')).toHaveLength(3);
    expect(producer.ids).toEqual(ids);
  });

  it('stops while the broker refuses, and the next start goes on', async () => {
    const { relay, facts } = startRelay();
    producer.refuse(1_000);
    const ids = await append();
    await vi.waitFor(() => expect(facts.some((fact) => fact.kind === 'refused')).toBe(true), PATIENCE);
    await relay.stop();
    producer.refuse(0);
    relay.start();
    await arrived(ids);
  });
});

/** Until the relay asks nothing any more: it waits to be woken. */
async function untilAtRest(): Promise<void> {
  const admin = await database.connectAdmin();
  await vi.waitFor(async () => {
    const { rows } = await admin.query<{ rests: boolean }>(
      `select state = 'idle' and clock_timestamp() - state_change > interval '250 ms' as rests
       from pg_stat_activity where application_name = 'router relay' and datname = current_database()`,
    );
    expect(rows).toEqual([{ rests: true }]);
  }, PATIENCE);
}

/** Ends server sessions by name, as a crash of the program or of the server would; the oldest ones first. */
async function killSessionsOf(name: string, atMost = 10): Promise<void> {
  const admin = await database.connectAdmin();
  await admin.query(
    `select pg_terminate_backend(pid) from (
       select pid from pg_stat_activity where application_name = $1 and datname = current_database()
       order by backend_start limit $2) sessions`,
    [name, atMost],
  );
}
