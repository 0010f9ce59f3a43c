import { firmStream } from '@counterpart/contracts';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { v7 as uuidv7 } from 'uuid';
import type { DeletionDesk, Resumed } from '../resume-deletions/resume-deletions.ports.js';

/** Connects to the store as the services’ role. */
export async function openDeletions(
  url: string,
): Promise<{ readonly desk: DeletionDesk; close(): Promise<void> }> {
  const source = storeDataSource({ url, applicationName: 'counterpart cli', poolSize: 1 });
  const dataSource = await source.initialize();
  return { desk: new DatabaseDeletions(new EventStore(dataSource)), close: () => dataSource.destroy() };
}

class DatabaseDeletions implements DeletionDesk {
  constructor(private readonly store: EventStore) {}

  resume({ firm, actor, note }: Parameters<DeletionDesk['resume']>[0]): Promise<Resumed> {
    const stream = firmStream(firm);
    const id = uuidv7();
    return this.store.transact(
      async (tx): Promise<Resumed> => {
        const story = await this.store.readStream(stream, { tx });
        const last = story.findLast(
          ({ event }) => event.name === 'SetAsidesStopped' || event.name === 'SetAsidesResumed',
        );
        if (last?.event.name !== 'SetAsidesStopped') return { outcome: 'not-stopped' };
        const origin = { handler: 'console.resume-deletions', source: '/counterpart/console' };
        const cause = { eventId: id, correlationId: id, actor, ...origin };
        const event = { name: 'SetAsidesResumed', stream, firm, key: firm, data: { note } } as const;
        const writes = [{ stream, expected: story.length, events: [event] }];
        await this.store.append(tx, cause, writes, new Date());
        return { outcome: 'resumed' };
      },
      { afresh: true, firm },
    );
  }
}
