import type { EventId } from '@counterpart/contracts';
import { SESSION_LIFE_MS } from '@counterpart/dropbox-client';
import { EVERY_FIRM, type EventStore, type Transaction } from '@counterpart/event-store';
import type { Fence } from '@counterpart/eventing';
import { LessThan } from 'typeorm';
import type {
  PlannedUpload,
  Progress,
  ProgressBook,
  ProgressJournal,
} from '../stage-document/stage-document.ports.js';
import { StagingProgressEntity } from './staging-progress.entity.js';

/**
 * Progress in PostgreSQL. It is state of this adapter, not an event: nobody reads of it on the trail. Saving checks
 * the fence, so that a process that lost the document cannot write over the progress of the one that has it now.
 */
export class StagingProgressStore implements ProgressBook {
  /** Documents that have a row: small ones never get one, and none is looked for. */
  readonly #kept = new Set<EventId>();

  constructor(
    private readonly store: Pick<EventStore, 'transact'>,
    private readonly now: () => Date,
  ) {}

  journalOf(upload: PlannedUpload, fence: Fence | null): ProgressJournal {
    const { id, firm } = upload;
    return {
      load: () => this.store.transact((tx) => this.#load(tx, id), { firm }),
      save: async (progress) => {
        await this.store.transact((tx) => this.#save(tx, upload, progress), { fence, firm });
        if (progress.acknowledged > 0) return;
        await this.store.transact((tx) => this.#forgetExpired(tx), { firm: EVERY_FIRM });
      },
    };
  }

  async forget(tx: Transaction, routed: EventId): Promise<void> {
    if (!this.#kept.has(routed)) return;
    await tx.manager.delete(StagingProgressEntity, { routed });
    this.#kept.delete(routed);
  }

  async #load(tx: Transaction, routed: EventId): Promise<Progress | undefined> {
    const row = await tx.manager.findOneBy(StagingProgressEntity, { routed });
    if (row === null) return undefined;
    this.#kept.add(routed);
    const { session, startedAt, acknowledged, prefixHash } = row;
    return { session, startedMs: startedAt.getTime(), acknowledged: Number(acknowledged), prefixHash };
  }

  async #save(tx: Transaction, { id: routed, firm }: PlannedUpload, progress: Progress): Promise<void> {
    this.#kept.add(routed);
    const { session, startedMs, acknowledged, prefixHash } = progress;
    const row = {
      routed,
      firm,
      session,
      startedAt: new Date(startedMs),
      acknowledged: String(acknowledged),
      prefixHash,
    };
    await tx.manager.upsert(StagingProgressEntity, row, ['routed']);
  }

  /** Sessions that Dropbox has forgotten; a document that was given up leaves its row behind. */
  async #forgetExpired(tx: Transaction): Promise<void> {
    const oldest = new Date(this.now().getTime() - SESSION_LIFE_MS);
    await tx.manager.delete(StagingProgressEntity, { startedAt: LessThan(oldest) });
  }
}
