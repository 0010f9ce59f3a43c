import { userInfo } from 'node:os';
import { FAILURE_CODES, type FailureCode } from '@counterpart/contracts';
import { InvalidArgumentError, type Command } from 'commander';
import type { DatabaseParked } from './adapters/database-parked.js';
import { table } from './adapters/table.js';
import type { CliDesk } from './cli.config.js';
import { FIRM_OPTION } from './firm-options.commands.js';
import { wrongWords } from './rendering/failure.js';
import { firmOf, type FirmOptions } from './rendering/scope-options.js';
import { PARKED_HEADING, parkedRows, remedies, ruledWords } from './tend-parked/parked-rows.js';
import {
  discardFailed,
  listFailed,
  retryAllFailed,
  retryFailed,
  type Ruled,
} from './tend-parked/tend-parked.handler.js';

const LONGEST_LIST = 10_000;
const LONGEST_REASON = 500;

/** `counterpart parked …` */
export function addParkedCommands(counterpart: Command, desk: CliDesk): void {
  const parked = counterpart
    .command('parked')
    .description('a firm’s failed work: what waits for its next try, and what was given up');
  addList(parked, desk);
  addRetry(parked, desk);
  addDiscard(parked, desk);
}

function addList(parked: Command, desk: CliDesk): void {
  parked
    .command('list')
    .description('show failed work of every service, with its reason and next try')
    .option(...FIRM_OPTION)
    .option('--limit <number>', 'the most that is shown', limitOf, 100)
    .action(async ({ limit, ...options }: FirmOptions & { readonly limit: number }) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const list = await listFailed(await openParked(desk), firm, limit);
      const shown = [table(PARKED_HEADING, parkedRows(list.parked)), remedies(list)].join('\n\n');
      desk.print(list, list.parked.length === 0 ? 'Nothing has failed.' : shown);
    });
}

interface RulingOptions extends FirmOptions {
  readonly by: string;
  readonly reason?: string;
}

interface RetryOptions extends RulingOptions {
  readonly all: boolean;
  readonly code?: FailureCode;
}

function addRetry(parked: Command, desk: CliDesk): void {
  parked
    .command('retry')
    .description('have failed work tried again at once; its tries are counted anew')
    .argument('[references...]', 'as `parked list` and the e-mails show them')
    .option(...FIRM_OPTION)
    .option('--all', 'all failed work of the firm', false)
    .option('--code <code>', 'all that failed for this reason, e.g. DROPBOX_FULL', codeOf)
    .option('--reason <words>', 'why; it stands on the trail', reasonOf)
    .option('--by <name>', 'who decides: it stands on the trail for ever', userInfo().username)
    .action(async (named: readonly string[], options: RetryOptions) => {
      const { all, code = null, by, reason } = options;
      const ways = [named.length > 0, all, code !== null].filter(Boolean);
      if (ways.length !== 1) throw wrongWords('name references, or --all, or --code');
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const lot = await openParked(desk);
      const decider = { firm, by, why: reason ?? null };
      const ruled = await (named.length > 0
        ? retryFailed(lot, named, decider)
        : retryAllFailed(lot, code, decider));
      conclude(desk, 'Tried again', ruled);
    });
}

function addDiscard(parked: Command, desk: CliDesk): void {
  parked
    .command('discard')
    .description('give failed work up for good; what waits behind it goes on, and Dropbox stays as it is')
    .argument('<references...>', 'as `parked list` and the e-mails show them')
    .option(...FIRM_OPTION)
    .requiredOption('--reason <words>', 'why; it stands on the trail', reasonOf)
    .option('--by <name>', 'who decides: it stands on the trail for ever', userInfo().username)
    .action(async (references: readonly string[], options: RulingOptions & { readonly reason: string }) => {
      const { by, reason } = options;
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const lot = await openParked(desk);
      conclude(desk, 'Discarded', await discardFailed(lot, references, { firm, by, why: reason }));
    });
}

/** Work that is not there was not decided on: the command says so and ends with 1. */
function conclude(desk: CliDesk, done: string, ruled: Ruled): void {
  desk.print(ruled, ruledWords(done, ruled));
  if (ruled.absent.length > 0) process.exitCode = 1;
}

async function openParked(desk: CliDesk): Promise<DatabaseParked> {
  // Only here: what needs no database loads no driver.
  const { openParked: open } = await import('./adapters/database-parked.js');
  const opened = await open(desk.setting('COUNTERPART_DATABASE_URL'));
  desk.closeLater(() => opened.close());
  return opened;
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (!/^\d{1,5}$/.test(text) || limit < 1 || limit > LONGEST_LIST) {
    throw new InvalidArgumentError(`a whole number from 1 to ${LONGEST_LIST}`);
  }
  return limit;
}

function codeOf(text: string): FailureCode {
  const code = FAILURE_CODES.find((known) => known === text);
  if (code === undefined) throw new InvalidArgumentError('a reason code, as `parked list` shows it');
  return code;
}

function reasonOf(text: string): string {
  const words = text.trim();
  if (words === '' || words.length > LONGEST_REASON) {
    throw new InvalidArgumentError(`words, at most ${LONGEST_REASON} characters`);
  }
  return words;
}
