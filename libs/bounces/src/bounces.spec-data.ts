/* Delivery reports as mail servers write them. */

interface Report {
  readonly type?: string;
  readonly encoding?: string;
  readonly status: string;
  readonly returned?: string;
}

/** A report of RFC 3462: words for people, fields for programs, what came back. */
export const report = ({ type = 'message/delivery-status', encoding, status, returned }: Report): string =>
  [
    'From: MAILER-DAEMON@mx.reyes.example (Mail Delivery System)',
    'To: bounces+x@mail.hartwell.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="9B0.1764000000/mx.reyes.example"',
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--9B0.1764000000/mx.reyes.example',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'I’m sorry to have to inform you that your message could not be delivered.',
    '',
    '--9B0.1764000000/mx.reyes.example',
    `Content-Type: ${type}`,
    ...(encoding === undefined ? [] : [`Content-Transfer-Encoding: ${encoding}`]),
    '',
    status,
    '',
    '--9B0.1764000000/mx.reyes.example',
    'Content-Type: text/rfc822-headers',
    '',
    returned ?? 'From: c@hartwell.example\nMessage-ID: <018f@counterpart.invalid>\nSubject: Counterpart: x',
    '',
    '--9B0.1764000000/mx.reyes.example--',
    '',
  ].join('\r\n');

/** As Postfix writes it. */
export const POSTFIX = [
  'Reporting-MTA: dns; mx.reyes.example',
  'X-Postfix-Queue-ID: 9B0',
  'Arrival-Date: Tue, 24 Nov 2026 09:00:00 +0000',
  '',
  'Final-Recipient: rfc822; marisol.reyes@reyes.example',
  'Original-Recipient: rfc822;marisol@reyes.example',
  'Action: failed',
  'Status: 5.1.1',
  'Remote-MTA: dns; mail.reyes.example',
  'Diagnostic-Code: smtp; 550 5.1.1 <marisol.reyes@reyes.example>: Recipient address',
  '    rejected: User unknown in virtual mailbox table',
].join('\r\n');

/** As Exchange writes it: no more than a general status, the truth in the reply. */
export const EXCHANGE = [
  'Reporting-MTA: dns;EX01.reyes.example',
  '',
  'Final-Recipient: RFC822;eleanor@reyes.example',
  'Action: failed',
  'Status: 5.0.0',
  'Diagnostic-Code: smtp;552 5.2.2 STOREDRV.Deliver; mailbox full',
  'X-Display-Name: Eleanor',
].join('\n');

export const DELAYED = [
  'Reporting-MTA: dns; mx.reyes.example',
  '',
  'Final-Recipient: rfc822; marisol@reyes.example',
  'Action: delayed',
  'Status: 4.4.1',
  'Diagnostic-Code: smtp; connect to mail.reyes.example: Connection timed out',
  'Will-Retry-Until: Sun, 29 Nov 2026 09:00:00 +0000',
].join('\n');
