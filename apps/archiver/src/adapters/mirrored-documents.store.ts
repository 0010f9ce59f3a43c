import { DocumentId, type FirmId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import type { MirroredDocuments } from '../find-drift/find-drift.ports.js';

const PAGE = 500;

/** The next streams in the order of their names, which the index of streams has. */
const MIRRORED = `select distinct stream from event_store.events
  where stream > $1 and stream < $2
    and (type like 'DocumentMirrored.%' or type like 'PlacementConflictFound.%') order by stream limit ${PAGE}`;

/** Documents that were mirrored, or found their place taken, from the trail itself: no read model that may lag behind. */
export class MirroredDocumentsStore implements MirroredDocuments {
  constructor(private readonly store: Pick<EventStore, 'transact'>) {}

  async *of(firm: FirmId, from: DocumentId | null): AsyncGenerator<readonly DocumentId[], void> {
    const prefix = `document-${firm}-`;
    // Ids are digits, and `:` comes after `9` in the order of bytes.
    const end = `${prefix}:`;
    let last = `${prefix}${from ?? ''}`;
    for (;;) {
      const after = last;
      const rows = await this.store.transact(
        async ({ client }) => {
          const found = await client.query<{ stream: string }>(MIRRORED, [after, end]);
          return found.rows;
        },
        { firm },
      );
      if (rows.length > 0) yield rows.map(({ stream }) => DocumentId.parse(stream.slice(prefix.length)));
      if (rows.length < PAGE) return;
      last = rows.at(-1)?.stream ?? end;
    }
  }
}
