import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, FirmId, firmStream, Policy } from '@counterpart/contracts';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import { testDatabase, type TestDatabase } from '@counterpart/testing';
import { applyPolicy, PolicyBook, type PolicyWish } from '../src/index.js';

const NOW = new Date('2026-11-24T09:00:00Z');
type Source = ReturnType<typeof storeDataSource>;

let database: TestDatabase;
let source: Source;
let store: EventStore;
let firm: FirmId;

beforeAll(async () => {
  database = await testDatabase();
  await runMigrations({ url: database.ownerUrl });
  source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(source);
});
beforeEach(() => void (firm = FirmId.parse(`firm-${randomUUID().slice(0, 8)}`)));
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const wish = (settings: object, details: Partial<PolicyWish> = {}): PolicyWish => ({
  firm,
  policy: Policy.parse(settings),
  madeFrom: undefined,
  note: null,
  actor: 'user:ada',
  id: randomUUID(),
  now: NOW,
  ...details,
});

describe('applyPolicy', () => {
  it('numbers policies one after the other and says what changed', async () => {
    const book = new PolicyBook(store);
    expect(await applyPolicy(store, book, wish({ unmapped: 'Other' }))).toEqual({
      outcome: 'applied',
      version: 1,
      changes: [{ field: 'unmapped', from: 'Unsorted', to: 'Other' }],
    });
    expect(await applyPolicy(store, book, wish({ unmapped: 'Rest', version: 40 }))).toMatchObject({
      version: 2,
    });
    const { current, at } = await book.of(firm);
    expect(current).toMatchObject({ version: 2, unmapped: 'Rest' });
    expect([at(0), at(1), at(3)]).toMatchObject([DEFAULT_POLICY, { unmapped: 'Other' }, undefined]);
  });

  it('records nothing where nothing changes', async () => {
    const book = new PolicyBook(store);
    expect(await applyPolicy(store, book, wish({}))).toEqual({ outcome: 'unchanged', version: 0 });
    expect(await store.readStream(firmStream(firm))).toEqual([]);
  });

  it('refuses a policy that was made from another than the one in force', async () => {
    const book = new PolicyBook(store);
    await applyPolicy(store, book, wish({ unmapped: 'Other' }));
    expect(await applyPolicy(store, book, wish({ unmapped: 'Rest' }, { madeFrom: 0 }))).toEqual({
      outcome: 'stale',
      version: 1,
    });
    expect(await applyPolicy(store, book, wish({ unmapped: 'Rest' }, { madeFrom: 1 }))).toMatchObject({
      outcome: 'applied',
    });
  });

  it('never gives two people one version, however they race', async () => {
    const applied = await Promise.all(
      ['A', 'B', 'C', 'D', 'E'].map((unmapped) =>
        applyPolicy(store, new PolicyBook(store), wish({ unmapped })),
      ),
    );
    expect(applied.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('PolicyBook', () => {
  it('gives a firm that applied nothing the default', async () => {
    expect((await new PolicyBook(store).of(firm)).current).toBe(DEFAULT_POLICY);
  });

  it('sees at each look what others applied, and after a restart the same', async () => {
    const [ours, theirs] = [new PolicyBook(store), new PolicyBook(store)];
    await ours.of(firm);
    await applyPolicy(store, theirs, wish({ unmapped: 'Other' }));
    expect((await ours.of(firm)).current.unmapped).toBe('Other');
    expect((await new PolicyBook(store).of(firm)).current).toEqual((await ours.of(firm)).current);
  });

  it('gives the same object at each look, so that what is made of it is made once', async () => {
    const book = new PolicyBook(store);
    await applyPolicy(store, book, wish({ unmapped: 'Other' }));
    expect((await book.of(firm)).current).toBe((await book.of(firm)).current);
  });

  it('keeps firms apart', async () => {
    const book = new PolicyBook(store);
    await applyPolicy(store, book, wish({ unmapped: 'Other' }));
    const other = FirmId.parse(`other-${randomUUID().slice(0, 8)}`);
    expect((await book.of(other)).current).toBe(DEFAULT_POLICY);
  });
});
