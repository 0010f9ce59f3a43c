import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { inboxPage, type InboxMessage } from './inbox-page.js';

/** Most messages that are kept; the oldest go first. */
const KEPT = 1000;

/** A real SMTP server that keeps what it gets, with an inbox to look at. Faults can be planned. */
const messages: InboxMessage[] = [];
let refusals = 0;

const smtp = new SMTPServer({
  authOptional: true,
  // On loopback only: anybody may sign in, as anybody.
  allowInsecureAuth: true,
  onAuth: ({ username }, _session, callback) => callback(null, { user: username ?? '' }),
  disabledCommands: ['STARTTLS'],
  onData(stream, session, callback) {
    simpleParser(stream).then(
      (mail) => {
        if (refusals > 0) {
          refusals -= 1;
          callback(Object.assign(new Error('planned: try again later'), { responseCode: 451 }));
          return;
        }
        messages.push(
          toMessage(
            mail,
            session.envelope.rcptTo.map(({ address }) => address),
          ),
        );
        if (messages.length > KEPT) messages.shift();
        callback();
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  },
});

// A service that is killed in the middle of a mail is nothing to end for.
smtp.on('error', (error) => void process.stderr.write(`${error.message}\n`));

function toMessage(mail: ParsedMail, to: readonly string[]): InboxMessage {
  return {
    messageId: mail.messageId ?? '',
    from: mail.from?.text ?? '',
    to,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: typeof mail.html === 'string' ? mail.html : '',
    receivedAt: new Date().toISOString(),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = `${request.method} ${request.url}`;
  if (route === 'GET /health') return void response.end('ok');
  if (route === 'GET /messages') {
    response.setHeader('Content-Type', 'application/json');
    return void response.end(JSON.stringify({ messages }));
  }
  if (route === 'PUT /faults') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const plan = JSON.parse(Buffer.concat(chunks).toString()) as { refuse?: number };
    refusals = plan.refuse ?? 0;
    return void response.writeHead(204).end();
  }
  if (route !== 'GET /') return void response.writeHead(404).end();
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  // A mail’s own markup is shown in a sandboxed frame; nothing of it may run or reach out.
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self' data:",
  );
  response.end(inboxPage(messages));
}

const http = createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(400).end());
});

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

smtp.listen(0, '127.0.0.1', () => {
  http.listen(0, '127.0.0.1', () => {
    const ready = {
      ready: true,
      smtp: `smtp://127.0.0.1:${portOf(smtp.server.address())}`,
      inbox: `http://127.0.0.1:${portOf(http.address())}`,
    };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
  });
});
process.once('SIGTERM', () => process.exit(0));
