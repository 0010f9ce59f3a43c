import { userInfo } from 'node:os';
import { bounceSettings } from '@counterpart/bounces/settings';
import { isNoticeKind, NOTICE_KINDS } from '@counterpart/contracts';
import { InvalidArgumentError, type Command } from 'commander';
import { readMail } from './adapters/mail-files.js';
import { table } from './adapters/table.js';
import type { CliDesk } from './cli.config.js';
import { FIRM_OPTION } from './firm-options.commands.js';
import { listNotices } from './list-notices/list-notices.handler.js';
import { noticeRows, NOTICES_HEADING } from './list-notices/notice-rows.js';
import { firmOf, type FirmOptions } from './rendering/scope-options.js';
import { takeBounce, takenWords } from './take-bounce/take-bounce.handler.js';

interface ListOptions extends FirmOptions {
  readonly kind?: string;
  readonly refused: boolean;
  readonly bounced: boolean;
  readonly limit: number;
}

const MOST = 10_000;

/** `counterpart notices …` */
export function addNoticeCommands(counterpart: Command, desk: CliDesk): void {
  const notices = counterpart.command('notices').description('the e-mails that a firm was sent');
  notices
    .command('list')
    .description(
      'show what was sent, what waits, what a mail server refused and what came back, the newest first',
    )
    .option(...FIRM_OPTION)
    .option('--kind <kind>', `only one kind: ${Object.keys(NOTICE_KINDS).join(', ')}`, kindOf)
    .option('--refused', 'only what a mail server refused for good', false)
    .option('--bounced', 'only what came back after a mail server took it, or is late', false)
    .option('--limit <number>', 'the most that is shown', limitOf, 100)
    .action(async ({ kind, refused, bounced, limit, ...options }: ListOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      // Only here: what needs no database loads no driver.
      const { openNotices } = await import('./adapters/database-notices.js');
      const book = await openNotices(desk.setting('COUNTERPART_DATABASE_URL'));
      desk.closeLater(() => book.close());
      const told = await listNotices(book, { firm, kind: kind ?? null, refused, bounced, limit });
      const shown = told.notices.length === 0 ? 'None.' : table(NOTICES_HEADING, noticeRows(told.notices));
      desk.print(told, shown);
    });
  addBounced(notices, desk);
}

interface BouncedOptions extends FirmOptions {
  readonly by: string;
}

function addBounced(notices: Command, desk: CliDesk): void {
  notices
    .command('bounced')
    .description('put a bounce on the trail that came back to a mailbox')
    .argument('<file>', 'the bounce as a mail program saves it (.eml); - for standard input')
    .option('--by <name>', 'who vouches for it: it stands on the trail for ever', userInfo().username)
    .option(...FIRM_OPTION)
    .action(async (file: string, { by, ...options }: BouncedOptions) => {
      const settings = desk.settings();
      const firm = firmOf(options, settings.COUNTERPART_FIRM);
      const bytes = await readMail(file);
      const { openBounces } = await import('./adapters/database-bounces.js');
      const book = await openBounces(desk.setting('COUNTERPART_DATABASE_URL'), bounceSettings(settings));
      desk.closeLater(() => book.close());
      const taken = await takeBounce(book, firm, { bytes, by });
      desk.print(taken, takenWords(firm, taken));
      if (taken.kind !== 'taken') process.exitCode = 1;
    });
}

function kindOf(text: string): string {
  if (!isNoticeKind(text)) throw new InvalidArgumentError(`one of ${Object.keys(NOTICE_KINDS).join(', ')}`);
  return text;
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (!/^\d{1,5}$/.test(text) || limit < 1 || limit > MOST) {
    throw new InvalidArgumentError(`a whole number from 1 to ${MOST}`);
  }
  return limit;
}
