import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import type { SentMessageInfo } from 'nodemailer/lib/smtp-pool';
import { dead, outage, retry, type Verdict } from '@counterpart/eventing';
import type { BounceAddresses } from '@counterpart/bounces';
import type { Letter } from '../notice/letter.js';
import type { RefusedRecipient, Sending } from '../notice/notice-events.js';
import type { LetterMark, Post } from '../send-notice/send-notice.ports.js';
import { transportOf, type SmtpServer } from './smtp-transport.js';

/** Letters that are remembered: a repetition leaves out those who have it. */
const REMEMBERED = 1000;

/** Codes by which nodemailer says that `MAIL`, `RCPT` or `DATA` was refused. */
const OF_TRANSACTION: ReadonlySet<unknown> = new Set(['EENVELOPE', 'EMESSAGE']);

/** Sends letters over SMTP, several connections kept open. */
export class SmtpPost implements Post {
  readonly #transport: Transporter<SentMessageInfo>;
  /** Who got a letter that others are still to get. */
  readonly #reached = new Map<string, readonly string[]>();
  /** What became of letters that left: one that could not be recorded does not leave again. */
  readonly #left = new Map<string, Sending>();

  constructor(
    server: SmtpServer,
    private readonly from: string,
    /** Where letters come back to; null where that is the sender. */
    private readonly bounces: BounceAddresses | null = null,
  ) {
    this.#transport = createTransport(transportOf(server), { from });
  }

  async send(letter: Letter, to: readonly string[], mark: LetterMark): Promise<Sending> {
    const { messageId } = mark;
    const before = this.#left.get(messageId);
    if (before !== undefined) return before;
    let reached = this.#reached.get(messageId) ?? [];
    const left = to.filter((address) => !reached.includes(address));
    const refused: RefusedRecipient[] = [];
    let deferred: Rejected | null = null;
    // A sender’s address that names the recipient is that of one recipient.
    for (const lot of this.bounces === null ? [left] : left.map((address) => [address])) {
      const tried = await this.#try(letter, { all: to, left: lot }, mark);
      reached = [...reached, ...tried.accepted];
      remember(this.#reached, messageId, reached);
      refused.push(...tried.refused);
      deferred ??= tried.deferred;
    }
    if (deferred !== null) throw new RecipientsDeferred(deferred);
    this.#reached.delete(messageId);
    const sending = { accepted: reached.length, refused };
    // Where nobody got it, a person mends the addresses and has it tried again.
    if (sending.accepted > 0) remember(this.#left, messageId, sending);
    return sending;
  }

  /** RFC 5321 §4.2.1: 4yz may succeed later, 5yz will not; without a reply the server was not reached. */
  verdictOf(error: unknown): Verdict {
    const { code, responseCode } = replyOf(error);
    // A login or a certificate that fails concerns every letter: all of them wait for a person.
    if (responseCode === undefined || code === 'EAUTH' || code === 'ETLS') return outage('SMTP_UNAVAILABLE');
    return responseCode >= 500 ? dead('SMTP_REFUSED') : retry('SMTP_UNAVAILABLE');
  }

  close(): void {
    this.#transport.close();
  }

  async #try(
    { subject, text, html }: Letter,
    { all, left }: { readonly all: readonly string[]; readonly left: readonly string[] },
    mark: LetterMark,
  ): Promise<Tried> {
    try {
      const sent = await this.#transport.sendMail({
        from: this.from,
        to: [...all],
        // Whoever has it already is named in the letter, and does not get it again.
        envelope: this.#envelope(left, mark),
        subject,
        text,
        html,
        messageId: mark.messageId,
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return judged(left, sent.rejectedErrors ?? []);
    } catch (error) {
      const rejected = rejectedIn(error);
      if (rejected.length > 0) return judged(left, rejected);
      const [recipient, ...others] = left;
      if (this.bounces === null || recipient === undefined || others.length > 0) throw error;
      // One recipient’s transaction that was refused, at `DATA` or as a whole, says nothing of the others’.
      const { code, responseCode } = replyOf(error);
      if (responseCode === undefined || !OF_TRANSACTION.has(code)) throw error;
      return judged(left, [{ recipient, responseCode }]);
    }
  }

  /** RFC 3461: no more than the headers is to come back, of failures and delays, with the address as we wrote it. */
  #envelope(to: readonly string[], { sent }: LetterMark): NonNullable<SendMailOptions['envelope']> {
    const [first] = to;
    if (this.bounces === null || first === undefined) return { from: this.from, to: [...to] };
    const dsn = { ret: 'HDRS', notify: ['FAILURE', 'DELAY'], orcpt: first };
    return { from: this.bounces.of(sent, first), to: [...to], dsn };
  }
}

function remember<T>(of: Map<string, T>, messageId: string, what: T): void {
  of.set(messageId, what);
  const oldest = of.keys().next();
  if (of.size > REMEMBERED && oldest.done !== true) of.delete(oldest.value);
}

/** What became of one try. */
interface Tried {
  readonly accepted: readonly string[];
  readonly refused: readonly RefusedRecipient[];
  /** The reply to those who may get it later; null where there are none. */
  readonly deferred: Rejected | null;
}

/** The reply to one recipient. */
interface Rejected {
  readonly recipient?: string | undefined;
  readonly responseCode?: number | undefined;
}

/** Some recipients did not get a letter yet; the reply decides when it is tried again. */
class RecipientsDeferred extends Error {
  readonly responseCode: number | undefined;

  constructor(reply: Rejected) {
    super('some recipients are to come again later', { cause: reply });
    this.name = 'RecipientsDeferred';
    this.responseCode = reply.responseCode;
  }
}

function judged(to: readonly string[], rejected: readonly Rejected[]): Tried {
  const of = new Map(rejected.map((one) => [one.recipient, one]));
  const refused = to.flatMap((address) => {
    const code = of.get(address)?.responseCode;
    return code !== undefined && code >= 500 ? [{ address, code }] : [];
  });
  return {
    accepted: to.filter((address) => !of.has(address)),
    refused,
    deferred: rejected.find(({ responseCode }) => responseCode === undefined || responseCode < 500) ?? null,
  };
}

function rejectedIn(error: unknown): readonly Rejected[] {
  if (typeof error !== 'object' || error === null || !('rejectedErrors' in error)) return [];
  return Array.isArray(error.rejectedErrors) ? (error.rejectedErrors as readonly Rejected[]) : [];
}

function replyOf(error: unknown): { readonly code?: unknown; readonly responseCode?: number } {
  if (typeof error !== 'object' || error === null) return {};
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown };
  return { code, ...(typeof responseCode === 'number' ? { responseCode } : {}) };
}
