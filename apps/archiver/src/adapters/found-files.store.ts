import type { FirmId } from '@counterpart/contracts';
import { readFound, type EventStore } from '@counterpart/event-store';
import type { FoundFiles } from '../find-drift/find-drift.ports.js';

/** Where files were found that people changed by hand, from the trail. */
export class FoundFilesStore implements FoundFiles {
  constructor(private readonly store: Pick<EventStore, 'transact'>) {}

  of(firm: FirmId): ReturnType<FoundFiles['of']> {
    return this.store.transact(({ client }) => readFound(client, firm), { firm });
  }
}
