import { decodeEvent } from '@counterpart/contracts';
import type { ClientBase } from 'pg';
import { EventStoreError } from '../errors.js';
import type { RecordedEvent } from '../events.js';
import { PROJECTOR_LOCK, storeCursor } from '../projections/catch-up.js';
import type { Projector } from '../projections/projector.js';
import { POSTGRES_EPOCH_US } from './copy-rows.js';
import { readCopied } from './read-copied.js';

/** Nobody waits for a fold in the midst of a rebuild: large batches cost less an event. */
const EVENTS_A_READ = 5_000;

/**
 * Folds every projection over a restored event table, within the same transaction: each event is read and decoded once
 * for all of them.
 * @param watch is shown the same events, in the same order
 * @returns how many events were folded, by projection
 * @throws UnreadableEvent of an event that this version cannot read; EventStoreError EVENT_STORE_PROJECTION_BUSY
 */
export async function foldRestored(
  client: ClientBase,
  projectors: readonly Projector[],
  watch: (events: readonly RecordedEvent[]) => void = () => undefined,
): Promise<Readonly<Record<string, number>>> {
  for (const projector of projectors) await lock(client, projector);
  let [folded, last] = [0, 0n];
  let reading = readFrom(client, last);
  for (;;) {
    const rows = await reading;
    const [newest] = rows.at(-1) ?? [];
    if (newest === undefined) break;
    last = newest.readBigInt64BE();
    // The database reads on while these are decoded.
    reading = readFrom(client, last);
    const events = rows.map(toRestoredEvent);
    folded += events.length;
    watch(events);
    for (const { project, schema } of projectors) await project({ client, schema }, events);
  }
  for (const { name } of projectors) await storeCursor(client, name, { tx: 0n, position: last });
  return Object.fromEntries(projectors.map(({ name }) => [name, folded]));
}

async function lock(client: ClientBase, { name }: Projector): Promise<void> {
  const { rows } = await client.query<{ works: boolean }>(
    'select pg_try_advisory_xact_lock($1, hashtext($2)) as works',
    [PROJECTOR_LOCK, name],
  );
  if (rows[0]?.works === true) return;
  throw new EventStoreError('EVENT_STORE_PROJECTION_BUSY', `${name} is being folded by another program`);
}

/** Restored rows stand in the order of their positions: their transaction is 0. */
const readFrom = (client: ClientBase, after: bigint): ReturnType<typeof readCopied> => {
  const reading = readCopied(
    client,
    `select position, topic, key, recorded_at, body from event_store.events
     where position > ${after} order by position limit ${EVENTS_A_READ}`,
  );
  // Whoever awaits it is told; a fold that fails before leaves nobody who does.
  reading.catch(() => undefined);
  return reading;
};

function toRestoredEvent(fields: readonly Buffer[]): RecordedEvent {
  const [position, topic, key, recordedAt, body] = fields;
  if (body === undefined || position === undefined || recordedAt === undefined) {
    throw new TypeError('five columns were asked for');
  }
  const event = decodeEvent(body);
  return {
    id: event.id,
    stream: event.subject,
    version: Number(event.sequence),
    position: position.readBigInt64BE(),
    tx: 0n,
    topic: String(topic),
    key: String(key),
    recordedAt: new Date(Number((recordedAt.readBigInt64BE() + POSTGRES_EPOCH_US) / 1000n)),
    event,
  };
}
