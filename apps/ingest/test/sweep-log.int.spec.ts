import { randomUUID } from 'node:crypto';
import type { QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  DEFAULT_POLICY,
  DocumentId,
  documentStream,
  FirmId,
  firmStream,
  MatterId,
  matterStream,
  type Event,
  type Policy,
} from '@counterpart/contracts';
import { dropboxAccounts } from '@counterpart/credentials';
import type { Delivery } from '@counterpart/eventing';
import { PolicyBook } from '@counterpart/policies';
import type { EventStore } from '@counterpart/event-store';
import { PostgresSweepTurns } from '../src/adapters/sweep-turns.js';
import type { SeenDocument } from '../src/detection/detect-document.js';
import { matterSnapshot, seen, snapshot } from '../src/detection/samples.spec-data.js';
import { FactLog } from '../src/normalise-delivery/fact-log.js';
import { NormaliseDelivery } from '../src/normalise-delivery/normalise-delivery.handler.js';
import type { Swept } from '../src/reconcile-records/reconcile-records.ports.js';
import { SweepLog } from '../src/reconcile-records/sweep-log.js';
import { startStore, type StoreGround } from './store-ground.js';

const FIRM = FirmId.parse('hartwell');
const AT = '2026-05-01T12:00:00.000Z';
const now = (): Date => new Date(AT);

let ground: StoreGround;
let store: EventStore;
let log: SweepLog;

beforeAll(async () => {
  ground = await startStore();
  ({ store } = ground);
  log = new SweepLog(store, now, dropboxAccounts);
});
afterAll(() => ground.close());

const part = { since: AT, through: AT, seen: 1, told: 0 };
const completed = (told: number): Swept => ({
  startedAt: AT,
  toldUpTo: AT,
  matters: part,
  documents: { ...part, told },
  heldBack: null,
});
const namesOf = async (id: string): Promise<readonly string[]> =>
  (await store.readStream(documentStream(FIRM, DocumentId.parse(id)))).map(({ event }) => event.name);
const tell = (firm: FirmId, ...documents: readonly SeenDocument[]): Promise<number> =>
  log.tellPart({ firm, sweep: randomUUID(), part: 1, matters: [matterSnapshot()], documents, completed });
const documentOf = (id: number, version = 1, more: Partial<SeenDocument> = {}): SeenDocument =>
  seen(snapshot({ id: DocumentId.parse(String(id)) }, version), more);

describe('what a sweep found', () => {
  it('is told once, whoever told it, and completes the sweep in the same transaction', async () => {
    expect(await log.last(FIRM)).toBeUndefined();
    expect(await log.unknownMatters(FIRM, [matterSnapshot().id])).toHaveLength(1);
    expect(await tell(FIRM, documentOf(501), documentOf(502))).toBe(3);
    expect(await log.last(FIRM)).toEqual(completed(3));
    expect(await tell(FIRM, documentOf(501), documentOf(502, 2))).toBe(1);
    expect(await namesOf('501')).toEqual(['DocumentAdded']);
    expect(await namesOf('502')).toEqual(['DocumentAdded', 'DocumentVersionAdded']);
    expect(await log.last(FIRM)).toEqual(completed(1));
    expect(await log.unknownMatters(FIRM, [matterSnapshot().id, MatterId.parse('9')])).toEqual(['9']);
  });

  it('tells of a deletion by evidence only', async () => {
    await tell(FIRM, documentOf(601), documentOf(602));
    await tell(FIRM);
    await tell(FIRM, documentOf(601, 1, { trashedAt: '2026-05-01T11:00:00.000Z' }));
    expect(await namesOf('601')).toEqual(['DocumentAdded', 'DocumentTrashed']);
    expect(await namesOf('602')).toEqual(['DocumentAdded']);
  });

  it('is told once by sweeps that run at the same time', async () => {
    const told = await Promise.all(
      Array.from({ length: 6 }, () => tell(FIRM, documentOf(701), documentOf(702))),
    );
    expect(told.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 2]);
    expect(await store.readStream(matterStream(FIRM, matterSnapshot().id))).toHaveLength(1);
  });
});

it('one pod sweeps a firm at a time; other firms are not held up', async () => {
  const turns = new PostgresSweepTurns(ground.source);
  const [first, second, other] =
    (await turns.exclusively(FIRM, async () => [
      'first',
      await turns.exclusively(FIRM, () => Promise.resolve('second')),
      await turns.exclusively(FirmId.parse('other'), () => Promise.resolve('other')),
    ])) ?? [];
  expect([first, second, other]).toEqual(['first', undefined, 'other']);
  expect(await turns.exclusively(FIRM, () => Promise.resolve('again'))).toBe('again');
});

it('firms that wait in their sweeps hold one database session together', async () => {
  const turns = new PostgresSweepTurns(ground.source);
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const firms = Array.from({ length: 12 }, (_, at) => FirmId.parse(`waiting-${at}`));
  const begun = firms.map(() => Promise.withResolvers<void>());
  const sweeps = firms.map((firm, at) =>
    turns.exclusively(firm, () => {
      begun[at]?.resolve();
      return over;
    }),
  );
  await Promise.all(begun.map(({ promise }) => promise));
  const elsewhere = new PostgresSweepTurns(ground.source);
  const [first] = firms as [FirmId];
  expect(await elsewhere.exclusively(first, () => Promise.resolve('twice'))).toBeUndefined();
  end();
  await Promise.all(sweeps);
  expect(await elsewhere.exclusively(first, () => Promise.resolve('again'))).toBe('again');
});

it('a session whose server goes down under a statement is left: other firms are swept meanwhile', async () => {
  const opened = vi.spyOn(ground.source, 'createQueryRunner');
  onTestFinished(() => opened.mockRestore());
  const turns = new PostgresSweepTurns(ground.source);
  await turns.exclusively(FIRM, async () => {
    const session = opened.mock.results[0]?.value as QueryRunner;
    const query = session.query.bind(session);
    vi.spyOn(session, 'query').mockImplementationOnce(
      async () => void (await query('select pg_terminate_backend(pg_backend_pid())')),
    );
    const meets = turns.exclusively(FirmId.parse('meets-it'), () => Promise.resolve());
    await expect(meets).rejects.toMatchObject({ code: '57P01' });
    expect(await turns.exclusively(FirmId.parse('later'), () => Promise.resolve('swept'))).toBe('swept');
  });
  expect(await turns.exclusively(FIRM, () => Promise.resolve('again'))).toBe('again');
});

it('a session that could not be opened is opened anew: other firms are swept meanwhile', async () => {
  const opened = vi.spyOn(ground.source, 'createQueryRunner');
  onTestFinished(() => opened.mockRestore());
  const turns = new PostgresSweepTurns(ground.source);
  await turns.exclusively(FIRM, async () => {
    const session = opened.mock.results[0]?.value as QueryRunner;
    await session.release();
    const connects = vi.spyOn(ground.source.driver, 'obtainMasterConnection');
    connects.mockRejectedValueOnce(new Error('connect ECONNREFUSED'));
    const meets = turns.exclusively(FirmId.parse('meets-it'), () => Promise.resolve());
    await expect(meets).rejects.toThrow('ECONNREFUSED');
    expect(await turns.exclusively(FirmId.parse('later'), () => Promise.resolve('swept'))).toBe('swept');
  });
});

/** Brings the default policy into force, changed in a part. */
async function applyPolicy(firm: FirmId, changes: Partial<Policy>, at: string): Promise<void> {
  const stream = firmStream(firm);
  const replaces = (await store.readStream(stream)).length;
  const policy = { ...DEFAULT_POLICY, ...changes, version: replaces + 1 };
  const by = { handler: 'spec', actor: 'user:ada', source: '/counterpart/cli' };
  const cause = { eventId: randomUUID(), correlationId: randomUUID(), ...by };
  const data = { policy, replaces, note: null };
  const event = { name: 'PolicyApplied' as const, stream, firm, key: firm, data };
  await store.transact(
    (tx) => store.append(tx, cause, [{ stream, expected: replaces, events: [event] }], new Date(at)),
    { firm },
  );
}

describe('the custom fields that a policy names', () => {
  const firm = FirmId.parse('fields');
  const apply = (customFields: Record<string, string[]>, at: string): Promise<unknown> =>
    applyPolicy(firm, { privileged: { ...DEFAULT_POLICY.privileged, customFields } }, at);

  it('are more where one is named that was not, and no more once a sweep began after that', async () => {
    expect(await log.namesMoreFields(firm, AT)).toBe(false);
    await apply({ PRIVILEGE: ['Yes'] }, '2026-05-01T12:10:00.000Z');
    expect(await log.namesMoreFields(firm, AT)).toBe(false);
    await apply({ Privilege: ['Yes'], Sealed: ['Yes'] }, '2026-05-01T12:20:00.000Z');
    expect(await log.namesMoreFields(firm, AT)).toBe(true);
    expect(await log.namesMoreFields(firm, '2026-05-01T12:20:00.000Z')).toBe(false);
    await apply({ Privilege: ['Yes'] }, '2026-05-01T12:30:00.000Z');
    expect(await log.namesMoreFields(firm, AT)).toBe(false);
  });
});

describe('the way a firm is mirrored', () => {
  const firm = FirmId.parse('by-webhooks');

  it('is that of the policy in force: by webhooks and sweeps where there is none', async () => {
    expect(await log.waitsForWebhooks(firm, AT)).toBe(false);
    await applyPolicy(firm, { syncMode: 'events' }, AT);
    expect(await log.waitsForWebhooks(firm, AT)).toBe(true);
    await applyPolicy(firm, { syncMode: 'both' }, AT);
    expect(await log.waitsForWebhooks(firm, AT)).toBe(false);
  });

  it('by the hour leaves what a webhook tells to the sweep, and asks Clio nothing', async () => {
    const hourly = FirmId.parse('by-the-hour');
    await applyPolicy(hourly, { syncMode: 'hourly' }, AT);
    const asked: string[] = [];
    const ask = (what: string) => (): Promise<never> => {
      asked.push(what);
      return Promise.reject(new Error('nobody is to be asked'));
    };
    const clio = {
      document: ask('document'),
      versions: ask('versions'),
      matter: ask('matter'),
      mattersOfClient: ask('client'),
      verdictOf: (error: unknown): never => {
        throw error;
      },
    };
    const normalise = new NormaliseDelivery(clio, new FactLog(store, now), new PolicyBook(store));
    const event = {
      firm: hourly,
      data: { model: 'document', object: '501', event: 'created' },
    } as unknown as Event<'DeliveryReceived'>;
    const delivery = { event, tries: 1, fence: null } as unknown as Delivery<'DeliveryReceived'>;
    expect((await normalise.handle(delivery)).kind).toBe('skip');
    expect(asked).toEqual([]);
  });
});
