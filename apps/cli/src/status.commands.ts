import { InvalidArgumentError, type Command } from 'commander';
import { table } from './adapters/table.js';
import type { CliDesk } from './cli.config.js';
import { FIRM_OPTION } from './firm-options.commands.js';
import { firmOf, matterOf, type FirmOptions } from './rendering/scope-options.js';
import {
  MATTER_HEADING,
  matterRows,
  remediesOf,
  standingRows,
  UNSYNCED_HEADING,
  unsyncedRows,
} from './tell-standing/standing-words.js';
import { tellStanding, type ToldStanding } from './tell-standing/tell-standing.handler.js';

interface StatusOptions extends FirmOptions {
  readonly matter?: string;
  readonly limit: number;
}

const MOST = 1000;

/** `counterpart status` */
export function addStatusCommand(counterpart: Command, desk: CliDesk): void {
  counterpart
    .command('status')
    .description('say as of when a firm or a matter is in sync, and what differs')
    .option(...FIRM_OPTION)
    .option('--matter <id>', 'only this matter, by its id in Clio')
    .option('--limit <number>', 'the most matters and documents that are named', limitOf, 20)
    .action(async ({ limit, ...options }: StatusOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      // Only here: what needs no database loads no driver.
      const { openStanding } = await import('./adapters/database-standing.js');
      const book = await openStanding(desk.setting('COUNTERPART_DATABASE_URL'));
      desk.closeLater(() => book.close());
      const told = await tellStanding(book, { firm, matter: matterOf(options), limit });
      desk.print(told, inTables(told));
    });
}

function inTables(told: ToldStanding): string {
  const parts = [table([told.matter === null ? told.firm : `matter ${told.matter}`, ''], standingRows(told))];
  if (told.matters.length > 0) parts.push(table(MATTER_HEADING, matterRows(told)));
  if (told.unsynced.length > 0) parts.push(table(UNSYNCED_HEADING, unsyncedRows(told)));
  return [...parts, ...remediesOf(told)].join('\n\n');
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (!/^\d{1,4}$/.test(text) || limit < 1 || limit > MOST) {
    throw new InvalidArgumentError(`a whole number from 1 to ${MOST}`);
  }
  return limit;
}
