import { createTransport, type Transporter } from 'nodemailer';
import { dead, outage, retry, type Verdict } from '@counterpart/eventing';
import type { Letter } from '../notice/letter.js';
import type { Post } from '../send-notice/send-notice.ports.js';

/** Sends letters over SMTP; TLS is used wherever the server offers it. */
export class SmtpPost implements Post {
  readonly #transport: Transporter;

  constructor(
    url: string,
    private readonly from: string,
  ) {
    this.#transport = createTransport(url, { from });
  }

  async send(letter: Letter, to: readonly string[], messageId: string): Promise<void> {
    await this.#transport.sendMail({
      from: this.from,
      to: [...to],
      subject: letter.subject,
      text: letter.text,
      html: letter.html,
      messageId,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  }

  /** RFC 5321 §4.2.1: 4yz may succeed later, 5yz will not; without a reply the server was not reached. */
  verdictOf(error: unknown): Verdict {
    const code = replyCode(error);
    if (code === undefined) return outage('SMTP_UNAVAILABLE');
    return code >= 500 ? dead('SMTP_REFUSED') : retry('SMTP_UNAVAILABLE');
  }
}

function replyCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('responseCode' in error)) return undefined;
  return typeof error.responseCode === 'number' ? error.responseCode : undefined;
}
