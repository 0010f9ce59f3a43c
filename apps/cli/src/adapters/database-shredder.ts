import { firmStanding, standingStream, type FirmId } from '@counterpart/contracts';
import { shredFirm } from '@counterpart/credentials';
import { EventStore, forgetFirm, storeDataSource, type Transaction } from '@counterpart/event-store';
import { v7 as uuidv7 } from 'uuid';
import type { Shredded, Shredder } from '../remove-firm/remove-firm.ports.js';

/** Tables whose dead rows would keep what was destroyed. */
const SCRUBBED = ['credentials.data_keys', 'credentials.grants', 'ingest.hooks', 'eventing.parked'];

/** Connects to the store as the owner role. */
export async function openShredder(
  url: string,
): Promise<{ readonly shredder: Shredder; close(): Promise<void> }> {
  const source = storeDataSource({ url, applicationName: 'counterpart cli', poolSize: 1 });
  const dataSource = await source.initialize();
  return { shredder: new DatabaseShredder(dataSource), close: () => dataSource.destroy() };
}

class DatabaseShredder implements Shredder {
  readonly #store: EventStore;

  constructor(private readonly dataSource: ReturnType<typeof storeDataSource>) {
    this.#store = new EventStore(dataSource);
  }

  shred({ firm, actor, reason, exported }: Parameters<Shredder['shred']>[0]): Promise<Shredded | undefined> {
    const stream = standingStream(firm);
    const id = uuidv7();
    const origin = { handler: 'console.remove-firm', source: '/counterpart/console' };
    const cause = { eventId: id, correlationId: id, actor, ...origin };
    return this.#store.transact(
      async (tx) => {
        const story = await this.#store.readStream(stream, { tx });
        if (firmStanding(story.at(-1)?.event) !== 'suspended') return undefined;
        const shredded = await destroy(tx, firm);
        const data = { reason, exported, ...shredded };
        const told = { name: 'FirmRemoved', stream, firm, key: firm, data } as const;
        await this.#store.append(tx, cause, [{ stream, expected: story.length, events: [told] }], new Date());
        return shredded;
      },
      { afresh: true, firm },
    );
  }

  async scrub(firm: FirmId): Promise<void> {
    // A removal by an older version left some behind.
    await this.#store.transact(({ client }) => forgetFirm(client, firm), { firm });
    for (const table of SCRUBBED) await this.dataSource.query(`vacuum full ${table}`);
  }
}

async function destroy(tx: Transaction, firm: FirmId): Promise<Shredded> {
  const grants = await shredFirm(tx, firm);
  const forgotten = await forgetFirm(tx.client, firm);
  return { grants, hooks: forgotten.get('ingest.hooks') ?? 0 };
}
