import { LastKnownFold } from './last-known-fold.js';
import type { LastKnown, RebuildGround, RebuiltLog, TopicArchive } from './rebuild-store.ports.js';
import type { Rewound } from './rewind-groups.js';

/** What a rebuild did. */
export interface RebuildReport {
  /** Events restored, byte for byte. */
  readonly events: number;
  /** Records read; relays may have told an event more than once. */
  readonly records: number;
  readonly log: RebuiltLog;
  /** Events folded, by projection. */
  readonly projections: Readonly<Record<string, number>>;
  /** What the services will read again. */
  readonly rewound: Rewound;
}

/** What a rebuild works with. */
export interface RebuildParts {
  readonly archive: TopicArchive;
  readonly ground: RebuildGround;
  /** Told how many events were restored so far. */
  readonly onEvents: (events: number) => void;
  /** Sets the services’ groups back. */
  readonly rewind: (last: LastKnown) => Promise<Rewound>;
}

/**
 * Rebuilds the store of an empty database from the topics: the events byte for byte, the Merkle log, every projection.
 * Nothing but Kafka and this database is touched. The checkpoints are read first: what is appended to the topics
 * meanwhile can then only be more than they cover.
 */
export async function rebuildStore({
  archive,
  ground,
  onEvents,
  rewind,
}: RebuildParts): Promise<RebuildReport> {
  const notes = await archive.readCheckpoints();
  return ground.rebuild(async (rebuilding) => {
    let records = 0;
    await archive.readEvents(async (batch) => {
      records += batch.length;
      onEvents(await rebuilding.add(batch));
    });
    const log = await rebuilding.proveLog(notes);
    const left = new LastKnownFold();
    const projections = await rebuilding.project((events) => left.add(events));
    // Before the database serves: a crash between the two then leaves an empty database, and records to be read again.
    const rewound = await rewind(left.lastKnown());
    return { events: log.leaves, records, log, projections, rewound };
  });
}
