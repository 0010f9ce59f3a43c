import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FirmId, firmStream } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { startDesk, type Desk } from './operator-desk.js';

const FIRM = FirmId.parse('hartwell');

let desk: Desk;
let store: EventStore;

beforeAll(async () => {
  desk = await startDesk(FIRM);
  ({ store } = desk);
});
afterAll(() => desk.close());

const resume = (...words: readonly string[]) => desk.run('deletions', 'resume', ...words);
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
