import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AddressInfo } from 'node:net';
import { SmtpPost } from '../src/adapters/smtp-post.js';

/** The post over a real SMTP server. */
let server: SMTPServer;
let url: string;
let received: { to: readonly string[]; raw: string }[];
let refusal: number | undefined;

beforeEach(async () => {
  received = [];
  refusal = undefined;
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, callback) {
      let raw = '';
      stream.on('data', (chunk: Buffer) => (raw += chunk.toString()));
      stream.on('end', () => {
        if (refusal !== undefined) {
          callback(Object.assign(new Error('refused as planned'), { responseCode: refusal }));
          return;
        }
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise<void>((resolve) => server.close(resolve)));

const LETTER = {
  subject: 'Counterpart: “Brief.pdf” could not be mirrored',
  text: 'What happened',
  html: '<p>What happened</p>',
};
const send = (post: SmtpPost): Promise<void> =>
  post.send(LETTER, ['it@hartwell.example'], '<event-1@counterpart.invalid>');

async function verdict(post: SmtpPost): Promise<unknown> {
  try {
    await send(post);
    return undefined;
  } catch (error) {
    return post.verdictOf(error);
  }
}

describe('SmtpPost', () => {
  it('sends text and HTML with the notice’s own message id', async () => {
    await send(new SmtpPost(url, 'Counterpart <c@localhost.invalid>'));
    expect(received[0]?.to).toEqual(['it@hartwell.example']);
    expect(received[0]?.raw).toContain('Message-ID: <event-1@counterpart.invalid>');
    expect(received[0]?.raw).toContain('text/html');
    expect(received[0]?.raw).toContain('Auto-Submitted: auto-generated');
  });

  it('tries again where the server asks to, and gives up where it refuses', async () => {
    const post = new SmtpPost(url, 'c@localhost.invalid');
    refusal = 451;
    expect(await verdict(post)).toEqual({ kind: 'retry', code: 'SMTP_UNAVAILABLE' });
    refusal = 550;
    expect(await verdict(post)).toEqual({ kind: 'dead', code: 'SMTP_REFUSED' });
  });

  it('waits through an outage of the server', async () => {
    const post = new SmtpPost('smtp://127.0.0.1:1', 'c@localhost.invalid');
    expect(await verdict(post)).toEqual({ kind: 'outage', code: 'SMTP_UNAVAILABLE' });
  });
});
