import { userInfo } from 'node:os';
import type { CliDesk } from './cli.config.js';
import { wrongWords } from './rendering/failure.js';
import type { FirmRegister, FirmsFile } from './tend-firms/tend-firms.ports.js';

const LONGEST_REASON = 500;
/** Who decides about a firm. */
export const BY_OPTION = [
  '--by <name>',
  'who decides: it stands on the trail for ever',
  userInfo().username,
] as const;

/** Why something is decided, as the trail holds it. @throws an error of the code WORDS_WRONG */
export function reasonOf(reason: string): string {
  if (reason.trim() !== '' && reason.length <= LONGEST_REASON) return reason;
  throw wrongWords(`a reason has 1 to ${LONGEST_REASON} characters`);
}

/** The firms file. */
export async function openFile(desk: CliDesk): Promise<FirmsFile> {
  const { firmsFile } = await import('./adapters/firms-file.js');
  return firmsFile(desk.setting('COUNTERPART_FIRMS_FILE'));
}

/** What the trail tells of the firms; closed when the command is over. */
export async function openRegister(desk: CliDesk): Promise<FirmRegister> {
  const { openFirmRegister } = await import('./adapters/database-firm-register.js');
  const opened = await openFirmRegister(desk.setting('COUNTERPART_DATABASE_URL'));
  desk.closeLater(() => opened.close());
  return opened.register;
}
