import { userInfo } from 'node:os';
import { MatterId } from '@counterpart/contracts';
import type { Command } from 'commander';
import { table } from './adapters/table.js';
import type { CliDesk } from './cli.config.js';
import { FIRM_OPTION } from './firm-options.commands.js';
import { wrongWords } from './rendering/failure.js';
import { firmOf, type FirmOptions } from './rendering/scope-options.js';
import { CLOSINGS_HEADING, closingRows, missingWords } from './tend-closings/closing-rows.js';
import {
  listClosings,
  retryClosing,
  showClosings,
  type Closings,
} from './tend-closings/tend-closings.handler.js';
import type { ClosingBooks } from './tend-closings/tend-closings.ports.js';

/** `counterpart closings …` */
export function addClosingCommands(counterpart: Command, desk: CliDesk): void {
  const closings = counterpart
    .command('closings')
    .description('closed matters on their way into the archive');
  addList(closings, desk);
  addShow(closings, desk);
  addRetry(closings, desk);
}

function addList(closings: Command, desk: CliDesk): void {
  closings
    .command('list')
    .description('show the closings that are not over, the oldest first')
    .option(...FIRM_OPTION)
    .option('--all', 'those that are over, too', false)
    .action(async ({ all, ...options }: FirmOptions & { readonly all: boolean }) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const list = await listClosings(await openBooks(desk), firm, all);
      desk.print(list, inWords(list, 'No closing is under way.'));
    });
}

function addShow(closings: Command, desk: CliDesk): void {
  closings
    .command('show')
    .description('show every closing of a matter, and which documents it waits for')
    .argument('<matter>', 'Clio’s id of the matter', matterOf)
    .option(...FIRM_OPTION)
    .action(async (matter: MatterId, options: FirmOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const shown = await showClosings(await openBooks(desk), firm, matter);
      const missing = shown.closings.flatMap((closing) => missingWords(closing));
      desk.print(shown, [inWords(shown, 'The matter was never closed.'), ...missing].join('\n'));
    });
}

function addRetry(closings: Command, desk: CliDesk): void {
  closings
    .command('retry')
    .description('have a closing that is held up tried again; its limit is counted anew')
    .argument('<matter>', 'Clio’s id of the matter', matterOf)
    .option(...FIRM_OPTION)
    .option('--reason <words>', 'why; it stands on the trail')
    .option('--by <name>', 'who decides: it stands on the trail for ever', userInfo().username)
    .action(async (matter: MatterId, { by, reason, ...options }: RetryOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const books = await openBooks(desk);
      const retried = await retryClosing(books, { firm, matter }, { by, why: reason ?? null });
      const isOrdered = retried.outcome === 'ordered';
      desk.print(retried, isOrdered ? 'It is tried again.' : 'The matter has no closing that is not over.');
      if (!isOrdered) process.exitCode = 1;
    });
}

interface RetryOptions extends FirmOptions {
  readonly by: string;
  readonly reason?: string;
}

const inWords = ({ closings }: Closings, none: string): string =>
  closings.length === 0 ? none : table(CLOSINGS_HEADING, closingRows(closings));

/** @throws an error of the code WORDS_WRONG */
export function matterOf(text: string): MatterId {
  const matter = MatterId.safeParse(text);
  if (!matter.success) throw wrongWords('the matter’s id is a number');
  return matter.data;
}

async function openBooks(desk: CliDesk): Promise<ClosingBooks> {
  // Only here: what needs no database loads no driver.
  const { openClosings } = await import('./adapters/database-closings.js');
  const opened = await openClosings(desk.setting('COUNTERPART_DATABASE_URL'));
  desk.closeLater(() => opened.close());
  return opened.books;
}
