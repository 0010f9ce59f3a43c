import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FirmId, firmStream } from '@counterpart/contracts';
import { EventStore, storeDataSource, type NewEvent } from '@counterpart/event-store';
import { operatorDatabase, type OperatorDatabase } from './operator-database.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const FIRM = FirmId.parse('hartwell');
const about = randomUUID();

let database: OperatorDatabase;
let source: ReturnType<typeof storeDataSource>;

beforeAll(async () => {
  database = await operatorDatabase();
  source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  const stream = firmStream(FIRM);
  const address = { stream, firm: FIRM, key: `${FIRM}/-` };
  const notice = { about, matter: null };
  const refused = [{ recipient: 'i…@hartwell.example', code: 550 }];
  const events = [
    { name: 'NoticeSent', data: { ...notice, kind: 'drift', recipients: 2, messageId: '<a@b>' } },
    { name: 'NoticeRefused', data: { ...notice, kind: 'drift', messageId: '<a@b>', refused, accepted: 1 } },
    {
      name: 'NoticeDeferred',
      data: { ...notice, kind: 'copy-conflict', because: 'quiet-hours', until: '2026-11-25T12:00:00Z' },
    },
  ].map((event) => ({ ...address, ...event })) as unknown as NewEvent[];
  const id = randomUUID();
  const origin = { handler: 'spec', actor: 'service:notifier', source: '/counterpart/notifier' };
  const cause = { eventId: id, correlationId: id, ...origin };
  const store = new EventStore(source);
  await store.transact(
    (tx) => store.append(tx, cause, [{ stream, expected: 'any', events }], new Date('2026-11-24T09:00:00Z')),
    { firm: FIRM },
  );
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

function run<Result>(words: readonly string[], input = ''): Promise<Result> {
  const env = { COUNTERPART_DATABASE_URL: database.operatorUrl, COUNTERPART_FIRM: FIRM };
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [PROGRAM, '--json', ...words], { env }, (error, out) => {
      if (error !== null) reject(error);
      else resolve(JSON.parse(out) as Result);
    });
    child.stdin?.end(input);
  });
}

const list = (
  ...words: readonly string[]
): Promise<{ readonly notices: readonly { readonly state: string }[] }> => run(['notices', 'list', ...words]);

it('shows what was sent, what waits, and whom the mail server refused by which reply', async () => {
  const states = (await list()).notices.map(({ state }) => state);
  expect(states).toEqual(['waits', 'refused', 'sent']);
  expect((await list('--kind', 'drift')).notices).toHaveLength(2);
  expect((await list('--refused')).notices).toMatchObject([
    { state: 'refused', detail: 'i…@hartwell.example: 550; 1 got it', about },
  ]);
});

it('names the kinds that there are where one is not known', async () => {
  await expect(list('--kind', 'spam')).rejects.toThrow();
});

it('takes a bounce that a person saved, and shows whom the notice did not reach and why', async () => {
  const bounce = [
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.hartwell.example',
    '',
    'Final-Recipient: rfc822; records@hartwell.example',
    'Action: failed',
    'Status: 5.2.2',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    'Message-ID: <a@b>',
    '',
    '--b--',
  ].join('\r\n');
  const recipient = 'r…@hartwell.example';
  expect(await run(['notices', 'bounced', '-', '--by', 'erin'], bounce)).toEqual({
    kind: 'taken',
    firm: FIRM,
    notice: 'drift',
    bounces: [{ recipient, outcome: 'failed', status: '5.2.2', reason: 'mailbox-full', isNew: true }],
  });
  expect((await list('--bounced')).notices).toMatchObject([
    { state: 'bounced', detail: `${recipient}: The mailbox has no space left. (mailbox-full, 5.2.2)`, about },
  ]);
});
