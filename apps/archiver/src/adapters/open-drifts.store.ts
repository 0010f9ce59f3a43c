import type { FirmId } from '@counterpart/contracts';
import { readDrifted, readStanding, type EventStore } from '@counterpart/event-store';
import type { OpenDrifts } from '../heal-drift/heal-drift.ports.js';

const PARTIAL = 'select from archiver.drift_marks where firm = $1 and judged is not null';

/** What people changed by hand, from the trail. */
export class OpenDriftsStore implements OpenDrifts {
  constructor(private readonly store: Pick<EventStore, 'transact'>) {}

  of(firm: FirmId): ReturnType<OpenDrifts['of']> {
    return this.store.transact(
      async ({ client }) => {
        const isWhole = (await client.query(PARTIAL, [firm])).rowCount === 0;
        const { inDropbox: documents } = await readStanding(client, { firm, matter: null });
        return { documents, changed: await readDrifted(client, firm), isWhole };
      },
      { firm },
    );
  }
}
