import { StreamName, type FirmId } from '@counterpart/contracts';
import type { Transaction } from '@counterpart/event-store';
import type { OpenClosings } from '../tend-closings/tend-closings.ports.js';

const OPEN = `
select stream from (
  select distinct on (stream) stream, type, position from event_store.events
  where firm = $1 and type like 'Closing%'
    and split_part(type, '.', 1) in ('ClosingBegun', 'ClosingNoted', 'ClosingEnded')
  order by stream, version desc
) newest
where type like 'ClosingBegun.%' order by position`;

/** Closings that began and did not end. */
export class OpenClosingsStore implements OpenClosings {
  async of({ client }: Transaction, firm: FirmId): Promise<readonly StreamName[]> {
    const { rows } = await client.query<{ stream: string }>(OPEN, [firm]);
    return rows.map(({ stream }) => StreamName.parse(stream));
  }
}
