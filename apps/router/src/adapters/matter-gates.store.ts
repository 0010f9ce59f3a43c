import type { StreamName } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';
import type { MatterGates } from '../route-document/route-document.ports.js';

/** Gates as advisory locks of PostgreSQL: they end with the transaction, whatever becomes of the process. */
export class MatterGatesStore implements MatterGates {
  /** In one order, so that two who enter the same matters never wait for each other. */
  async enter({ client }: Transaction, matters: readonly StreamName[]): Promise<void> {
    for (const matter of [...new Set(matters)].toSorted()) {
      await client.query({
        name: 'router-enter-gate',
        text: 'select pg_advisory_xact_lock_shared(hashtextextended($1, 0))',
        values: [matter],
      });
    }
  }

  async close({ client }: Transaction, matter: StreamName): Promise<void> {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [matter]);
  }
}
