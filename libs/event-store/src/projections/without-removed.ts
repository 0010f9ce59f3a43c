import { standingStream } from '@counterpart/contracts';
import type { ClientBase } from 'pg';
import type { RecordedEvent } from '../events.js';

const REMOVED = `
select firm from event_store.events where stream = any($1) and type like 'FirmRemoved.%'`;

/** Leaves out what is told of firms that were removed: nothing of theirs is shown any more. */
export async function withoutRemoved(
  client: ClientBase,
  events: readonly RecordedEvent[],
): Promise<readonly RecordedEvent[]> {
  const firms = [...new Set(events.map(({ event }) => event.firm))];
  if (firms.length === 0) return events;
  const { rows } = await client.query<{ firm: string }>(REMOVED, [firms.map(standingStream)]);
  if (rows.length === 0) return events;
  const removed = new Set(rows.map(({ firm }) => firm));
  return events.filter(({ event }) => !removed.has(event.firm));
}
