import { userInfo } from 'node:os';
import { MIGRATION_SHARE } from '@counterpart/pacer';
import type { Command } from 'commander';
import { table } from './adapters/table.js';
import type { CliDesk } from './cli.config.js';
import { FIRM_OPTION } from './firm-options.commands.js';
import { tellMigration } from './migrate-history/migrate-history.handler.js';
import type { MigrationDesk } from './migrate-history/migrate-history.ports.js';
import { migrationRows, outcomeWords } from './migrate-history/migration-words.js';
import { firmOf, matterOf, type FirmOptions } from './rendering/scope-options.js';

interface MigrateOptions extends FirmOptions {
  readonly matter?: string;
}

interface WordOptions extends MigrateOptions {
  readonly by: string;
  readonly reason?: string;
}

const MATTER_OPTION = ['--matter <id>', 'only this matter, by its id in Clio'] as const;

/** `counterpart migrate …` */
export function addMigrateCommands(counterpart: Command, desk: CliDesk): void {
  const migrate = counterpart
    .command('migrate')
    .description('mirror what already lies in Clio: all matters of a firm, or one');
  addWord(migrate, desk, 'start', 'begin to mirror what already lies in Clio');
  addWord(migrate, desk, 'pause', 'begin nothing new; what is on its way comes to its end');
  addWord(migrate, desk, 'resume', 'go on where a paused or failed migration stopped');
  migrate
    .command('status')
    .description('say how far the newest migration has come, and what is left')
    .option(...FIRM_OPTION)
    .option(...MATTER_OPTION)
    .action(async (options: MigrateOptions) => {
      const scope = { firm: firmOf(options, desk.settings().COUNTERPART_FIRM), matter: matterOf(options) };
      const told = await tellMigration(await openDesk(desk), scope, MIGRATION_SHARE);
      if (told === undefined) return desk.print({ migration: null }, 'There was no such migration.');
      const title = told.matter === null ? told.firm : `matter ${told.matter}`;
      desk.print({ migration: told }, table([title, ''], migrationRows(told)));
    });
}

function addWord(migrate: Command, desk: CliDesk, word: 'start' | 'pause' | 'resume', meaning: string): void {
  migrate
    .command(word)
    .description(meaning)
    .option(...FIRM_OPTION)
    .option(...MATTER_OPTION)
    .option('--reason <words>', 'why; it stands on the trail')
    .option('--by <name>', 'who decides: it stands on the trail for ever', userInfo().username)
    .action(async ({ by, reason, ...options }: WordOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const said = { firm, matter: matterOf(options), actor: `user:${by}`, why: reason ?? null };
      const outcome = await (await openDesk(desk))[word](said);
      desk.print({ outcome }, outcomeWords(outcome));
      if (outcome === 'none' || outcome === 'under-way') process.exitCode = 1;
    });
}

async function openDesk(desk: CliDesk): Promise<MigrationDesk> {
  // Only here: what needs no database loads no driver.
  const { openMigrations } = await import('./adapters/database-migrations.js');
  const opened = await openMigrations(desk.setting('COUNTERPART_DATABASE_URL'));
  desk.closeLater(() => opened.close());
  return opened.desk;
}
