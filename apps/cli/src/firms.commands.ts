import type { FirmId } from '@counterpart/contracts';
import type { Command } from 'commander';
import { table } from './adapters/table.js';
import type { CliDesk } from './cli.config.js';
import { BY_OPTION, openFile, openRegister, reasonOf } from './firm-desk.commands.js';
import { FIRM_OPTION } from './firm-options.commands.js';
import { addRemoveCommand } from './remove-firm.commands.js';
import { firmOf, type FirmOptions } from './rendering/scope-options.js';
import { answerWords, firmLines, firmRows, FIRMS_HEADING } from './tend-firms/firm-words.js';
import { addFirm, listFirms, sayFirm, showFirm, type FirmAnswer } from './tend-firms/tend-firms.handler.js';
import { asOfWords } from './tell-standing/standing-words.js';
import { tellStanding } from './tell-standing/tell-standing.handler.js';
import type { FirmSync } from './tend-firms/tend-firms.ports.js';

/** `counterpart firms …` */
export function addFirmCommands(counterpart: Command, desk: CliDesk): void {
  const firms = counterpart.command('firms').description('the firms that this installation serves');
  addAdd(firms, desk);
  addList(firms, desk);
  addShow(firms, desk);
  addWord(firms, desk, 'suspend');
  addWord(firms, desk, 'resume');
  addRemoveCommand(firms, desk);
}

interface AddOptions extends FirmOptions {
  readonly from?: string;
  readonly by: string;
}

function addAdd(firms: Command, desk: CliDesk): void {
  firms
    .command('add')
    .description('take a firm on; the services serve it within a minute')
    .option('--from <file>', 'JSON file with the firm’s entry; it is put into the firms file')
    .option(...BY_OPTION)
    .option(...FIRM_OPTION)
    .action(async ({ from, by, ...options }: AddOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const ports = { file: await openFile(desk), register: await openRegister(desk) };
      const wish = { firm, actor: `user:${by}`, ...(from === undefined ? {} : { from }) };
      answer(desk, await addFirm(ports, wish), `${firm} is taken on. Restart the services, then connect it.`);
    });
}

function addList(firms: Command, desk: CliDesk): void {
  firms
    .command('list')
    .description('show all firms and how they stand')
    .action(async () => {
      const listed = await listFirms(await openFile(desk), await openRegister(desk));
      const rows = firmRows(listed.firms);
      desk.print(listed, rows.length === 0 ? 'There is no firm.' : table(FIRMS_HEADING, rows));
    });
}

function addShow(firms: Command, desk: CliDesk): void {
  firms
    .command('show')
    .description('show a firm: region, connections, policy, addresses, and how far it is in sync')
    .option(...FIRM_OPTION)
    .action(async (options: FirmOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      // Only here: what needs no database loads no driver.
      const { openStanding } = await import('./adapters/database-standing.js');
      const standing = await openStanding(desk.setting('COUNTERPART_DATABASE_URL'));
      desk.closeLater(() => standing.close());
      const syncOf = async (one: FirmId): Promise<FirmSync> => {
        const told = await tellStanding(standing, { firm: one, matter: null, limit: 1 });
        const { inSyncAsOf, lastSweep } = told;
        const { inClio, inSync } = told.standing;
        return { inClio, inSync, inSyncAsOf, asOf: asOfWords(told), lastSweep: lastSweep?.startedAt ?? null };
      };
      const books = { file: await openFile(desk), register: await openRegister(desk), syncOf };
      const shown = await showFirm(books, firm);
      desk.print(shown, table([firm, ''], firmLines(shown)));
    });
}

const MEANINGS = {
  suspend: {
    description: 'have all of a firm’s work wait; its webhooks are still stored, nothing is lost',
    done: 'Its work waits from now on. Its webhooks are stored. `firms resume` has it go on.',
  },
  resume: {
    description: 'have a suspended firm’s work go on where it stood',
    done: 'What waited goes on, in its order.',
  },
} as const;

interface WordOptions extends FirmOptions {
  readonly reason: string;
  readonly by: string;
}

function addWord(firms: Command, desk: CliDesk, word: keyof typeof MEANINGS): void {
  firms
    .command(word)
    .description(MEANINGS[word].description)
    .requiredOption('--reason <words>', 'why; it stands on the trail')
    .option(...BY_OPTION)
    .option(...FIRM_OPTION)
    .action(async ({ reason, by, ...options }: WordOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const wish = { firm, actor: `user:${by}`, reason: reasonOf(reason) };
      answer(desk, await sayFirm(await openRegister(desk), word, wish), MEANINGS[word].done);
    });
}

function answer(desk: CliDesk, told: FirmAnswer, done: string): void {
  desk.print(told, answerWords(told, done));
  if (told.outcome === 'removed') process.exitCode = 1;
}
