import { MatterId, matterStream } from '@counterpart/contracts';
import { eventually } from '@counterpart/testing';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aMatterStream, FIRM } from '../test/sample-events.js';
import { storeDatabase, type StoreDatabase } from '../test/store-database.js';
import { closeGate, enterGates } from './stream-gates.js';
import type { Transaction } from './transaction.js';

const other = matterStream(FIRM, MatterId.parse('78'));

let database: StoreDatabase;
let admin: pg.Client;
beforeAll(async () => {
  database = await storeDatabase();
  admin = await database.connectAdmin();
});
afterAll(() => database[Symbol.asyncDispose]());

/** A transaction that stays open after its work. */
async function held(work: (tx: Transaction) => Promise<void>) {
  const [worked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const ended = database.store.transact(
    async (tx) => {
      await work(tx);
      worked.resolve();
      await released.promise;
    },
    { firm: FIRM },
  );
  await Promise.race([worked.promise, ended]);
  return async (): Promise<void> => {
    released.resolve();
    await ended;
  };
}

/** Runs work in a transaction of its own, and tells whether it is over. */
function beside(work: (tx: Transaction) => Promise<void>) {
  const state = { over: false };
  const ended = database.store.transact(work, { firm: FIRM }).then(() => void (state.over = true));
  return { state, ended };
}

const WAITING = `
select from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`;

const oneWaits = (): Promise<unknown> => eventually(async () => (await admin.query(WAITING)).rowCount === 1);

describe('the gate of a stream', () => {
  it('lets many in at once, in whatever order they name it', async () => {
    const leave = await held((tx) => enterGates(tx, [aMatterStream, other]));
    const { state, ended } = beside((tx) => enterGates(tx, [other, aMatterStream, other]));
    await ended;
    expect(state.over).toBe(true);
    await leave();
  });

  it('is closed only when those inside have ended', async () => {
    const leave = await held((tx) => enterGates(tx, [aMatterStream]));
    const { state, ended } = beside((tx) => closeGate(tx, aMatterStream));
    await oneWaits();
    expect(state.over).toBe(false);
    await leave();
    await ended;
  });

  it('lets nobody in while it is closed, and keeps no other', async () => {
    const open = await held((tx) => closeGate(tx, aMatterStream));
    await beside((tx) => enterGates(tx, [other])).ended;
    const { state, ended } = beside((tx) => enterGates(tx, [aMatterStream]));
    await oneWaits();
    expect(state.over).toBe(false);
    await open();
    await ended;
  });
});
