import { afterAll, beforeAll, expect, it } from 'vitest';
import { FirmId, MatterId, matterStream, type EventData, type EventName } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { tellOn } from '@counterpart/testing';
import { startDesk, type Desk } from './operator-desk.js';

const FIRM = FirmId.parse('hartwell');
const CLOSING = '018f3f6e-5b0a-7c4e-9d2a-000000000009';
const NOW = new Date('2026-11-24T09:00:00Z');

let desk: Desk;
let store: EventStore;

beforeAll(async () => {
  desk = await startDesk(FIRM);
  ({ store } = desk);
});
afterAll(() => desk.close());

const tell = (matter: string, name: EventName, data: object): Promise<unknown> =>
  tellOn(store, { by: 'router', at: NOW })({
    name,
    stream: matterStream(FIRM, MatterId.parse(matter)),
    firm: FIRM,
    key: `${FIRM}/${matter}`,
    data: data as EventData<EventName>,
  });

const snapshot = (id: string) => ({
  id,
  etag: 'e',
  displayNumber: `2026-${id}`,
  description: null,
  status: 'Open',
  openDate: null,
  closeDate: null,
  client: null,
  responsibleAttorney: null,
  practiceArea: null,
  updatedAt: NOW.toISOString(),
});

const newest = async (matter: string) =>
  (await store.readStream(matterStream(FIRM, MatterId.parse(matter)))).at(-1)?.event;

it('a closing is listed with what it waits for, tried again by somebody who is named, and off the list when it is over', async () => {
  const closing = { matter: '5', closing: CLOSING };
  await tell('5', 'MatterRegistered', { matter: snapshot('5') });
  expect((await desk.run('closings', 'retry', '5')).told).toEqual({ outcome: 'none-open' });
  await tell('5', 'ClosingBegun', {
    ...closing,
    action: 'move',
    askAfter: NOW.toISOString(),
    policyVersion: 1,
  });
  const missing = [{ document: '11', name: 'Late.pdf', state: 'in-the-way' }];
  await tell('5', 'ClosingHeldUp', { ...closing, because: 'documents-unsettled', missing, unsettled: 1 });
  expect((await desk.run('closings', 'list')).told).toMatchObject({
    closings: [{ matter: '5', matterNumber: '2026-5', state: 'held-up', heldUp: { missing } }],
  });
  const retried = await desk.run('closings', 'retry', '5', '--by', 'ada', '--reason', 'Cleared');
  expect(retried).toEqual({ code: 0, told: { outcome: 'ordered' } });
  expect(await newest('5')).toMatchObject({
    name: 'ClosingRetryOrdered',
    actor: 'user:ada',
    data: { why: 'Cleared' },
  });
  expect((await desk.run('closings', 'show', '5')).told).toMatchObject({
    closings: [{ state: 'settling', heldUp: null }],
  });
  await tell('5', 'ClosingEnded', { ...closing, how: 'nothing-to-archive' });
  expect((await desk.run('closings', 'list')).told).toEqual({ closings: [] });
  expect((await desk.run('closings', 'list', '--all')).told).toMatchObject({
    closings: [{ state: 'nothing-to-archive' }],
  });
});

it('a legal hold is set and lifted once, with reason and actor, and listed while it lasts', async () => {
  await tell('6', 'MatterRegistered', { matter: snapshot('6') });
  const word = (what: string, matter: string, reason: string) =>
    desk.run('hold', what, '--matter', matter, '--reason', reason, '--by', 'ada');
  expect(await word('set', '7', 'Letter')).toMatchObject({ code: 1, told: { outcome: 'unknown-matter' } });
  expect(await word('lift', '6', 'Nothing')).toMatchObject({ told: { outcome: 'no-change' } });
  expect(await word('set', '6', 'Letter of May')).toMatchObject({ code: 0, told: { outcome: 'set' } });
  expect(await word('set', '6', 'Again')).toMatchObject({ told: { outcome: 'no-change' } });
  expect((await desk.run('hold', 'list')).told).toMatchObject({
    holds: [{ matter: '6', matterNumber: '2026-6', reason: 'Letter of May', setBy: 'user:ada' }],
  });
  expect(await word('lift', '6', 'Dismissed')).toMatchObject({ told: { outcome: 'lifted' } });
  expect(await newest('6')).toMatchObject({
    name: 'LegalHoldLifted',
    actor: 'user:ada',
    data: { reason: 'Dismissed' },
  });
  expect((await desk.run('hold', 'list')).told).toEqual({ holds: [] });
});
