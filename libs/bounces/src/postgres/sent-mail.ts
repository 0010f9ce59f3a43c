import { decodeEvent, summaryStream, type Event, type EventId, type FirmId } from '@counterpart/contracts';
import { EVERY_FIRM, type EventStore } from '@counterpart/event-store';

/** What tells that an e-mail was sent. */
export type SentMail = Event<'NoticeSent' | 'DailySummarySent'>;

const BY_ID = 'select body from event_store.events where event_id = $1';

/** Of an e-mail that tells many notices at once: the first of them. */
const BY_MESSAGE_ID = `
select body from event_store.events
where ((firm = $1 and type like 'Notice%' and type like 'NoticeSent.%')
    or (stream = $2 and type like 'DailySummarySent.%'))
  and convert_from(body, 'UTF8')::jsonb -> 'data' ->> 'messageId' = $3
order by position limit 1`;

/** The e-mails that the trail tells of. */
export class SentMails {
  constructor(private readonly store: Pick<EventStore, 'transact'>) {}

  /** @returns undefined where the trail does not tell of it, or not yet */
  byId(firm: FirmId | typeof EVERY_FIRM, id: EventId): Promise<SentMail | undefined> {
    return this.#one(firm, BY_ID, [id]);
  }

  /** @returns undefined where the firm was sent none of this `Message-ID` */
  byMessageId(firm: FirmId, messageId: string): Promise<SentMail | undefined> {
    return this.#one(firm, BY_MESSAGE_ID, [firm, summaryStream(firm), messageId]);
  }

  async #one(
    firm: FirmId | typeof EVERY_FIRM,
    query: string,
    values: readonly string[],
  ): Promise<SentMail | undefined> {
    const { rows } = await this.store.transact(
      ({ client }) => client.query<{ body: Buffer }>(query, [...values]),
      { firm },
    );
    const event = rows[0] && decodeEvent(rows[0].body);
    return event?.name === 'NoticeSent' || event?.name === 'DailySummarySent' ? event : undefined;
  }
}
