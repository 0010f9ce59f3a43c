import { isNoticeKind, NOTICE_KINDS } from '@counterpart/contracts';
import { InvalidArgumentError, type Command } from 'commander';
import { table } from './adapters/table.js';
import type { CliDesk } from './cli.config.js';
import { FIRM_OPTION } from './firm-options.commands.js';
import { listNotices } from './list-notices/list-notices.handler.js';
import { noticeRows, NOTICES_HEADING } from './list-notices/notice-rows.js';
import { firmOf, type FirmOptions } from './rendering/scope-options.js';

interface ListOptions extends FirmOptions {
  readonly kind?: string;
  readonly refused: boolean;
  readonly limit: number;
}

const MOST = 10_000;

/** `counterpart notices …` */
export function addNoticeCommands(counterpart: Command, desk: CliDesk): void {
  const notices = counterpart.command('notices').description('the e-mails that a firm was sent');
  notices
    .command('list')
    .description('show what was sent, what waits, and whom a mail server refused, the newest first')
    .option(...FIRM_OPTION)
    .option('--kind <kind>', `only one kind: ${Object.keys(NOTICE_KINDS).join(', ')}`, kindOf)
    .option('--refused', 'only what a mail server refused for good', false)
    .option('--limit <number>', 'the most that is shown', limitOf, 100)
    .action(async ({ kind, refused, limit, ...options }: ListOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      // Only here: what needs no database loads no driver.
      const { openNotices } = await import('./adapters/database-notices.js');
      const book = await openNotices(desk.setting('COUNTERPART_DATABASE_URL'));
      desk.closeLater(() => book.close());
      const told = await listNotices(book, { firm, kind: kind ?? null, refused, limit });
      const shown = told.notices.length === 0 ? 'None.' : table(NOTICES_HEADING, noticeRows(told.notices));
      desk.print(told, shown);
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
