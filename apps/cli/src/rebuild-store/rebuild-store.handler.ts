import type { LastKnown, RebuildGround, RebuiltLog, TopicArchive } from './rebuild-store.ports.js';

/** What a rebuild did. */
export interface RebuildReport {
  /** Events restored, byte for byte. */
  readonly events: number;
  /** Records read; relays may have told an event more than once. */
  readonly records: number;
  readonly log: RebuiltLog;
  /** Events folded, by projection. */
  readonly projections: Readonly<Record<string, number>>;
  readonly last: LastKnown;
}

/** What a rebuild works with. */
export interface RebuildParts {
  readonly archive: TopicArchive;
  readonly ground: RebuildGround;
  /** Told how many events were restored so far. */
  readonly onEvents: (events: number) => void;
}

/**
 * Rebuilds the store of an empty database from the topics: the events byte for byte, the Merkle log, every projection.
 * Nothing but Kafka and this database is touched. The checkpoints are read first: what is appended to the topics
 * meanwhile can then only be more than they cover.
 */
export async function rebuildStore({
  archive,
  ground,
  rewinder,
  onEvents,
}: RebuildParts): Promise<RebuildReport> {
  const notes = await archive.readCheckpoints();
  return ground.rebuild(async (rebuilding) => {
    let records = 0;
    await archive.readEvents(async (batch) => {
      records += batch.length;
      onEvents(await rebuilding.add(batch));
    });
    const log = await rebuilding.proveLog(notes);
    const projections = await rebuilding.project();
    return { events: log.leaves, records, log, projections, last: await rebuilding.lastKnown() };
  });
}
