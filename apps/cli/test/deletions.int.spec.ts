import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FirmId, firmStream } from '@counterpart/contracts';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { operatorDatabase, type OperatorDatabase } from './operator-database.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const FIRM = FirmId.parse('hartwell');

let database: OperatorDatabase;
let source: ReturnType<typeof storeDataSource>;
let store: EventStore;

beforeAll(async () => {
  database = await operatorDatabase();
  source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  store = new EventStore(source);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

function resume(...words: readonly string[]): Promise<{ readonly code: number; readonly told: unknown }> {
  const env = { COUNTERPART_DATABASE_URL: database.operatorUrl, COUNTERPART_FIRM: FIRM };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [PROGRAM, '--json', 'deletions', 'resume', ...words],
      { env },
      (error, out) => {
        resolve({ code: error === null ? 0 : 1, told: JSON.parse(out) });
      },
    );
  });
}

const story = async () => (await store.readStream(firmStream(FIRM))).map(({ event }) => event);

it('a stop of setting aside is lifted once, by somebody who is named, with a note; where nothing stopped, nothing is told', async () => {
  expect(await resume('--by', 'ada')).toEqual({ code: 0, told: { outcome: 'not-stopped' } });
  expect(await story()).toEqual([]);
  const id = randomUUID();
  const cause = {
    eventId: id,
    correlationId: id,
    handler: 'spec',
    actor: 'service:router',
    source: '/counterpart/router',
  };
  const stream = firmStream(FIRM);
  const data = { documents: 100, moved: 21, policyVersion: 1 };
  const stop = { name: 'SetAsidesStopped', stream, firm: FIRM, key: FIRM, data } as const;
  await store.transact(
    (tx) =>
      store.append(
        tx,
        cause,
        [{ stream, expected: 'any', events: [stop] }],
        new Date('2026-11-24T09:00:00Z'),
      ),
    { firm: FIRM },
  );
  expect(await resume('--by', 'ada', '--note', 'Old drafts')).toEqual({
    code: 0,
    told: { outcome: 'resumed' },
  });
  expect((await story()).at(-1)).toMatchObject({
    name: 'SetAsidesResumed',
    actor: 'user:ada',
    data: { note: 'Old drafts' },
  });
  expect(await resume('--by', 'ada')).toEqual({ code: 0, told: { outcome: 'not-stopped' } });
});
