import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventId, FirmId, firmStream } from '@counterpart/contracts';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import { tellOn } from '@counterpart/testing';
import { operatorDatabase, type OperatorDatabase } from './operator-database.js';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const FIRM = FirmId.parse('hartwell');
const about = EventId.parse(randomUUID());

let database: OperatorDatabase;
let source: ReturnType<typeof storeDataSource>;

beforeAll(async () => {
  database = await operatorDatabase();
  source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  const address = { stream: firmStream(FIRM), firm: FIRM, key: `${FIRM}/-` };
  const notice = { about, matter: null };
  const sent = { ...notice, kind: 'drift' as const, messageId: '<a@b>' };
  const refused = [{ recipient: 'i…@hartwell.example', code: 550 }];
  const until = '2026-11-25T12:00:00Z';
  await tellOn(new EventStore(source), { by: 'notifier', at: '2026-11-24T09:00:00Z' })(
    { ...address, name: 'NoticeSent', data: { ...sent, recipients: 2 } },
    { ...address, name: 'NoticeRefused', data: { ...sent, refused, accepted: 1 } },
    {
      ...address,
      name: 'NoticeDeferred',
      data: { ...notice, kind: 'copy-conflict', because: 'quiet-hours', until },
    },
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
