import { sentEventId } from '@counterpart/bounces';
import { maskedAddress, matterKey, summaryStream, type FirmId } from '@counterpart/contracts';
import type { EventStore, NewEvent, RecordedEvent } from '@counterpart/event-store';
import { addresseesOf } from '../notice/addressees.js';
import type { Sending } from '../notice/notice-events.js';
import { renderLetter } from '../notice/render-letter.js';
import { summaryNotice } from '../notice/summary-notice.js';
import { summaryDue, type SummaryDue } from '../notice/when-to-tell.js';
import { wordsIn } from '../notice/words/words.js';
import type { Policies, Post, Recipients } from '../send-notice/send-notice.ports.js';
import type { FirmFigures } from './send-summary.ports.js';

/** What summaries need of the world. */
export interface SendSummaryPorts {
  readonly post: Post;
  readonly recipients: Recipients;
  readonly policies: Policies;
  readonly figures: FirmFigures;
}

const KIND = 'daily-summary';

/** Tells a firm once a day what the day brought and what is open. A day that passed while nothing ran is not told later. */
export class SendSummary {
  constructor(
    private readonly store: EventStore,
    private readonly ports: SendSummaryPorts,
    private readonly now: () => Date,
  ) {}

  /** @throws what the post throws: the summary stays due */
  async tend(firm: FirmId): Promise<void> {
    const policy = await this.ports.policies.inForce(firm);
    const due = summaryDue(policy.notices, this.now());
    if (due === null) return;
    const first = await this.ports.figures.first(firm);
    if (first === undefined || first.at >= due.until) return;
    const handler = `notifier.send-summary@${due.day}`;
    const newest = await this.store.newestOf(summaryStream(firm));
    // What came back of another day may stand after it.
    const over = await this.store.answered([{ id: first.id, firm }], handler);
    if (over.has(first.id) || (newest !== undefined && isLater(newest, due))) return;
    const to = addresseesOf({ kind: KIND, attorney: null }, policy, this.ports.recipients.alertsOf(firm));
    if (to.length === 0) return;
    const day = { firm, day: due.day, from: due.from.toISOString(), until: due.until.toISOString() };
    const words = wordsIn(policy.notices.language);
    const message = summaryNotice(day, await this.ports.figures.between(firm, due.from, due.until), words);
    const letter = renderLetter(message, words);
    const mark = { messageId: messageIdOf(firm, due.day), sent: sentEventId(first.id, handler) };
    const cause = {
      eventId: first.id,
      correlationId: first.id,
      handler,
      actor: 'service:notifier',
      source: '/counterpart/notifier',
    };
    const writes = (sending: Sending) => [
      { stream: summaryStream(firm), expected: 'any' as const, events: told(firm, day, sending) },
    ];
    // A summary that could not be recorded would be sent again and again.
    const trial = { cause, writes: writes({ accepted: to.length, refused: [] }) };
    await this.store.rehearse(trial, this.now(), { firm });
    const sending = await this.ports.post.send(letter, to, mark);
    await this.store.transact((tx) => this.store.append(tx, cause, writes(sending), this.now()), { firm });
  }
}

const messageIdOf = (firm: FirmId, day: string): string => `<summary.${firm}.${day}@counterpart.invalid>`;

/** A day that lies behind one that was summed up is not told any more. */
const isLater = ({ event }: RecordedEvent, { day }: SummaryDue): boolean =>
  event.name === 'DailySummarySent' && event.data.day >= day;

function told(
  firm: FirmId,
  day: { readonly day: string; readonly from: string; readonly until: string },
  { accepted, refused }: Sending,
): readonly NewEvent[] {
  const address = { stream: summaryStream(firm), firm, key: matterKey(firm, null) };
  const messageId = messageIdOf(firm, day.day);
  const events: NewEvent[] = [];
  // The first one is what a bounce names.
  if (accepted > 0) {
    const { from, until } = day;
    const data = { day: day.day, from, until, recipients: accepted, messageId };
    events.push({ name: 'DailySummarySent', ...address, data });
  }
  if (refused.length > 0) {
    const names = refused.map(({ address: recipient, code }) => ({
      recipient: maskedAddress(recipient),
      code,
    }));
    const data = { kind: KIND, about: null, matter: null, messageId, refused: names, accepted };
    events.push({ name: 'NoticeRefused', ...address, data });
  }
  return events;
}
