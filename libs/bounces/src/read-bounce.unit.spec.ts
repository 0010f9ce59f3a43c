import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
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

  it.each([
    ['a line that is folded after a space', ' \r\n\tboundary = '],
    ['two spaces', '  boundary='],
    ['no space', ';boundary='],
  ])('is found behind %s before its boundary', (_, before) => {
    const mail = report({ status: POSTFIX }).replace('\r\n\tboundary=', before);
    expect(read(mail)).toMatchObject({ recipients: [UNKNOWN_USER] });
  });

  it('is read past comments', () => {
    const status = Buffer.from(POSTFIX.replace('@reyes.example', '@reyes.example (unknown)')).toString(
      'base64',
    );
    expect(read(report({ status, encoding: 'Base64 (as is)' }))).toMatchObject({
      recipients: [UNKNOWN_USER],
    });
  });

  it('that is cut within a character is text that an event can hold', () => {
    const status = `Action: failed\nDiagnostic-Code: smtp; ${'x'.repeat(1999)}\u{1F600}`;
    const came = read(report({ status }));
    const said = came.kind === 'report' ? (came.recipients[0]?.diagnostic ?? '') : '';
    expect(said).toHaveLength(2000);
    expect(said.isWellFormed()).toBe(true);
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
        expect(typeof bounceReason(status, diagnostic)).toBe('string');
        for (const address of [original, final])
          expect(address ?? 'a@b').toMatch(/^[^\s\p{Cc}]+@[^\s\p{Cc}]+$/u);
        const told = diagnostic === null ? null : tellableDiagnostic(diagnostic, [original, final]);
        expect((told ?? '').length).toBeLessThanOrEqual(200);
        expect(told ?? '').not.toMatch(/\p{Cc}/u);
        expect((told ?? '').isWellFormed()).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

// What looks at each place again from each other one would not end within this test’s time.
it('a mail that is made to be slow is read to its end', () => {
  const many = (text: string, count: number): string => text.repeat(count);
  const cruel = [
    `Content-Type: multipart/report; boundary=b\n\n${many('--b\n', 250_000)}`,
    `Content-Type: multipart/report; ${many('; boundary ', 90_000)}`,
    many('a: b\n ', 170_000),
    report({ status: `Action: failed\nDiagnostic-Code: smtp; ${many('a@', 500_000)}` }),
    report({ status: many('\n \n', 340_000) }),
    report({ encoding: 'quoted-printable', status: many('=\n', 500_000) }),
  ];
  expect(cruel.map((mail) => read(mail).kind)).toEqual([
    ...Array(3).fill('other'),
    ...Array(3).fill('report'),
  ]);
});

it('a million lines in nested parts are not looked at one by one', () => {
  const nested = ['a', 'b', 'c', 'd'].map(
    (boundary) => `Content-Type: multipart/report; boundary=${boundary}\n\n--${boundary}\n`,
  );
  const mail = Buffer.from(`${nested.join('')}\n`.padEnd(1_040_000, '\n'));
  const [looks, pieces] = [vi.spyOn(String.prototype, 'indexOf'), vi.spyOn(String.prototype, 'split')];
  onTestFinished(() => void vi.restoreAllMocks());
  readCameBack(mail);
  const lines = pieces.mock.results.reduce((sum, { value }) => sum + (value as unknown[]).length, 0);
  expect(looks.mock.calls.length + lines).toBeLessThan(1000);
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
    ['5.4.310', 'domain-unknown'],
    ['5.7.26', 'message-unwanted'],
    ['5.1.8', 'message-unwanted'],
    ['5.0.0', 'unsaid'],
    ['5.99.99', 'unsaid'],
  ])('of %s is %s', (status, reason) => {
    expect(bounceReason(status, null)).toBe(reason);
  });

  it.each([
    [
      '5.1.10',
      '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient m@a.example not found by SMTP address lookup',
    ],
    ['5.4.1', '550 5.4.1 Recipient address rejected: Access denied. AS(201806281)'],
  ])('of %s is another in the words of Exchange', (status, said) => {
    expect(bounceReason(status, said)).toBe('address-unknown');
    expect(bounceReason(status, '550 no')).not.toBe('address-unknown');
  });
});

describe('what a server said', () => {
  const told = (said: string, ...recipients: readonly string[]) => tellableDiagnostic(said, recipients);

  it('names nobody', () => {
    expect(told('550 <marisol@reyes.example>\r\n (eleanor@hartwell.example) unknown')).toBe(
      '550 <m…@reyes.example> (e…@hartwell.example) unknown',
    );
    expect(told(' \n ')).toBeNull();
    expect(told('x'.repeat(500))).toHaveLength(200);
  });

  it.each([
    ['unknown user: "marisol.reyes"', 'unknown user: "m…"'],
    ['550 5.1.1 <Marisol.Reyes> unknown', '550 5.1.1 <m…> unknown'],
    ['"marisol.reyes"@firm.example not found', 'm…@firm.example not found'],
    ['"eleanor hale"@firm.example not found', 'e…@firm.example not found'],
    ['no mailbox marisol.reyes+court, nor marisol.reyes', 'no mailbox m…, nor m…'],
    ['mail to marisolxreyes', 'mail to marisolxreyes'],
  ])('does not name the mailbox, either: %s', (said, expected) => {
    expect(told(said, 'marisol.reyes+court@firm.example')).toBe(expected);
  });

  it('does not name a short mailbox in an address, and leaves words alone that it is part of', () => {
    expect(told('it@firm.example: it was submitted', 'it@firm.example')).toBe(
      'i…@firm.example: it was submitted',
    );
  });

  it.each(['\u{1F600}@x.example no', `${'x'.repeat(1998)}\uD83D`, '\uDE00@x.example', '\uD83D'])(
    'is text that an event can hold: %j',
    (said) => {
      expect((told(said) ?? '').isWellFormed()).toBe(true);
    },
  );
});
