import { firmStream } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import type { DeletionDesk, Resumed } from '../resume-deletions/resume-deletions.ports.js';
import { openStore, operatorCause } from './operator-store.js';

/** Connects to the store as the services’ role. */
export async function openDeletions(
  url: string,
): Promise<{ readonly desk: DeletionDesk; close(): Promise<void> }> {
  const { store, close } = await openStore(url);
  return { desk: new DatabaseDeletions(store), close };
}

class DatabaseDeletions implements DeletionDesk {
  constructor(private readonly store: EventStore) {}

  resume({ firm, actor, note }: Parameters<DeletionDesk['resume']>[0]): Promise<Resumed> {
    const stream = firmStream(firm);
    const cause = operatorCause('console.resume-deletions', actor);
    return this.store.transact(
      async (tx): Promise<Resumed> => {
        const story = await this.store.readStream(stream, { tx });
        const last = story.findLast(
          ({ event }) => event.name === 'SetAsidesStopped' || event.name === 'SetAsidesResumed',
        );
        if (last?.event.name !== 'SetAsidesStopped') return { outcome: 'not-stopped' };
        const event = { name: 'SetAsidesResumed', stream, firm, key: firm, data: { note } } as const;
        const writes = [{ stream, expected: story.length, events: [event] }];
        await this.store.append(tx, cause, writes, new Date());
        return { outcome: 'resumed' };
      },
      { afresh: true, firm },
    );
  }
}
