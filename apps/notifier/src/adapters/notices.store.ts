import { decodeEvent, type Event, type FirmId } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import type { Recent } from '../notice/when-to-tell.js';
import type { RecentNotices } from '../send-notice/send-notice.ports.js';
import type { WaitingNotices } from '../tend-notices/tend-notices.ports.js';

/** Nothing waits for longer; beyond it a mail server that never answers would be somebody’s decision. */
const LONGEST_WAIT = '30 days';

/** The most that is put together at one look. */
const AT_ONCE = 20_000;

const OF_FIRM = `from event_store.events where firm = $1 and type like 'Notice%'`;
const IS_OF_KIND = `convert_from(body, 'UTF8')::jsonb -> 'data' ->> 'kind' = $2`;

const SENT = `
select count(*)::int as sent from (
  select 1 ${OF_FIRM} and type like 'NoticeSent.%' and recorded_at > $3 and ${IS_OF_KIND} limit $4
) of_late`;

const NEWEST_DEFERRED = `
select body ${OF_FIRM} and type like 'NoticeDeferred.%' and recorded_at > $3 and ${IS_OF_KIND}
order by recorded_at desc limit 1`;

const DEFERRED = `
select body ${OF_FIRM} and type like 'NoticeDeferred.%' and recorded_at > now() - interval '${LONGEST_WAIT}'
order by recorded_at limit ${AT_ONCE}`;

/** The firms’ notices in the event store. */
export class NoticesStore implements RecentNotices, WaitingNotices {
  constructor(private readonly store: EventStore) {}

  of(firm: FirmId, kind: string, since: Date, limit: number): Promise<Recent> {
    return this.store.transact(
      async ({ client }) => {
        const sent = await client.query<{ sent: number }>(SENT, [firm, kind, since, limit]);
        const deferred = await client.query<{ body: Buffer }>(NEWEST_DEFERRED, [firm, kind, since]);
        const waits = deferred.rows[0] === undefined ? undefined : deferredIn(deferred.rows[0].body);
        return { sent: sent.rows[0]?.sent ?? 0, waitsUntil: waits?.data.until ?? null };
      },
      { firm },
    );
  }

  async due(firm: FirmId, now: Date): Promise<readonly Event<'NoticeDeferred'>[]> {
    const { rows } = await this.store.transact(
      ({ client }) => client.query<{ body: Buffer }>(DEFERRED, [firm]),
      { firm },
    );
    const deferred = rows.map(({ body }) => deferredIn(body));
    const due = deferred.filter(({ data }) => Date.parse(data.until) <= now.getTime());
    const over = await this.store.answered(
      due.map(({ data, firm: of }) => ({ id: data.about, firm: of })),
      'notifier.send-notice',
    );
    return due.filter(({ data }) => !over.has(data.about));
  }
}

function deferredIn(body: Buffer): Event<'NoticeDeferred'> {
  const event = decodeEvent(body);
  if (event.name !== 'NoticeDeferred') throw new TypeError(`${event.name} is no deferred notice`);
  return event;
}
