import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { storeDatabase, type StoreDatabase } from '../../test/store-database.js';
import { DatabaseSession } from './database-session.js';

const READS_ONLY = 'set session characteristics as transaction read only';
const never = new AbortController().signal;

let database: StoreDatabase;
beforeAll(async () => {
  database = await storeDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());
// Time passes only where a spec lets it.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

describe('a session of a background reader', () => {
  it('tells while it waits that its server only reads since another took over', async () => {
    await using session = await DatabaseSession.open(database.serviceUrl, 'spec');
    await session.client.query(READS_ONLY);
    vi.advanceTimersByTime(5_000);
    await expect(session.wait([], 1, never)).rejects.toThrow('the server takes no writes');
  });

  it('goes on where its server takes writes, and asks only now and then', async () => {
    await using session = await DatabaseSession.open(database.serviceUrl, 'spec');
    vi.advanceTimersByTime(5_000);
    await session.wait([], 1, never);
    await session.client.query(READS_ONLY);
    vi.advanceTimersByTime(4_999);
    await session.wait([], 1, never);
    vi.advanceTimersByTime(1);
    await expect(session.wait([], 1, never)).rejects.toThrow('the server takes no writes');
  });
});
