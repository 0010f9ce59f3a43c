import { setTimeout as wait } from 'node:timers/promises';
import { carriedProofs, checkpointAt, coverageOf, hasLog } from '@counterpart/audit-log/postgres';
import type { FirmId, Json } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import type { AuditLog } from '../pack-matter/pack-matter.ports.js';

/** How long the auditor may take to seal. */
export interface Patience {
  readonly patienceMs: number;
  /** Between two looks. @default 500 */
  readonly pauseMs?: number;
}

/** The audit log in the same database. The archiver reads it and never writes there. */
export class SealedLog implements AuditLog {
  constructor(
    private readonly store: Pick<EventStore, 'transact'>,
    private readonly patience: Patience,
  ) {}

  async cover(positions: readonly bigint[], signal: AbortSignal): Promise<number> {
    const { patienceMs, pauseMs = 500 } = this.patience;
    for (let waitedMs = 0; ; waitedMs += pauseMs) {
      const { size, open } = await this.#coverage(positions);
      if (open === 0 || waitedMs >= patienceMs) return size;
      await wait(pauseMs, undefined, { signal });
    }
  }

  async checkpoint(size: number): Promise<string> {
    return (await this.store.transact(({ client }) => checkpointAt(client, size), { firm: null })).note;
  }

  prove(firm: FirmId, size: number, positions: readonly bigint[]): Promise<ReadonlyMap<bigint, Json>> {
    return this.store.transact(
      async ({ client }) => {
        const proofs = await carriedProofs(client, await checkpointAt(client, size), positions);
        return new Map([...proofs].map(([position, proof]) => [position, { ...proof }]));
      },
      { firm },
    );
  }

  #coverage(positions: readonly bigint[]): Promise<{ readonly size: number; readonly open: number }> {
    return this.store.transact(
      async ({ client }) =>
        (await hasLog(client)) ? coverageOf(client, positions) : { size: 0, open: positions.length },
      { firm: null },
    );
  }
}
