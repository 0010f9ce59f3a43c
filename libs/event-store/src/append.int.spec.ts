import { decodeEvent, matterKey, typeOf } from '@counterpart/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aCause,
  aMatter,
  aMatterStream,
  FIRM,
  missing,
  nextDocument,
  NOW,
  skipped,
  streamOf,
  writeOf,
} from '../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../test/store-database.js';
import { deriveEventId, EventRow, EventStoreError, VersionConflict, type EventStore } from './index.js';

let database: StoreDatabase;
let store: EventStore;
beforeAll(async () => {
  database = await storeDatabase();
  store = database.store;
});
afterAll(() => database[Symbol.asyncDispose]());

describe('append (law 2: one statement, all or none)', () => {
  it('records the events of a call in order, with version, derived id and exact bytes', async () => {
    const document = nextDocument();
    const cause = aCause({ traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' });
    const result = await store.transact((tx) => store.append(tx, cause, [writeOf(document, 0, 3)], NOW), {
      firm: FIRM,
    });

    expect(result.outcome).toBe('appended');
    expect(result.events.map((event) => event.version)).toEqual([1, 2, 3]);
    expect(result.events.map((event) => event.id)).toEqual(
      [0, 1, 2].map((ordinal) => deriveEventId(cause.eventId, cause.handler, ordinal)),
    );
    const [first] = await store.readStream(streamOf(document));
    expect(first).toMatchObject({
      stream: streamOf(document),
      version: 1,
      topic: 'router.decisions.v1',
      key: matterKey(FIRM, aMatter),
      event: {
        id: result.events[0]?.id,
        name: 'DocumentSkipped',
        sequence: '1',
        subject: streamOf(document),
        time: NOW.toISOString(),
        causationid: cause.eventId,
        correlationid: 'corr-1',
        actor: 'service:router',
        source: '/counterpart/router',
        traceparent: cause.traceparent,
        firm: FIRM,
      },
    });
  });

  it('puts the version of the stream into the bytes, also where it has several digits', async () => {
    const document = nextDocument();
    await store.transact((tx) => store.append(tx, aCause(), [writeOf(document, 0, 99)], NOW), { firm: FIRM });
    await store.transact((tx) => store.append(tx, aCause(), [writeOf(document, 'any', 3)], NOW), {
      firm: FIRM,
    });
    const events = await store.readStream(streamOf(document));
    expect(events.map((recorded) => recorded.event.sequence)).toEqual(
      Array.from({ length: 102 }, (_, index) => String(index + 1)),
    );
  });

  it('is not misled by data that look like the sequence attribute', async () => {
    const document = nextDocument();
    const trap = skipped(document, 1);
    const scaffold = {
      name: 'ScaffoldPlanned' as const,
      stream: streamOf(document),
      firm: FIRM,
      key: trap.key,
      data: { matter: aMatter, folders: ['/"sequence":"0"'], policyVersion: 0 },
    };
    const cause = aCause({ actor: 'user:"sequence":"0"', source: '/counterpart/"sequence":"0"' });
    await store.transact(
      (tx) =>
        store.append(tx, cause, [{ stream: streamOf(document), expected: 0, events: [trap, scaffold] }], NOW),
      { firm: FIRM },
    );
    const [, second] = await store.readStream(streamOf(document));
    expect(second?.event).toMatchObject({
      sequence: '2',
      actor: cause.actor,
      source: cause.source,
      data: { folders: ['/"sequence":"0"'] },
    });
  });

  it('keeps the exact bytes that decode to the event, readable as an entity', async () => {
    const document = nextDocument();
    await store.transact((tx) => store.append(tx, aCause(), [writeOf(document, 0)], NOW), { firm: FIRM });
    const row = await store.transact(
      ({ manager }) =>
        manager.getRepository(EventRow).findOneByOrFail({ stream: streamOf(document), version: 1 }),
      { firm: FIRM },
    );
    expect(decodeEvent(row.body)).toMatchObject({ id: row.eventId, sequence: '1' });
    expect(row.type).toBe(typeOf('DocumentSkipped'));
  });

  it('appends to several streams at once, each at its own version', async () => {
    const [one, two] = [nextDocument(), nextDocument()];
    await store.transact((tx) => store.append(tx, aCause(), [writeOf(two, 0, 2)], NOW), { firm: FIRM });
    const result = await store.transact(
      (tx) => store.append(tx, aCause(), [writeOf(one, 0), writeOf(two, 2, 2)], NOW),
      { firm: FIRM },
    );
    expect(result.events.map(({ stream, version }) => [stream, version])).toEqual([
      [streamOf(one), 1],
      [streamOf(two), 3],
      [streamOf(two), 4],
    ]);
  });
});

describe('append (law 3: a redelivery changes nothing)', () => {
  it('answers duplicate with the first places when the same cause comes again', async () => {
    const document = nextDocument();
    const cause = aCause();
    const first = await store.transact((tx) => store.append(tx, cause, [writeOf(document, 0, 2)], NOW), {
      firm: FIRM,
    });
    const again = await store.transact(
      (tx) => store.append(tx, cause, [writeOf(document, 0, 2)], new Date(NOW.getTime() + 5000)),
      { firm: FIRM },
    );
    expect(again).toEqual({ outcome: 'duplicate', events: first.events });
    expect(await store.readStream(streamOf(document))).toHaveLength(2);
  });

  it('answers duplicate although the stream has moved on', async () => {
    const document = nextDocument();
    const cause = aCause();
    await store.transact((tx) => store.append(tx, cause, [writeOf(document, 0)], NOW), { firm: FIRM });
    await store.transact((tx) => store.append(tx, aCause(), [writeOf(document, 1)], NOW), { firm: FIRM });
    const again = await store.transact((tx) => store.append(tx, cause, [writeOf(document, 0)], NOW), {
      firm: FIRM,
    });
    expect(again.outcome).toBe('duplicate');
  });

  it('refuses a redelivery that decides for more events than the first time', async () => {
    const document = nextDocument();
    const cause = aCause();
    await store.transact((tx) => store.append(tx, cause, [writeOf(document, 0)], NOW), { firm: FIRM });
    await expect(
      store.transact((tx) => store.append(tx, cause, [writeOf(document, 'any', 2)], NOW), { firm: FIRM }),
    ).rejects.toMatchObject({ code: 'EVENT_STORE_PARTIAL_DUPLICATE' });
    expect(await store.readStream(streamOf(document))).toHaveLength(1);
  });

  it('gives one appended and otherwise duplicates when a cause is handled many times at once', async () => {
    const document = nextDocument();
    const cause = aCause();
    const results = await Promise.all(
      Array.from({ length: 6 }, () =>
        store.transact((tx) => store.append(tx, cause, [writeOf(document, 0, 2)], NOW), { firm: FIRM }),
      ),
    );
    expect(results.map((result) => result.outcome).toSorted()).toEqual([
      'appended',
      ...Array.from({ length: 5 }, () => 'duplicate'),
    ]);
    expect(await store.readStream(streamOf(document))).toHaveLength(2);
  });
});

describe('append (law 4: expected versions)', () => {
  it('throws VersionConflict and leaves the transaction usable', async () => {
    const [document, other] = [nextDocument(), nextDocument()];
    await store.transact((tx) => store.append(tx, aCause(), [writeOf(document, 0, 2)], NOW), { firm: FIRM });
    await store.transact(
      async (tx) => {
        await expect(
          store.append(tx, aCause(), [writeOf(other, 0), writeOf(document, 1)], NOW),
        ).rejects.toEqual(new VersionConflict(streamOf(document), 1, 2));
        await store.append(tx, aCause(), [writeOf(other, 0)], NOW);
      },
      { firm: FIRM },
    );
    expect(await store.readStream(streamOf(other))).toHaveLength(1);
    expect(await store.readStream(streamOf(document))).toHaveLength(2);
  });

  it('lets one of two concurrent writers of the same version win and tells the other', async () => {
    const document = nextDocument();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 4 }, () =>
        store.transact((tx) => store.append(tx, aCause(), [writeOf(document, 0)], NOW), { firm: FIRM }),
      ),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(3);
    for (const outcome of refused) expect(outcome.reason).toBeInstanceOf(VersionConflict);
    expect(await store.readStream(streamOf(document))).toHaveLength(1);
  });

  it('numbers concurrent appends to any version without a gap', async () => {
    const document = nextDocument();
    await Promise.all(
      Array.from({ length: 6 }, () =>
        store.transact((tx) => store.append(tx, aCause(), [writeOf(document, 'any', 2)], NOW), {
          firm: FIRM,
        }),
      ),
    );
    const events = await store.readStream(streamOf(document));
    expect(events.map((event) => event.version)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  });
});

describe('append refuses what its caller got wrong', () => {
  const attempt = (...writes: Parameters<EventStore['append']>[2]): Promise<unknown> =>
    store.transact((tx) => store.append(tx, aCause(), writes, NOW), { firm: FIRM });
  const invalid = expect.objectContaining({ code: 'EVENT_STORE_INVALID_APPEND' });

  it('an event written to another stream than its own', async () => {
    const document = nextDocument();
    await expect(
      attempt({ stream: aMatterStream, expected: 'any', events: [skipped(document)] }),
    ).rejects.toEqual(invalid);
  });

  it('a stream that is named twice', async () => {
    const document = nextDocument();
    await expect(attempt(writeOf(document, 0), writeOf(document, 'any'))).rejects.toEqual(invalid);
  });

  it('data that break their contract', async () => {
    const document = nextDocument();
    await expect(attempt(writeOf(document, 0, 1, (id) => skipped(id, -1)))).rejects.toEqual(invalid);
  });

  it('a topic that is not the one of the type', async () => {
    const document = nextDocument();
    const astray = { ...skipped(document), topic: { name: 'router.dead.v1' } as never };
    await expect(attempt({ stream: streamOf(document), expected: 0, events: [astray] })).rejects.toEqual(
      invalid,
    );
  });

  it('two appends of one cause and handler in one transaction', async () => {
    const cause = aCause();
    await expect(
      store.transact(
        async (tx) => {
          await store.append(tx, cause, [writeOf(nextDocument(), 0)], NOW);
          await store.append(tx, cause, [writeOf(nextDocument(), 0, 1, missing)], NOW);
        },
        { firm: FIRM },
      ),
    ).rejects.toEqual(invalid);
  });

  it('nothing: an append without events is no error and writes nothing', async () => {
    expect(await attempt()).toEqual({ outcome: 'appended', events: [] });
    expect(EventStoreError).toBeTypeOf('function');
  });
});

describe('size (an entry of the audit log has a 16-bit length)', () => {
  it('refuses an event that no audit log could hold', async () => {
    const document = nextDocument();
    const event = {
      name: 'ScaffoldPlanned' as const,
      stream: streamOf(document),
      firm: FIRM,
      key: matterKey(FIRM, aMatter),
      data: { matter: aMatter, folders: ['/'.padEnd(66_000, 'x')], policyVersion: 0 },
    };
    const append = store.transact(
      (tx) => store.append(tx, aCause(), [{ stream: streamOf(document), expected: 0, events: [event] }], NOW),
      { firm: FIRM },
    );
    await expect(append).rejects.toMatchObject({ code: 'EVENT_STORE_INVALID_APPEND' });
    expect(await store.readStream(streamOf(document))).toEqual([]);
  });
});

describe('order of readers (law 5)', () => {
  it('lets no version of a stream be written by an older transaction than the one before', async () => {
    const [slow, document] = [nextDocument(), nextDocument()];
    let tries = 0;
    await store.transact(
      async (tx) => {
        tries += 1;
        // Takes the transaction’s id; then another one writes the stream first.
        await store.append(tx, aCause(), [writeOf(slow, 'any')], NOW);
        if (tries === 1)
          await store.transact((other) => store.append(other, aCause(), [writeOf(document, 0)], NOW), {
            firm: FIRM,
          });
        await store.append(tx, aCause(), [writeOf(document, 'any')], NOW);
      },
      { firm: FIRM },
    );
    expect(tries).toBe(2);
    const [first, second] = await store.readStream(streamOf(document));
    expect(second?.tx).toBeGreaterThan(first?.tx ?? 0n);
    expect(await store.readStream(streamOf(slow))).toHaveLength(1);
  });
});
