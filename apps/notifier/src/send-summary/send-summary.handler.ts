import { matterKey, summaryStream, type FirmId } from '@counterpart/contracts';
import type { EventStore, NewEvent, RecordedEvent } from '@counterpart/event-store';
import { addresseesOf, masked } from '../notice/addressees.js';
import type { Sending } from '../notice/notice-events.js';
import { renderLetter } from '../notice/render-letter.js';
import { summaryNotice } from '../notice/summary-notice.js';
import { summaryDue, type SummaryDue } from '../notice/when-to-tell.js';
import { wordsIn } from '../notice/words/words.js';
import type { SendNoticeOptions } from '../send-notice/send-notice.handler.js';
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
    private readonly options: SendNoticeOptions,
  ) {}

  /** @throws what the post throws: the summary stays due */
  async tend(firm: FirmId): Promise<void> {
    const policy = await this.ports.policies.inForce(firm);
    const due = summaryDue(policy.notices, this.options.now());
    if (due === null) return;
    const newest = await this.store.newestOf(summaryStream(firm));
    if (newest !== undefined && isOver(newest, firm, due)) return;
    const first = await this.ports.figures.first(firm);
    if (first === undefined || first.at >= due.until) return;
    const to = addresseesOf({ kind: KIND, attorney: null }, policy, this.ports.recipients.alertsOf(firm));
    if (to.length === 0) return;
    const day = { firm, day: due.day, from: due.from.toISOString(), until: due.until.toISOString() };
    const words = wordsIn(policy.notices.language);
    const message = summaryNotice(day, await this.ports.figures.between(firm, due.from, due.until), words);
    const subject = { firm, document: null, matter: null };
    const letter = renderLetter(message, { words, console: this.options.console, subject });
    const sending = await this.ports.post.send(letter, to, messageIdOf(firm, due.day));
    const cause = {
      eventId: first.id,
      correlationId: first.id,
      handler: `notifier.send-summary@${due.day}`,
      actor: 'service:notifier',
      source: '/counterpart/notifier',
    };
    const write = {
      stream: summaryStream(firm),
      expected: newest?.version ?? 0,
      events: told(firm, day, sending),
    };
    await this.store.transact((tx) => this.store.append(tx, cause, [write], this.options.now()));
  }
}

const messageIdOf = (firm: FirmId, day: string): string => `<summary.${firm}.${day}@counterpart.invalid>`;

/** It was sent, or nobody took it: the same addresses will not do so a minute later. */
function isOver({ event }: RecordedEvent, firm: FirmId, { day }: SummaryDue): boolean {
  if (event.name === 'DailySummarySent') return event.data.day >= day;
  return event.name === 'NoticeRefused' && event.data.messageId === messageIdOf(firm, day);
}

function told(
  firm: FirmId,
  day: { readonly day: string; readonly from: string; readonly until: string },
  { accepted, refused }: Sending,
): readonly NewEvent[] {
  const address = { stream: summaryStream(firm), firm, key: matterKey(firm, null) };
  const messageId = messageIdOf(firm, day.day);
  const events: NewEvent[] = [];
  if (refused.length > 0) {
    const names = refused.map(({ address: recipient, code }) => ({ recipient: masked(recipient), code }));
    const data = { kind: KIND, about: null, matter: null, messageId, refused: names, accepted };
    events.push({ name: 'NoticeRefused', ...address, data });
  }
  if (accepted > 0) {
    const { from, until } = day;
    const data = { day: day.day, from, until, recipients: accepted, messageId };
    events.push({ name: 'DailySummarySent', ...address, data });
  }
  return events;
}
