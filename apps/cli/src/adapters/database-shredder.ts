import { firmStanding, standingStream, type FirmId } from '@counterpart/contracts';
import { shredFirm } from '@counterpart/credentials';
import { forgetFirm, type EventStore, type Transaction } from '@counterpart/event-store';
import type { Shredded, Shredder, Undestroyed } from '../remove-firm/remove-firm.ports.js';
import { openStore, operatorCause, type OperatorStore } from './operator-store.js';

/** Tables whose dead rows would keep what was destroyed. */
const SCRUBBED = ['credentials.data_keys', 'credentials.grants', 'ingest.hooks', 'eventing.parked'];

/** An export’s statement is told of the firm after all that the export holds. */
const STATEMENT = 1;

/** Connects to the store as the owner role. */
export async function openShredder(
  url: string,
): Promise<{ readonly shredder: Shredder; close(): Promise<void> }> {
  const { store, dataSource, close } = await openStore(url);
  return { shredder: new DatabaseShredder(store, dataSource), close };
}

class DatabaseShredder implements Shredder {
  constructor(
    private readonly store: EventStore,
    private readonly dataSource: OperatorStore['dataSource'],
  ) {}

  shred(removal: Parameters<Shredder['shred']>[0]): Promise<Shredded | Undestroyed> {
    const { firm, actor, reason, exported, events } = removal;
    const stream = standingStream(firm);
    const cause = operatorCause('console.remove-firm', actor);
    return this.store.transact(
      async (tx) => {
        const story = await this.store.readStream(stream, { tx });
        if (firmStanding(story.at(-1)?.event) !== 'suspended') return 'resumed';
        if ((await toldOf(tx, firm)) !== events + STATEMENT) return 'told-since';
        const shredded = await destroy(tx, firm);
        const data = { reason, exported, ...shredded };
        const told = { name: 'FirmRemoved', stream, firm, key: firm, data } as const;
        await this.store.append(tx, cause, [{ stream, expected: story.length, events: [told] }], new Date());
        return shredded;
      },
      { afresh: true, firm },
    );
  }

  async scrub(firm: FirmId): Promise<void> {
    // A removal by an older version left some behind.
    await this.store.transact(({ client }) => forgetFirm(client, firm), { firm });
    for (const table of SCRUBBED) await this.dataSource.query(`vacuum full ${table}`);
  }
}

/** Everything that was ever told of a firm. */
async function toldOf({ client }: Transaction, firm: FirmId): Promise<number> {
  const { rows } = await client.query<{ told: number }>(
    'select count(*)::int as told from event_store.events where firm = $1',
    [firm],
  );
  return rows[0]?.told ?? 0;
}

async function destroy(tx: Transaction, firm: FirmId): Promise<Shredded> {
  const grants = await shredFirm(tx, firm);
  const forgotten = await forgetFirm(tx.client, firm);
  return { grants, hooks: forgotten.get('ingest.hooks') ?? 0 };
}
