import { userInfo } from 'node:os';
import { Option, type Command } from 'commander';
import { exportFolders, textFiles } from './adapters/export-folders.js';
import { keyFiles } from './adapters/key-files.js';
import { namedKeys } from './adapters/named-keys.js';
import type { CliDesk } from './cli.config.js';
import { exportTrail } from './export-trail/export-trail.handler.js';
import { collect, keyOption, keysOf, secondsOf, type KeyOptions } from './key-options.commands.js';
import { makeKey, type KeyWish } from './make-keys/make-keys.handler.js';
import { scopeOf, type ScopeOptions } from './rendering/scope-options.js';
import { verificationWords } from './verify-export/verification-words.js';
import { verifyFolder } from './verify-export/verify-export.handler.js';
import { zipWords } from './verify-zip/zip-words.js';
import { addWitnessCommands } from './witness.commands.js';

const outside = { folders: exportFolders, files: textFiles, keys: namedKeys };

/** `counterpart audit …` */
export function addAuditCommands(counterpart: Command, desk: CliDesk): void {
  const audit = counterpart.command('audit').description('the tamper-evident log: keys, exports, proofs');
  addKeygen(audit, desk);
  addExport(audit, desk);
  addVerify(audit, desk);
  addVerifyZip(audit, desk);
  addWitnessCommands(audit, desk);
}

function addKeygen(audit: Command, desk: CliDesk): void {
  audit
    .command('keygen')
    .description('make a key pair for the log, or for a witness')
    .requiredOption(
      '--name <name>',
      'name of the log or of the witness, for ever, such as audit.firm.example',
    )
    .requiredOption('--out <file>', 'file of the private key; the public one is put beside it, with .pub')
    .addOption(new Option('--kind <kind>', 'whose key it is').choices(['log', 'witness']).default('log'))
    .action(async ({ name, out: file, kind }: { name: string; out: string; kind: KeyWish['kind'] }) => {
      const made = await makeKey(keyFiles, { name, kind, file });
      desk.print(
        made,
        `${made.publicKey}\n\nThe private key is in ${file}: keep it secret, and keep a copy.`,
      );
    });
}

/** Words of `audit export`. */
interface ExportOptions extends ScopeOptions, KeyOptions {
  readonly out: string;
  readonly by: string;
  readonly since: readonly string[];
  /** Seconds. */
  readonly patience: number;
}

function addExport(audit: Command, desk: CliDesk): void {
  audit
    .command('export')
    .description(
      'export a matter’s or a document’s part of the trail, with all that a stranger needs to verify it',
    )
    .option('--firm <firm>', 'the firm; COUNTERPART_FIRM where it is not named')
    .option('--matter <id>', 'Clio’s id of the matter')
    .option('--document <id>', 'Clio’s id of the document; a fidelity certificate comes with it')
    .requiredOption('--out <folder>', 'folder to make; it must not be there yet')
    .option('--by <name>', 'who asks for it: it stands on the trail for ever', userInfo().username)
    .addOption(keyOption())
    .option('--since <file>', 'checkpoint that somebody holds already; repeatable', collect, [])
    .option('--patience <seconds>', 'how long the auditor may take to seal', secondsOf, 60)
    .action(async (options: ExportOptions) => {
      const scope = scopeOf(options, desk.settings().COUNTERPART_FIRM);
      const order = {
        scope,
        folder: options.out,
        by: options.by,
        since: options.since,
        keys: keysOf(options, desk),
      };
      // Only here: nothing else of the command line needs a database or its driver.
      const { openTrail } = await import('./adapters/database-trail.js');
      const trail = await openTrail(desk.setting('COUNTERPART_DATABASE_URL'), options.patience * 1000);
      desk.closeLater(() => trail.close());
      const made = await exportTrail({ trail, ...outside }, order);
      desk.print(made, `${made.proven.events} events are in ${made.folder}: ${made.files.join(', ')}`);
    });
}

/** Words of `audit verify`. */
interface VerifyOptions extends KeyOptions {
  readonly witness: readonly string[];
  readonly checkpoint: readonly string[];
  readonly authority?: string;
}

function addVerify(audit: Command, desk: CliDesk): void {
  audit
    .command('verify')
    .description('verify an export with nothing but itself and the public key: no database, no network')
    .argument('<folder>', 'folder of the export')
    .addOption(keyOption())
    .option(
      '--witness <key>',
      'public key of a witness that must have signed: text or file; repeatable',
      collect,
      [],
    )
    .option('--checkpoint <file>', 'checkpoint that you hold from elsewhere; repeatable', collect, [])
    .option('--authority <file>', 'certificates that the time stamp must lead to (PEM)')
    .action(async (folder: string, options: VerifyOptions) => {
      const { witness: witnesses, checkpoint: checkpoints, authority } = options;
      const named = { folder, keys: keysOf(options, desk), witnesses, checkpoints };
      const wish = { ...named, ...(authority === undefined ? {} : { authority }) };
      const { timeStamps: stamps } = await import('./adapters/time-stamps.js');
      const result = await verifyFolder({ ...outside, stamps }, wish);
      desk.print(result, verificationWords(result));
      if (!result.ok) process.exitCode = 1;
    });
}

function addVerifyZip(audit: Command, desk: CliDesk): void {
  audit
    .command('verify-zip')
    .description('verify the ZIP of a matter or of prior versions with nothing but itself and the public key')
    .argument('<file>', 'the ZIP')
    .addOption(keyOption())
    .action(async (file: string, options: KeyOptions) => {
      const { zipFiles: zips } = await import('./adapters/zip-files.js');
      const { verifyZip } = await import('./verify-zip/verify-zip.handler.js');
      const result = await verifyZip({ zips, keys: namedKeys }, { file, keys: keysOf(options, desk) });
      desk.print(result, zipWords(result));
      if (!result.ok) process.exitCode = 1;
    });
}
