import {
  matterKey,
  matterStream,
  namesIn,
  StreamName,
  type Event,
  type FirmId,
} from '@counterpart/contracts';
import { closeGate, type EventStore } from '@counterpart/event-store';
import type { Hold, HoldBooks, HoldOutcome, HoldWish } from '../hold-matters/hold-matters.ports.js';
import { openStore, operatorCause } from './operator-store.js';

const HELD = `
select distinct stream from event_store.events where firm = $1 and type like 'LegalHoldSet.%' order by stream`;

/** Connects to the store as the services’ role. */
export async function openHolds(url: string): Promise<{ readonly books: HoldBooks; close(): Promise<void> }> {
  const { store, close } = await openStore(url);
  return { books: new DatabaseHolds(store), close };
}

type Word = 'LegalHoldSet' | 'LegalHoldLifted';

class DatabaseHolds implements HoldBooks {
  constructor(private readonly store: EventStore) {}

  set(wish: HoldWish): Promise<HoldOutcome> {
    return this.#record(wish, 'LegalHoldSet');
  }

  lift(wish: HoldWish): Promise<HoldOutcome> {
    return this.#record(wish, 'LegalHoldLifted');
  }

  async list(firm: FirmId): Promise<readonly Hold[]> {
    const { rows } = await this.store.transact(
      ({ client }) => client.query<{ stream: string }>(HELD, [firm]),
      { firm },
    );
    const stories = await this.store.readStreams(rows.map(({ stream }) => StreamName.parse(stream)));
    const holds = [...stories.values()].flatMap((story) => lasting(story.map(({ event }) => event)));
    return holds.toSorted((one, other) => (one.setAt < other.setAt ? -1 : 1));
  }

  /** Waits for decisions about the matter that are being made: what they plan stands on the trail before the word does. */
  #record({ firm, matter, actor, reason }: HoldWish, name: Word): Promise<HoldOutcome> {
    const stream = matterStream(firm, matter);
    const cause = operatorCause('console.hold-matter', actor);
    return this.store.transact(
      async (tx): Promise<HoldOutcome> => {
        await closeGate(tx, stream);
        const story = await this.store.readStream(stream, { tx });
        if (story.length === 0) return 'unknown-matter';
        const last = newestWord(story.map(({ event }) => event));
        if ((last?.name === 'LegalHoldSet') === (name === 'LegalHoldSet')) return 'no-change';
        const data = { matter, reason };
        const told = { name, stream, firm, key: matterKey(firm, matter), data } as const;
        await this.store.append(tx, cause, [{ stream, expected: story.length, events: [told] }], new Date());
        return name === 'LegalHoldSet' ? 'set' : 'lifted';
      },
      { afresh: true, firm },
    );
  }
}

const newestWord = (story: readonly Event[]): Event<Word> | undefined =>
  story.findLast(
    (event): event is Event<Word> => event.name === 'LegalHoldSet' || event.name === 'LegalHoldLifted',
  );

function lasting(story: readonly Event[]): readonly Hold[] {
  const word = newestWord(story);
  if (word?.name !== 'LegalHoldSet') return [];
  const { matterNumber, clientName: client } = namesIn(story);
  const { matter, reason } = word.data;
  return [{ matter, matterNumber, client, reason, setBy: word.actor, setAt: word.time }];
}
