import type { Event } from '@counterpart/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aCause,
  aMatter,
  aMatterStream,
  FIRM,
  nextDocument,
  NOW,
  skipped,
  streamOf,
  writeOf,
} from '../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../test/store-database.js';
import type { Decision, EventStore, NewEvent } from './index.js';

let database: StoreDatabase;
let store: EventStore;
beforeAll(async () => {
  database = await storeDatabase();
  store = database.store;
});
afterAll(() => database[Symbol.asyncDispose]());

/** Counts the events of a document and records one more. */
const countUp = (document = nextDocument(), cause = aCause()): Decision<number> => ({
  cause,
  streams: [streamOf(document)],
  initial: 0,
  evolve: (count: number, _event: Event) => count + 1,
  decide: (count) => [skipped(document, count + 1)],
  now: NOW,
});

const scaffold = (): NewEvent => ({
  name: 'ScaffoldPlanned',
  stream: aMatterStream,
  firm: FIRM,
  key: `${FIRM}/${aMatter}`,
  data: { matter: aMatter, folders: ['/Matters/77'], policyVersion: 0 },
});

describe('decide (law 5: load, fold, decide, append in one transaction)', () => {
  it('records what the folded history leads to', async () => {
    const document = nextDocument();
    await store.transact((tx) => store.append(tx, aCause(), [writeOf(document, 0, 2)], NOW), { firm: FIRM });
    const result = await store.decide(countUp(document), { firm: FIRM });
    expect(result).toMatchObject({ outcome: 'appended', state: 2, appended: { events: [{ version: 3 }] } });
  });

  it('records nothing where nothing is decided, and still moves the own tables', async () => {
    const document = nextDocument();
    const seen: unknown[] = [];
    const result = await store.decide(
      {
        ...countUp(document),
        decide: () => [],
        alongside: (_tx, state, appended) => {
          seen.push([state, appended]);
          return Promise.resolve();
        },
      },
      { firm: FIRM },
    );
    expect(result).toEqual({ outcome: 'nothing', state: 0 });
    expect(seen).toEqual([[0, null]]);
  });

  it('answers duplicate without deciding when the cause comes again', async () => {
    const decision = countUp();
    await store.decide(decision, { firm: FIRM });
    const again = await store.decide(
      {
        ...decision,
        decide: () => {
          throw new TypeError('decided twice');
        },
      },
      { firm: FIRM },
    );
    expect(again).toEqual({ outcome: 'duplicate' });
  });

  it('decides again on the newer history when another writer was faster', async () => {
    const document = nextDocument();
    const results = await Promise.all(
      Array.from({ length: 5 }, () => store.decide(countUp(document), { firm: FIRM })),
    );
    expect(results.map((result) => result.outcome)).toEqual(Array.from({ length: 5 }, () => 'appended'));
    const events = await store.readStream(streamOf(document));
    expect(events.map(({ event }) => ('versionNumber' in event.data ? event.data.versionNumber : 0))).toEqual(
      [1, 2, 3, 4, 5],
    );
  });

  it('appends events for other streams at their next version', async () => {
    const document = nextDocument();
    const both = { decide: () => [skipped(document), scaffold()] };
    const first = await store.decide({ ...countUp(document), ...both }, { firm: FIRM });
    const second = await store.decide({ ...countUp(document), ...both }, { firm: FIRM });
    const versions = [first, second].map((result) =>
      result.outcome === 'appended' ? result.appended.events.map((event) => event.version) : null,
    );
    expect(versions).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('keeps events and own tables together: what fails alongside leaves neither', async () => {
    const document = nextDocument();
    const decision = countUp(document);
    const broken = { ...decision, alongside: () => Promise.reject(new RangeError('own table refused')) };
    await expect(store.decide(broken, { firm: FIRM })).rejects.toThrow('own table refused');
    expect(await store.readStream(streamOf(document))).toEqual([]);
    expect((await store.decide(decision, { firm: FIRM })).outcome).toBe('appended');
  });
});
