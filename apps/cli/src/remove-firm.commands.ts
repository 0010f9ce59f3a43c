import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { exportFolders, folderExists, textFiles } from './adapters/export-folders.js';
import { namedKeys } from './adapters/named-keys.js';
import type { CliDesk } from './cli.config.js';
import { exportTrail } from './export-trail/export-trail.handler.js';
import { BY_OPTION, openFile, openRegister, reasonOf } from './firm-desk.commands.js';
import { keyOption, keysOf, secondsOf, type KeyOptions } from './key-options.commands.js';
import { wrongWords } from './rendering/failure.js';
import { firmOf } from './rendering/scope-options.js';
import { removalWords } from './remove-firm/removal-words.js';
import { removeFirm, type RemovalPorts } from './remove-firm/remove-firm.handler.js';

/** Every process looks once a second how the firms stand. */
const SETTLE_MS = 3000;

interface RemoveOptions extends KeyOptions {
  readonly firm: string;
  readonly confirm: string;
  readonly reason: string;
  readonly by: string;
  readonly out: string;
  /** Seconds. */
  readonly patience: number;
}

/** `counterpart firms remove` */
export function addRemoveCommand(firms: Command, desk: CliDesk): void {
  firms
    .command('remove')
    .description('export a firm’s whole audit trail, verify it, and destroy the firm’s keys for ever')
    .requiredOption('--firm <firm>', 'the firm')
    .requiredOption('--confirm <firm>', 'the firm’s id once more: what is destroyed does not come back')
    .requiredOption('--reason <words>', 'why; it stands on the trail')
    .requiredOption('--out <folder>', 'folder to make for the export of the trail')
    .addOption(keyOption())
    .option('--patience <seconds>', 'how long the auditor may take to seal', secondsOf, 60)
    .option(...BY_OPTION)
    .action(async (options: RemoveOptions) => {
      const firm = firmOf(options, undefined);
      const { by, reason, out: folder, confirm } = options;
      if (confirm !== firm) throw wrongWords(`--confirm has to be ${firm}: nothing was done`);
      const wish = { firm, by, reason: reasonOf(reason), folder, keys: keysOf(options, desk) };
      const removed = await removeFirm(await portsOf(desk, options.patience * 1000), wish);
      desk.print(removed, removalWords(removed));
    });
}

async function portsOf(desk: CliDesk, patienceMs: number): Promise<RemovalPorts> {
  // Only here: what needs no database loads no driver.
  const [{ openTrail }, { openShredder }] = await Promise.all([
    import('./adapters/database-trail.js'),
    import('./adapters/database-shredder.js'),
  ]);
  const trail = await openTrail(desk.setting('COUNTERPART_DATABASE_URL'), patienceMs);
  desk.closeLater(() => trail.close());
  const opened = await openShredder(desk.setting('COUNTERPART_MIGRATION_DATABASE_URL'));
  desk.closeLater(() => opened.close());
  const folders = { ...exportFolders, exists: folderExists };
  const outside = { folders, files: textFiles, keys: namedKeys };
  return {
    ...outside,
    file: await openFile(desk),
    register: await openRegister(desk),
    shredder: opened.shredder,
    exportFirm: async ({ firm, folder, by, keys }) => {
      const order = { scope: { kind: 'firm', firm } as const, folder, by, since: [], keys };
      return (await exportTrail({ ...outside, trail }, order)).proven;
    },
    settle: () => wait(SETTLE_MS),
  };
}
