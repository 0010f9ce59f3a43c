import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BounceAddresses, bouncedEventId, TakeBounce } from '@counterpart/bounces';
import {
  DocumentId,
  documentStream,
  EventId,
  MatterId,
  summaryStream,
  type Event,
} from '@counterpart/contracts';
import { BounceInlet } from '../src/adapters/bounce-inlet.js';
import { SmtpPost } from '../src/adapters/smtp-post.js';
import { openScene, type Scene } from './scene.js';

/** The notifier’s mail, sent to a real SMTP server that sends it back to the notifier’s inlet. */
const key = (word: string): Buffer => createHash('sha256').update(word).digest();
const address = 'bounces@mail.hartwell.example';
const addresses = new BounceAddresses({ address, keys: [key('spec')] });
const IT = 'it@hartwell.example';
const RECORDS = 'records@hartwell.example';
const PARTNER = 'eleanor@hartwell.example';

/** A mail as the firm’s mail server took it. */
interface Took {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
}

let scene: Scene;
let server: SMTPServer;
let post: SmtpPost;
let inlet: BounceInlet;
let port: number;
let took: Took[];
/** Addresses that the firm’s mail server takes nothing for. */
let refused: string[];
let logged: { readonly level: string; readonly fields: object; readonly words: string }[];

const log = (level: string) => (fields: object, words: string) => void logged.push({ level, fields, words });

beforeAll(async () => {
  scene = await openScene();
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address: to }, _, callback) {
      callback(refused.includes(to) ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null);
    },
    onData(stream, { envelope }, callback) {
      let raw = '';
      stream.on('data', (chunk: Buffer) => (raw += chunk.toString()));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        for (const to of envelope.rcptTo) took.push({ from, to: to.address, raw });
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  post = new SmtpPost({ url, tls: 'offered' }, 'Counterpart <counterpart@hartwell.example>', addresses);
  const bounces = new TakeBounce(scene.store);
  const ports = {
    takeAt: bounces.takeAt.bind(bounces),
    addresses,
    log: { info: log('info'), warn: log('warn'), debug: log('debug') } as never,
    now: () => scene.now,
  };
  inlet = new BounceInlet(ports, { host: '127.0.0.1', port: 0, tls: null });
  port = await inlet.open();
});
beforeEach(() => {
  scene.begin(new Date('2026-11-24T15:00:00Z'));
  scene.post = post;
  scene.recipients.alertsOf = () => [IT];
  took = [];
  refused = [];
  logged = [];
});
afterAll(async () => {
  post.close();
  await inlet.close();
  await new Promise<void>((resolve) => server.close(resolve));
  await scene.close();
});

/** Hands a mail to the inlet as a mail server does, and gives its reply’s code; 250 for one that was taken. */
async function bring(to: string | string[], raw: string): Promise<number> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, tls: {} });
  try {
    await transport.sendMail({ envelope: { from: '', to }, raw });
    return 250;
  } catch (error) {
    return (error as { readonly responseCode: number }).responseCode;
  } finally {
    transport.close();
  }
}

/** What a mail server writes about a mail that it took (RFC 3464). */
function reportOf({ to, raw }: Took, fields: readonly string[] = UNKNOWN): string {
  const headers = raw.slice(0, raw.indexOf('\r\n\r\n'));
  return [
    'From: MAILER-DAEMON@mx.hartwell.example',
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.hartwell.example',
    '',
    `Final-Recipient: rfc822; ${to}`,
    ...fields,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    headers,
    '',
    '--b--',
    '',
  ].join('\r\n');
}

const UNKNOWN = [
  'Action: failed',
  'Status: 5.1.1',
  `Diagnostic-Code: smtp; 550 5.1.1 <${IT}>: User`,
  '  unknown',
];
const LATE = ['Action: delayed', 'Status: 4.4.1', 'Diagnostic-Code: smtp; connection timed out'];

const document = DocumentId.parse('11');
const stream = () => documentStream(scene.firm, document);
const story = async (): Promise<readonly Event[]> =>
  (await scene.store.readStream(stream())).map(({ event }) => event);

/** A document was deleted by hand, and the firm is told. */
async function tellOfDrift(): Promise<Event> {
  const data = { document, matter: MatterId.parse('5'), kind: 'deleted', mirrored: '/Matters/a/Brief.pdf' };
  const found = await scene.tell(stream(), 'DriftFound', {
    ...data,
    found: null,
    look: '018f3f6e-5b0a-7c4e-9d2a-000000000009',
    counterpart: 'id:a',
  });
  await scene.hear(found);
  return found;
}

/** Everything that came back since, heard of as Kafka would deliver it. */
async function hearBounces(): Promise<void> {
  for (const event of await story()) if (event.name === 'NoticeBounced') await scene.hear(event);
}

describe('a mail that comes back', () => {
  beforeEach(() => scene.applyNotices({ recipients: { drift: [IT, RECORDS] } }));

  it('is on the trail with its recipient and reason, once, and the others’ mail is not touched', async () => {
    await tellOfDrift();
    expect(took.map(({ to }) => to)).toEqual([IT, RECORDS]);
    expect(new Set(took.map(({ from }) => from)).size).toBe(2);
    expect(took[0]?.raw).toContain('From: Counterpart <counterpart@hartwell.example>');
    const [first] = took as [Took];
    expect(await bring(first.from.toUpperCase(), reportOf(first))).toBe(250);
    expect(await bring(first.from, reportOf(first))).toBe(250);
    const events = await story();
    expect(events.map(({ name }) => name)).toEqual(['DriftFound', 'NoticeSent', 'NoticeBounced']);
    expect(events[2]?.data).toEqual({
      kind: 'drift',
      about: events[0]?.id,
      matter: '5',
      messageId: `<${events[0]?.id}@counterpart.invalid>`,
      sent: events[1]?.id,
      recipient: 'i…@hartwell.example',
      outcome: 'failed',
      status: '5.1.1',
      reason: 'address-unknown',
      diagnostic: '550 5.1.1 <i…@hartwell.example>: User unknown',
    });
    await hearBounces();
    expect(took).toHaveLength(2);
    expect(logged).toMatchObject([{ fields: { isNew: true } }, { fields: { isNew: false } }]);
    expect(JSON.stringify(logged)).not.toContain('Brief');
  });

  it('from all of its recipients is told to the next ones, once; a bounce of that is told to nobody', async () => {
    await scene.applyNotices({ recipients: { drift: [IT, RECORDS] }, managingPartner: PARTNER });
    await tellOfDrift();
    for (const mail of took.slice(0, 2)) await bring(mail.from, reportOf(mail));
    await hearBounces();
    await hearBounces();
    expect(took.slice(2).map(({ to }) => to)).toEqual([PARTNER]);
    expect(scene.sent[1]?.subject).toBe('Counterpart: An e-mail of Counterpart reached nobody');
    expect(scene.sent[1]?.text).toContain(`counterpart notices list --firm ${scene.firm} --bounced`);
    expect(scene.sent[1]?.text).not.toContain('Brief');
    const [, , third] = took as [Took, Took, Took];
    await bring(third.from, reportOf(third));
    await hearBounces();
    expect(took).toHaveLength(3);
    expect((await story()).filter(({ name }) => name === 'NoticeBounced')).toHaveLength(3);
  });

  it('from those who were not refused is told past those who were', async () => {
    await scene.applyNotices({ recipients: { drift: [RECORDS, IT] }, managingPartner: PARTNER });
    refused = [RECORDS];
    await tellOfDrift();
    const [mail] = took as [Took];
    expect(await bring(mail.from, reportOf(mail))).toBe(250);
    scene.recipients.alertsOf = () => [IT, RECORDS];
    await hearBounces();
    expect(took.map(({ to }) => to)).toEqual([IT, PARTNER]);
  });

  it('to an address whose e-mail is not on the trail counts for the one that its `Message-ID` names', async () => {
    await tellOfDrift();
    const [mail] = took as [Took];
    const other = addresses.of(EventId.parse('018f3f6e-5b0a-5c4e-9d2a-000000000001'), RECORDS);
    const saved = Buffer.from(`To: ${other}\r\n${reportOf(mail)}`);
    const by = { actor: 'user:erin', source: '/counterpart/cli', now: scene.now, addresses };
    expect(await new TakeBounce(scene.store).takeFor(scene.firm, saved, by)).toMatchObject({ kind: 'taken' });
    const [, sent, bounced] = await story();
    expect(bounced?.id).toBe(bouncedEventId(sent?.id as never, IT));
    // The same bounce by its own address is no news.
    expect(await bring(mail.from, reportOf(mail))).toBe(250);
    expect(await story()).toHaveLength(3);
  });

  it('of an address that begins with a character outside the basic plane is taken', async () => {
    await tellOfDrift();
    const [mail] = took as [Took];
    const odd = reportOf({ ...mail, to: '\u{1F600}it@hartwell.example' });
    expect(await bring(mail.from, odd)).toBe(250);
    expect((await story()).at(-1)?.data).toMatchObject({ recipient: '\u{1F600}…@hartwell.example' });
  });

  it('may first be late: that is told on the trail and to nobody, and not after the failure', async () => {
    await tellOfDrift();
    const [mail] = took as [Took];
    for (const fields of [LATE, LATE, UNKNOWN, LATE]) await bring(mail.from, reportOf(mail, fields));
    const outcomes = (await story()).flatMap((event) =>
      event.name === 'NoticeBounced' ? [[event.data.outcome, event.data.reason]] : [],
    );
    expect(outcomes).toEqual([
      ['delayed', 'not-reached'],
      ['failed', 'address-unknown'],
    ]);
  });

  it('before it is on the trail that it was sent is asked to come again', async () => {
    const sent = EventId.parse('018f3f6e-5b0a-5c4e-9d2a-000000000001');
    const mail = { from: addresses.of(sent, IT), to: IT, raw: 'Subject: a\r\n\r\n' };
    expect(await bring(mail.from, reportOf(mail))).toBe(451);
    expect(logged).toMatchObject([{ level: 'warn' }]);
  });
});

it('the summary of a day that comes back is not sent again, and the next day’s is', async () => {
  await scene.applyNotices({ summaryAt: '08:00', timeZone: 'Europe/Berlin' });
  const noon = (days: number): Date =>
    new Date(`${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T12:00:00Z`);
  scene.now = noon(1);
  await scene.summaries.tend(scene.firm);
  const [mail] = took as [Took];
  expect(await bring(mail.from, reportOf(mail))).toBe(250);
  await scene.summaries.tend(scene.firm);
  expect(took).toHaveLength(1);
  scene.now = noon(2);
  await scene.summaries.tend(scene.firm);
  expect(took).toHaveLength(2);
  expect(await bring(mail.from, reportOf(mail, LATE))).toBe(250);
  const days = await scene.store.readStream(summaryStream(scene.firm));
  expect(days.map(({ event }) => event.name)).toEqual([
    'DailySummarySent',
    'NoticeBounced',
    'DailySummarySent',
  ]);
});

describe('the inlet', () => {
  it('takes mail for addresses that it can prove to be its own, and no other', async () => {
    await tellOfDrift();
    const [mail] = took as [Took];
    const forged = new BounceAddresses({ address, keys: [key('forger')] });
    const [, sent] = await story();
    for (const to of [address, 'postmaster@mail.hartwell.example', IT, forged.of(sent?.id as never, IT)]) {
      expect(await bring(to, reportOf(mail))).toBe(550);
    }
    expect(await story()).toHaveLength(2);
  });

  it('ignores what is no bounce, and says so without its words', async () => {
    await tellOfDrift();
    const [mail] = took as [Took];
    const away = 'Auto-Submitted: auto-replied\r\nSubject: Re: Brief.pdf\r\n\r\nI am away.';
    for (const raw of [
      away,
      'Subject: Brief\r\n\r\nHello',
      reportOf(mail, ['Action: delivered', 'Status: 2.0.0']),
    ]) {
      expect(await bring(mail.from, raw)).toBe(250);
    }
    expect(logged.map(({ fields }) => (fields as { readonly why: string }).why)).toEqual([
      'auto-reply',
      'no-report',
      'nothing-failed',
    ]);
    expect(JSON.stringify(logged)).not.toContain('Brief');
    expect(await story()).toHaveLength(2);
  });

  it('refuses what is too large', async () => {
    await tellOfDrift();
    const [mail] = took as [Took];
    expect(await bring(mail.from, `Subject: a\r\n\r\n${'x'.repeat(1_100_000)}`)).toBe(552);
  });
});
