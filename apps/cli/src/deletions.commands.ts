import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { CliDesk } from './cli.config.js';
import { FIRM_OPTION } from './firm-options.commands.js';
import { firmOf, type FirmOptions } from './rendering/scope-options.js';
import { resumeDeletions, resumedWords } from './resume-deletions/resume-deletions.handler.js';

interface ResumeOptions extends FirmOptions {
  readonly by: string;
  readonly note?: string;
}

/** `counterpart deletions …` */
export function addDeletionCommands(counterpart: Command, desk: CliDesk): void {
  counterpart
    .command('deletions')
    .description('documents deleted in Clio')
    .command('resume')
    .description(
      'let them be set aside again after too many were deleted within a day, and you looked at them',
    )
    .option(...FIRM_OPTION)
    .option('--note <words>', 'why; it stands on the trail')
    .option('--by <name>', 'who decides: it stands on the trail for ever', userInfo().username)
    .action(async ({ by, note, ...options }: ResumeOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      // Only here: what needs no database loads no driver.
      const { openDeletions } = await import('./adapters/database-deletions.js');
      const opened = await openDeletions(desk.setting('COUNTERPART_DATABASE_URL'));
      desk.closeLater(() => opened.close());
      const resumed = await resumeDeletions(opened.desk, firm, { by, note: note ?? null });
      desk.print(resumed, resumedWords(resumed));
    });
}
