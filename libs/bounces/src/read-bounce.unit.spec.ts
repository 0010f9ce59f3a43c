import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounceReason, tellableDiagnostic } from './bounce-reason.js';
import { DELAYED, EXCHANGE, POSTFIX, report } from './bounces.spec-data.js';
import { readCameBack, type CameBack } from './read-bounce.js';

const read = (mail: string): CameBack => readCameBack(Buffer.from(mail, 'utf8'));

const UNKNOWN_USER = {
  original: 'marisol@reyes.example',
  final: 'marisol.reyes@reyes.example',
  outcome: 'failed',
  status: '5.1.1',
  diagnostic:
    '550 5.1.1 <marisol.reyes@reyes.example>: Recipient address rejected: User unknown in virtual mailbox table',
};

describe('a delivery report', () => {
  it('names the recipient, why, and the mail that came back', () => {
    expect(read(report({ status: POSTFIX }))).toEqual({
      kind: 'report',
      recipients: [UNKNOWN_USER],
      messageId: '<018f@counterpart.invalid>',
      to: ['bounces+x@mail.hartwell.example'],
    });
  });

  it.each([
    [
      'base64',
      Buffer.from(POSTFIX)
        .toString('base64')
        .replaceAll(/(.{76})/g, '$1\r\n'),
    ],
    [
      'quoted-printable',
      POSTFIX.replaceAll('=', '=3D').replaceAll('Recipient address', 'Recipient =\r\naddr=65ss'),
    ],
    ['7bit', POSTFIX],
  ])('is read in %s', (encoding, status) => {
    expect(read(report({ status, encoding }))).toMatchObject({ recipients: [UNKNOWN_USER] });
  });

  it('of addresses that are not ASCII is read (RFC 6533)', () => {
    const status = POSTFIX.replaceAll('rfc822; marisol.reyes', 'utf-8; jürgen');
    const type = 'message/global-delivery-status';
    expect(read(report({ status, type }))).toMatchObject({ recipients: [{ final: 'jürgen@reyes.example' }] });
  });

  it('says more in its reply than in its status, where the status says nothing', () => {
    expect(read(report({ status: EXCHANGE }))).toMatchObject({
      recipients: [{ original: null, final: 'eleanor@reyes.example', status: '5.2.2' }],
    });
  });

  it('may tell of a delay', () => {
    expect(read(report({ status: DELAYED }))).toMatchObject({
      recipients: [{ outcome: 'delayed', status: '4.4.1' }],
    });
  });

  it('of several recipients names those that it failed for', () => {
    const group = (action: string, name: string): string =>
      `Final-Recipient: rfc822; ${name}@reyes.example\nAction: ${action}\nStatus: 5.1.1\n`;
    const status = [
      'Reporting-MTA: dns; a',
      group('delivered', 'a'),
      group('failed', 'b'),
      group('relayed', 'c'),
    ].join('\n\n');
    expect(read(report({ status }))).toMatchObject({ recipients: [{ final: 'b@reyes.example' }] });
  });

  it('that nothing can be learnt of has a status all the same', () => {
    expect(read(report({ status: 'Action: failed' }))).toMatchObject({
      recipients: [{ original: null, final: null, status: '5.0.0', diagnostic: null }],
    });
  });
});

describe('no delivery report', () => {
  it('is an out-of-office reply', () => {
    const mail =
      'From: m@reyes.example\nAuto-Submitted: auto-replied (vacation)\nSubject: Re: secret\n\nI am away.';
    expect(read(mail)).toEqual({ kind: 'other', why: 'auto-reply' });
  });

  it('is a letter, a report of reading, or a report that somebody forwards', () => {
    const forwarded = `Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n${report({ status: POSTFIX })}\n--b--`;
    const receipt = report({ status: POSTFIX, type: 'message/disposition-notification' }).replace(
      'Auto-Submitted: auto-replied\r\n',
      '',
    );
    for (const mail of ['Subject: hello\n\nSecret.', forwarded, receipt, '', '\n\n']) {
      expect(read(mail)).toEqual({ kind: 'other', why: 'no-report' });
    }
  });
});

/** Real reports with anything cut out, doubled or written over. */
const broken = fc
  .tuple(
    fc.constantFrom(POSTFIX, EXCHANGE, DELAYED).map((status) => Buffer.from(report({ status }))),
    fc.array(fc.tuple(fc.nat(2000), fc.nat(40), fc.uint8Array({ maxLength: 40 })), { maxLength: 6 }),
  )
  .map(([mail, wounds]) =>
    wounds.reduce(
      (left, [at, length, put]) => Buffer.concat([left.subarray(0, at), put, left.subarray(at + length)]),
      mail,
    ),
  );

it('never throws, whatever comes, and what it says always fits on the trail', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 3000 }), broken), (bytes) => {
      const came = readCameBack(bytes);
      if (came.kind === 'other') return;
      for (const { status, diagnostic, original, final } of came.recipients) {
        expect(status).toMatch(/^[45]\.\d{1,3}\.\d{1,3}$/);
        expect(typeof bounceReason(status)).toBe('string');
        for (const address of [original, final])
          expect(address ?? 'a@b').toMatch(/^[^\s\p{Cc}]+@[^\s\p{Cc}]+$/u);
        const told = diagnostic === null ? null : tellableDiagnostic(diagnostic);
        expect((told ?? '').length).toBeLessThanOrEqual(200);
        expect(told ?? '').not.toMatch(/\p{Cc}/u);
      }
    }),
    { numRuns: 300 },
  );
});

it('a mail that is made to be slow is read as quickly as any', () => {
  const many = (text: string, count: number): string => text.repeat(count);
  const cruel = [
    `Content-Type: multipart/report; boundary=b\n\n${many('--b\n', 40_000)}`,
    `Content-Type: multipart/report; ${many('; boundary ', 20_000)}`,
    many('a: b\n ', 30_000),
    report({ status: `Action: failed\nDiagnostic-Code: smtp; ${many('a@', 80_000)}` }),
    report({ status: many('\n \n', 60_000) }),
    report({ encoding: 'quoted-printable', status: many('=\n', 100_000) }),
  ];
  const begun = performance.now();
  for (const mail of cruel) read(mail);
  expect(performance.now() - begun).toBeLessThan(5000);
});

describe('a reason', () => {
  it.each([
    ['5.1.1', 'address-unknown'],
    ['5.1.10', 'domain-unknown'],
    ['5.2.1', 'mailbox-disabled'],
    ['4.2.2', 'mailbox-full'],
    ['5.3.4', 'message-unfit'],
    ['4.4.7', 'not-reached'],
    ['5.4.4', 'domain-unknown'],
    ['5.7.26', 'message-unwanted'],
    ['5.1.8', 'message-unwanted'],
    ['5.0.0', 'unsaid'],
    ['5.99.99', 'unsaid'],
  ])('of %s is %s', (status, reason) => {
    expect(bounceReason(status)).toBe(reason);
  });
});

it('what a server said names nobody', () => {
  expect(tellableDiagnostic('550 <marisol@reyes.example>\r\n (eleanor@hartwell.example) unknown')).toBe(
    '550 <m…@reyes.example> (e…@hartwell.example) unknown',
  );
  expect(tellableDiagnostic(' \n ')).toBeNull();
  expect(tellableDiagnostic('x'.repeat(500))).toHaveLength(200);
});
