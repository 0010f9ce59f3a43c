import type { ClientBase } from 'pg';
import { partialDuplicate, placesOf, refuseClash, runAppend, type PlacedRow } from './append.js';
import { concatBatches, encodeAppend, type AppendBatch } from './append-batch.js';
import type { AppendResult, Cause, StreamWrite } from './events.js';

/** What one cause appends. */
export interface Append {
  readonly cause: Cause;
  readonly writes: readonly StreamWrite[];
}

/** One append on its way through the rounds. */
interface Pending {
  readonly index: number;
  readonly batch: AppendBatch;
}

/** See `EventStore.appendAll`. */
export async function appendAllEvents(
  client: ClientBase,
  appends: readonly Append[],
  now: Date,
): Promise<readonly AppendResult[]> {
  const encoded = appends.map(({ cause, writes }) => encodeAppend(cause, writes, now));
  const known = await knownEvents(
    client,
    encoded.flatMap(({ ids }) => ids),
  );
  const results: AppendResult[] = [];
  const fresh: Pending[] = [];
  for (const [index, batch] of encoded.entries()) {
    const rows = batch.ids.flatMap((id) => known.get(id) ?? []);
    if (rows.length === 0) fresh.push({ index, batch });
    else if (rows.length === batch.ids.length) {
      results[index] = { outcome: 'duplicate', events: placesOf(batch, rows) };
    } else throw partialDuplicate(causeOf(appends, index), rows.length, batch.ids.length);
  }
  for (const round of inRounds(fresh)) {
    const batch = concatBatches(round.map((one) => one.batch));
    const rows = await runAppend(client, batch);
    refuseClash(batch, rows);
    for (const one of round) {
      results[one.index] = { outcome: 'appended', events: placesOf(one.batch, rows) };
    }
  }
  return results;
}

function causeOf(appends: readonly Append[], index: number): Cause {
  const append = appends[index];
  if (append === undefined) throw new TypeError('every append has a cause');
  return append.cause;
}

async function knownEvents(
  client: ClientBase,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PlacedRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<PlacedRow & { event_id: string }>({
    name: 'event-store-known-events',
    text: `select event_id, stream, version, position from event_store.events where event_id = any($1::uuid[])`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.event_id, row]));
}

/** Appends that share no stream go together; one that writes to a stream again waits for the next round. */
function inRounds(fresh: readonly Pending[]): Pending[][] {
  const rounds: Pending[][] = [];
  const turnOf = new Map<string, number>();
  for (const one of fresh) {
    const turn = Math.max(0, ...one.batch.streams.map((stream) => turnOf.get(stream) ?? 0));
    (rounds[turn] ??= []).push(one);
    for (const stream of one.batch.streams) turnOf.set(stream, turn + 1);
  }
  return rounds;
}
