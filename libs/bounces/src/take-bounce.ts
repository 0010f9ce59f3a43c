import { maskedAddress, matterKey, type EventData, type EventId, type FirmId } from '@counterpart/contracts';
import { EVERY_FIRM, deriveEventId, type EventStore } from '@counterpart/event-store';
import { recipientTag, type BounceAddresses, type BouncedTo } from './bounce-address.js';
import { bounceReason, tellableDiagnostic } from './bounce-reason.js';
import { SentMails, type SentMail } from './postgres/sent-mail.js';
import { readCameBack, type CameBack, type ReportedRecipient } from './read-bounce.js';

/** Who takes a bounce. */
export interface TakenBy {
  /** `service:notifier` or `user:…` */
  readonly actor: string;
  /** `/counterpart/<service>` */
  readonly source: string;
  readonly now: Date;
}

/** One recipient whom an e-mail did not reach. */
export interface Bounce extends Pick<
  EventData<'NoticeBounced'>,
  'recipient' | 'outcome' | 'status' | 'reason'
> {
  /** False where the trail told it before. */
  readonly isNew: boolean;
}

/** What came of a mail that came back. */
export type Taken =
  | {
      readonly kind: 'taken';
      readonly firm: FirmId;
      readonly notice: string;
      readonly bounces: readonly Bounce[];
    }
  /** It is no word of a failure. */
  | { readonly kind: 'ignored'; readonly why: 'auto-reply' | 'no-report' | 'nothing-failed' }
  /** The trail does not tell that such an e-mail was sent, or not yet. */
  | { readonly kind: 'unknown' };

const DAILY_SUMMARY = 'daily-summary';

/** Puts mail that comes back on the trail. The same bounce twice changes nothing: ids are derived from the e-mail and its recipient. */
export class TakeBounce {
  readonly #mails: SentMails;

  constructor(private readonly store: EventStore) {
    this.#mails = new SentMails(store);
  }

  /** Takes what came to an address that proved to be ours. */
  async takeAt(to: BouncedTo, bytes: Uint8Array, by: TakenBy): Promise<Taken> {
    const report = readCameBack(bytes);
    if (report.kind === 'other') return { kind: 'ignored', why: report.why };
    const one = ofRecipient(report.recipients, to);
    if (one === null) return { kind: 'ignored', why: 'nothing-failed' };
    // The address names no firm: which one it was is told by the event that it names.
    const mail = await this.#mails.byId(EVERY_FIRM, to.sent);
    return mail === undefined ? { kind: 'unknown' } : this.#record(mail, [one], by);
  }

  /**
   * Takes what a person vouches for: by the address that it came to where that is ours, else by the `Message-ID` of what came
   * back.
   */
  async takeFor(
    firm: FirmId,
    bytes: Uint8Array,
    { addresses, ...by }: TakenBy & { readonly addresses: BounceAddresses | null },
  ): Promise<Taken> {
    const report = readCameBack(bytes);
    if (report.kind === 'other') return { kind: 'ignored', why: report.why };
    const to = report.to.map((address) => addresses?.read(address) ?? null).find((one) => one !== null);
    const mail = await this.#mailOf(firm, report, to);
    if (mail === undefined) return { kind: 'unknown' };
    // An address that names an e-mail that is not on the trail says nothing of the one that is found by its `Message-ID`.
    const failed =
      to?.sent === mail.id ? [ofRecipient(report.recipients, to)] : byAddress(mail.id, report.recipients);
    const told = failed.filter((one) => one !== null);
    return told.length === 0 ? { kind: 'ignored', why: 'nothing-failed' } : this.#record(mail, told, by);
  }

  async #mailOf(
    firm: FirmId,
    { messageId }: Extract<CameBack, { kind: 'report' }>,
    to: BouncedTo | undefined,
  ): Promise<SentMail | undefined> {
    const mail = to === undefined ? undefined : await this.#mails.byId(firm, to.sent);
    if (mail?.firm === firm) return mail;
    return messageId === null ? undefined : this.#mails.byMessageId(firm, messageId);
  }

  async #record(mail: SentMail, failed: readonly Failed[], by: TakenBy): Promise<Taken> {
    const { firm } = mail;
    const notice = mail.name === 'NoticeSent' ? mail.data.kind : DAILY_SUMMARY;
    const bounces: Bounce[] = [];
    for (const one of failed) bounces.push(await this.#recordOne(mail, one, by));
    return { kind: 'taken', firm, notice, bounces };
  }

  async #recordOne(mail: SentMail, { tag, told }: Failed, by: TakenBy): Promise<Bounce> {
    const { diagnostic, ...bounce } = told;
    const { outcome } = bounce;
    // A word of delay that was overtaken by the failure is no news.
    const over = await this.store.answered([mail], handlerOf(tag, 'failed'));
    if (over.has(mail.id)) return { ...bounce, isNew: false };
    const { actor, source, now } = by;
    const cause = {
      eventId: mail.id,
      correlationId: mail.correlationid,
      handler: handlerOf(tag, outcome),
      actor,
      source,
    };
    const stream = mail.subject;
    const data = { ...aboutOf(mail), sent: mail.id, ...bounce, diagnostic };
    const event = {
      name: 'NoticeBounced',
      stream,
      firm: mail.firm,
      key: matterKey(mail.firm, data.matter),
      data,
    } as const;
    const appended = await this.store.transact(
      (tx) => this.store.append(tx, cause, [{ stream, expected: 'any', events: [event] }], now),
      { firm: mail.firm },
    );
    return { ...bounce, isNew: appended.outcome === 'appended' };
  }
}

/** The id of the event that will tell that an e-mail was sent: the first of this handler because of this event. */
export const sentEventId = (causeId: EventId, handler: string): EventId => deriveEventId(causeId, handler, 0);

/** The id of the event by which it is told that an e-mail failed for a recipient. */
export const bouncedEventId = (sent: EventId, recipient: string): EventId =>
  deriveEventId(sent, handlerOf(recipientTag(sent, recipient), 'failed'), 0);

const handlerOf = (tag: string, outcome: Bounce['outcome']): string =>
  `notifier.take-bounce@${tag}.${outcome}`;

/** A recipient that it failed for, as the trail may bear it. */
interface Failed {
  readonly tag: string;
  readonly told: Pick<
    EventData<'NoticeBounced'>,
    'recipient' | 'outcome' | 'status' | 'reason' | 'diagnostic'
  >;
}

/** Who got the e-mail is known by the address that it came back to; the report says how it ended. */
function ofRecipient(
  recipients: readonly ReportedRecipient[],
  { sent, recipient: tag }: BouncedTo,
): Failed | null {
  const isOurs = (address: string | null): boolean => address !== null && recipientTag(sent, address) === tag;
  const ours = recipients.filter(({ original, final }) => isOurs(original) || isOurs(final));
  const said = worstOf(ours.length === 0 ? recipients : ours);
  if (said === undefined) return null;
  const address = isOurs(said.final) ? said.final : (said.original ?? said.final);
  return { tag, told: tellable(said, address) };
}

/** Each recipient of a report that names the e-mail alone. */
function byAddress(sent: EventId, recipients: readonly ReportedRecipient[]): readonly Failed[] {
  return recipients.flatMap((said) => {
    const address = said.original ?? said.final;
    return address === null ? [] : [{ tag: recipientTag(sent, address), told: tellable(said, address) }];
  });
}

const worstOf = (recipients: readonly ReportedRecipient[]): ReportedRecipient | undefined =>
  recipients.find(({ outcome }) => outcome === 'failed') ?? recipients[0];

const tellable = (
  { outcome, status, diagnostic, original, final }: ReportedRecipient,
  address: string | null,
): Failed['told'] => ({
  recipient: maskedAddress(address ?? ''),
  outcome,
  status,
  reason: bounceReason(status, diagnostic),
  diagnostic: diagnostic === null ? null : tellableDiagnostic(diagnostic, [original, final]),
});

function aboutOf(
  mail: SentMail,
): Pick<EventData<'NoticeBounced'>, 'kind' | 'about' | 'matter' | 'messageId'> {
  const { messageId } = mail.data;
  if (mail.name === 'DailySummarySent') return { kind: DAILY_SUMMARY, about: null, matter: null, messageId };
  const { kind, about, matter } = mail.data;
  return { kind, about, matter, messageId };
}
