import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventId } from '@counterpart/contracts';
import { FIRM, aCause, nextDocument, NOW, streamOf, writeOf } from '../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../test/store-database.js';
import { VersionConflict, type Append, type AppendResult, type EventStore } from './index.js';

let database: StoreDatabase;
let store: EventStore;
beforeAll(async () => {
  database = await storeDatabase();
  store = database.store;
});
afterAll(() => database[Symbol.asyncDispose]());

const appendAll = (appends: readonly Append[]): Promise<readonly AppendResult[]> =>
  store.transact((tx) => store.appendAll(tx, appends, NOW), { firm: FIRM });

describe('an append for many causes', () => {
  it('records the same as appends one by one, whatever share a stream', async () => {
    const shape = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 3 })), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(shape, async (plan) => {
        const [many, single] = [nextDocuments(), nextDocuments()];
        const causes = plan.map(() => aCause());
        const writes = (documents: ReturnType<typeof nextDocuments>) =>
          plan.map(([at, count]) => [writeOf(documents[at] as never, 'any', count)]);
        await appendAll(writes(many).map((one, at) => ({ cause: causes[at] as never, writes: one })));
        for (const one of writes(single)) {
          await store.transact((tx) => store.append(tx, aCause(), one, NOW), { firm: FIRM });
        }
        for (const [at, document] of many.entries()) {
          const [all, each] = await Promise.all(
            [document, single[at] as never].map((one) => store.readStream(streamOf(one))),
          );
          expect(all?.map(({ version }) => version)).toEqual(each?.map(({ version }) => version));
          expect(all?.map(({ event }) => event.sequence)).toEqual(each?.map(({ event }) => event.sequence));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('answers for each cause, in order, and leaves repetitions alone', async () => {
    const [first, second, third] = [nextDocument(), nextDocument(), nextDocument()];
    const [old, one, other] = [aCause(), aCause(), aCause()];
    await appendAll([{ cause: old, writes: [writeOf(second, 'any', 2)] }]);
    const results = await appendAll([
      { cause: one, writes: [writeOf(first, 0)] },
      { cause: old, writes: [writeOf(second, 'any', 2)] },
      { cause: other, writes: [writeOf(third, 'any', 3)] },
    ]);
    expect(results.map(({ outcome, events }) => [outcome, events.map(({ version }) => version)])).toEqual([
      ['appended', [1]],
      ['duplicate', [1, 2]],
      ['appended', [1, 2, 3]],
    ]);
    expect(await store.readStream(streamOf(second))).toHaveLength(2);
  });

  it('writes nothing at all where one stream stands elsewhere', async () => {
    const [first, second] = [nextDocument(), nextDocument()];
    const appending = appendAll([
      { cause: aCause(), writes: [writeOf(first, 'any')] },
      { cause: aCause(), writes: [writeOf(second, 5)] },
    ]);
    await expect(appending).rejects.toBeInstanceOf(VersionConflict);
    expect(await store.readStream(streamOf(first))).toEqual([]);
  });

  it('of nothing is nothing', async () => {
    expect(await appendAll([])).toEqual([]);
  });

  it('refuses a cause twice in one transaction, and one that decides differently when it comes again', async () => {
    const [cause, document] = [aCause(), nextDocument()];
    const twice = appendAll([
      { cause, writes: [writeOf(document, 'any')] },
      { cause, writes: [writeOf(nextDocument(), 'any')] },
    ]);
    await expect(twice).rejects.toMatchObject({ code: 'EVENT_STORE_INVALID_APPEND' });
    await appendAll([{ cause, writes: [writeOf(document, 'any')] }]);
    const differently = appendAll([{ cause, writes: [writeOf(document, 'any', 2)] }]);
    await expect(differently).rejects.toMatchObject({ code: 'EVENT_STORE_PARTIAL_DUPLICATE' });
  });
});

describe('what a handler has answered', () => {
  it('is known by the first event that follows', async () => {
    const [told, untold] = [aCause(), aCause()];
    await appendAll([{ cause: told, writes: [writeOf(nextDocument(), 'any')] }]);
    const ids = [told, untold].map(({ eventId }) => ({ id: EventId.parse(eventId), firm: FIRM }));
    expect(await store.answered(ids, told.handler)).toEqual(new Set([told.eventId]));
    expect(await store.answered(ids, 'another.handler')).toEqual(new Set());
    expect(await store.answered([], told.handler)).toEqual(new Set());
  });
});

const nextDocuments = () => [nextDocument(), nextDocument(), nextDocument(), nextDocument()];
