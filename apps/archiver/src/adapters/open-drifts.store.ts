import type { FirmId } from '@counterpart/contracts';
import { readDrifted, readStanding, type EventStore } from '@counterpart/event-store';
import type { OpenDrifts } from '../heal-drift/heal-drift.ports.js';

/** What people changed by hand, from the trail. */
export class OpenDriftsStore implements OpenDrifts {
  constructor(private readonly store: Pick<EventStore, 'transact'>) {}

  of(firm: FirmId): ReturnType<OpenDrifts['of']> {
    return this.store.transact(
      async ({ client }) => {
        const { inDropbox: documents } = await readStanding(client, { firm, matter: null });
        return { documents, changed: await readDrifted(client, firm) };
      },
      { firm },
    );
  }
}
