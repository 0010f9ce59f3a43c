import { userInfo } from 'node:os';
import type { MatterId } from '@counterpart/contracts';
import type { Command } from 'commander';
import { table } from './adapters/table.js';
import type { CliDesk } from './cli.config.js';
import { matterOf } from './closings.commands.js';
import { FIRM_OPTION } from './firm-options.commands.js';
import { listHolds, sayHold } from './hold-matters/hold-matters.handler.js';
import type { HoldBooks } from './hold-matters/hold-matters.ports.js';
import { holdRows, HOLDS_HEADING, holdWords } from './hold-matters/hold-words.js';
import { wrongWords } from './rendering/failure.js';
import { firmOf, type FirmOptions } from './rendering/scope-options.js';

const LONGEST_REASON = 500;

/** `counterpart hold …` */
export function addHoldCommands(counterpart: Command, desk: CliDesk): void {
  const hold = counterpart
    .command('hold')
    .description('legal holds: nothing of a matter is moved, packed, thinned or deleted by any rule');
  addWord(hold, desk, 'set', 'put a matter on legal hold');
  addWord(hold, desk, 'lift', 'end a matter’s legal hold');
  hold
    .command('list')
    .description('show the matters on legal hold, since when, by whom and why')
    .option(...FIRM_OPTION)
    .action(async (options: FirmOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const { holds } = await listHolds(await openBooks(desk), firm);
      const shown =
        holds.length === 0 ? 'No matter is on legal hold.' : table(HOLDS_HEADING, holdRows(holds));
      desk.print({ holds }, shown);
    });
}

interface WordOptions extends FirmOptions {
  readonly matter: MatterId;
  readonly reason: string;
  readonly by: string;
}

function addWord(hold: Command, desk: CliDesk, word: 'set' | 'lift', meaning: string): void {
  hold
    .command(word)
    .description(meaning)
    .requiredOption('--matter <id>', 'Clio’s id of the matter', matterOf)
    .requiredOption('--reason <words>', 'why; it stands on the trail')
    .option('--by <name>', 'who decides: it stands on the trail for ever', userInfo().username)
    .option(...FIRM_OPTION)
    .action(async ({ matter, reason, by, ...options }: WordOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      if (reason.trim() === '' || reason.length > LONGEST_REASON) {
        throw wrongWords(`a reason has 1 to ${LONGEST_REASON} characters`);
      }
      const held = await sayHold(await openBooks(desk), firm, { word, matter, by, reason });
      desk.print(held, holdWords(matter, held.outcome));
      if (held.outcome === 'unknown-matter') process.exitCode = 1;
    });
}

async function openBooks(desk: CliDesk): Promise<HoldBooks> {
  // Only here: what needs no database loads no driver.
  const { openHolds } = await import('./adapters/database-holds.js');
  const opened = await openHolds(desk.setting('COUNTERPART_DATABASE_URL'));
  desk.closeLater(() => opened.close());
  return opened.books;
}
