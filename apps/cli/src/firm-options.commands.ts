import type { DatabaseFirms } from './adapters/database-firms.js';
import type { CliDesk } from './cli.config.js';

/** The words that name a firm. */
export const FIRM_OPTION = ['--firm <firm>', 'the firm; COUNTERPART_FIRM where it is not named'] as const;

/** Policies and firms, where they are kept; closed when the command is over. */
export async function openFirms(desk: CliDesk): Promise<DatabaseFirms> {
  // Only here: what needs no database loads no driver.
  const { openFirms: open } = await import('./adapters/database-firms.js');
  const opened = await open(desk.setting('COUNTERPART_DATABASE_URL'));
  desk.closeLater(() => opened.close());
  return opened;
}
