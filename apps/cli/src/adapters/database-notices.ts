import { decodeEvent, type Event } from '@counterpart/contracts';
import type { NoticeBook, NoticeEvent } from '../list-notices/list-notices.ports.js';
import { openStore } from './operator-store.js';

const NOTICES = `
select body from event_store.events
where firm = $1 and type like 'Notice%'
  and ($2::text is null or convert_from(body, 'UTF8')::jsonb -> 'data' ->> 'kind' = $2)
  and (not ($3::boolean or $4::boolean)
    or ($3 and type like 'NoticeRefused.%') or ($4 and type like 'NoticeBounced.%'))
order by recorded_at desc, position desc limit $5`;

/** Connects to the store as the services’ role. */
export async function openNotices(url: string): Promise<NoticeBook & { close(): Promise<void> }> {
  const { store, close } = await openStore(url);
  return {
    async read({ firm, kind, refused, bounced, limit }) {
      const { rows } = await store.transact(
        ({ client }) => client.query<{ body: Buffer }>(NOTICES, [firm, kind, refused, bounced, limit]),
        { firm },
      );
      return rows.map(({ body }) => decodeEvent(body)).filter(isNotice);
    },
    close,
  };
}

const NAMES: ReadonlySet<Event['name']> = new Set([
  'NoticeSent',
  'NoticeDeferred',
  'NoticeWithdrawn',
  'NoticeRefused',
  'NoticeBounced',
]);

const isNotice = (event: Event): event is NoticeEvent => NAMES.has(event.name);
