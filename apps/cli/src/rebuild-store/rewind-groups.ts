import type { LastKnown, OpenWork, Rewinder } from './rebuild-store.ports.js';

/** How far groups were set back. */
export interface Rewound {
  /** Consumer groups that will read some records again. */
  readonly groups: number;
  readonly records: number;
}

/**
 * How long before the newest event records are read again, in milliseconds. A relay is behind its store by less than a
 * second.
 */
const REWIND_MS = 10 * 60 * 1000;

/**
 * Sets every group back to before what the database may have lost beyond the topics: an event that was stored and not yet
 * told, and the records that waited in the database for another try. Handling a record again changes nothing where it was
 * done, and does it where it was not.
 */
export async function rewindGroups(rewinder: Rewinder, { open, newest }: LastKnown): Promise<Rewound> {
  const since = new Date(newest.getTime() - REWIND_MS);
  const again = await Promise.all(
    rewinder.groups.map(async (group) => {
      let records = 0n;
      for (const topic of rewinder.topics) {
        const waiting = open.filter((work) => work.group === group && work.topic === topic);
        records += await rewindTopic(rewinder, { group, topic, since, waiting });
      }
      return Number(records);
    }),
  );
  return {
    groups: again.filter((records) => records > 0).length,
    records: again.reduce((sum, records) => sum + records, 0),
  };
}

/** One topic of one group. */
interface Stretch {
  readonly group: string;
  readonly topic: string;
  readonly since: Date;
  readonly waiting: readonly OpenWork[];
}

/** @returns how many records the group will read again */
async function rewindTopic(rewinder: Rewinder, { group, topic, since, waiting }: Stretch): Promise<bigint> {
  const committed = await rewinder.committed(group, topic);
  if (committed.size === 0) return 0n;
  const at = await rewinder.offsetsAt(topic, since);
  const target = new Map(
    [...committed].map(([partition, offset]) => {
      const open = waiting.filter((work) => work.partition === partition).map((work) => work.offset);
      return [partition, least(offset, at.get(partition) ?? offset, ...open)] as const;
    }),
  );
  const again = [...committed].reduce(
    (sum, [partition, offset]) => sum + offset - (target.get(partition) ?? offset),
    0n,
  );
  if (again > 0n) await rewinder.moveTo(group, topic, target);
  return again;
}

const least = (first: bigint, ...others: readonly bigint[]): bigint =>
  others.reduce((smallest, other) => (other < smallest ? other : smallest), first);
