import {
  matterKey,
  matterStream,
  StreamName,
  type Event,
  type FirmId,
  type MatterId,
} from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import type { ClosingBooks, RetryWish } from '../tend-closings/tend-closings.ports.js';
import { openStore, operatorCause } from './operator-store.js';

const CLOSED = `
select distinct stream from event_store.events where firm = $1 and type like 'Closing%' order by stream`;

/** Matters whose stories are read at once. */
const AT_ONCE = 500;

/** Connects to the store as the services’ role. */
export async function openClosings(
  url: string,
): Promise<{ readonly books: ClosingBooks; close(): Promise<void> }> {
  const { store, close } = await openStore(url);
  return { books: new DatabaseClosings(store), close };
}

class DatabaseClosings implements ClosingBooks {
  constructor(private readonly store: EventStore) {}

  async closedMatters(firm: FirmId): Promise<readonly (readonly Event[])[]> {
    const { rows } = await this.store.transact(
      ({ client }) => client.query<{ stream: string }>(CLOSED, [firm]),
      { firm },
    );
    const streams = rows.map(({ stream }) => StreamName.parse(stream));
    const stories: (readonly Event[])[] = [];
    for (let start = 0; start < streams.length; start += AT_ONCE) {
      const read = await this.store.readStreams(streams.slice(start, start + AT_ONCE));
      for (const story of read.values()) stories.push(story.map(({ event }) => event));
    }
    return stories;
  }

  async story(firm: FirmId, matter: MatterId): Promise<readonly Event[]> {
    return (await this.store.readStream(matterStream(firm, matter))).map(({ event }) => event);
  }

  async retry({ firm, matter, closing, actor, why }: RetryWish): Promise<void> {
    const stream = matterStream(firm, matter);
    const cause = operatorCause('console.retry-closing', actor);
    const data = { matter, closing, why };
    const told = { name: 'ClosingRetryOrdered', stream, firm, key: matterKey(firm, matter), data } as const;
    const write = { stream, expected: 'any' as const, events: [told] };
    await this.store.transact((tx) => this.store.append(tx, cause, [write], new Date()), { firm });
  }
}
