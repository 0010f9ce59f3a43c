import { Option, type Command } from 'commander';
import { keyFiles } from './adapters/key-files.js';
import type { CliDesk } from './cli.config.js';
import { makeKey, type KeyWish } from './make-keys/make-keys.handler.js';

/** `counterpart audit …` */
export function addAuditCommands(counterpart: Command, desk: CliDesk): void {
  const audit = counterpart.command('audit').description('the tamper-evident log and its keys');
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
