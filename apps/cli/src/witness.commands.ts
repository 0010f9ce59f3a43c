import type { Command } from 'commander';
import { exportEdits, exportFolders, textFiles, witnessMemory } from './adapters/export-folders.js';
import { namedKeys } from './adapters/named-keys.js';
import type { CliDesk } from './cli.config.js';
import { cosignCheckpoint } from './cosign-checkpoint/cosign-checkpoint.handler.js';
import { keyOption, keysOf, type KeyOptions } from './key-options.commands.js';
import { wayOf, type WayOptions } from './rendering/stamp-way.js';
import { stampCheckpoint } from './stamp-checkpoint/stamp-checkpoint.handler.js';

const outside = { folders: exportFolders, files: textFiles, keys: namedKeys, edits: exportEdits };

/** `counterpart audit timestamp …`, `counterpart audit witness …`: what others say of a checkpoint. */
export function addWitnessCommands(audit: Command, desk: CliDesk): void {
  addTimestamp(audit, desk);
  addWitness(audit, desk);
}

function addTimestamp(audit: Command, desk: CliDesk): void {
  audit
    .command('timestamp')
    .description('have a time-stamping authority (RFC 3161) say when an export’s checkpoint existed')
    .argument('<folder>', 'folder of the export')
    .option('--url <url>', 'address of the authority; it learns a hash and nothing else')
    .option('--query <file>', 'write the query to a file instead, for an authority that is asked elsewhere')
    .option('--answer <file>', 'take the answer that was brought back')
    .option('--authority <file>', 'certificates that the answer must lead to (PEM)')
    .action(async (folder: string, options: WayOptions & { readonly authority?: string }) => {
      const way = wayOf(options);
      const { authority } = options;
      const { timeStamps: stamps } = await import('./adapters/time-stamps.js');
      const wish = { folder, way, ...(authority === undefined ? {} : { authority }) };
      const made = await stampCheckpoint({ ...outside, stamps }, wish);
      desk.print(
        made,
        made.outcome === 'asked'
          ? `The query is in ${made.file}. Bring the answer back with --answer.`
          : `The checkpoint existed at ${made.time}${made.isVerified ? '' : ' (not verified: name its --authority)'}.`,
      );
    });
}

/** Words of `audit witness`. */
interface WitnessOptions extends KeyOptions {
  readonly witnessKey: string;
  readonly seen: string;
}

function addWitness(audit: Command, desk: CliDesk): void {
  audit
    .command('witness')
    .description('sign an export’s checkpoint along, if the log grew out of what this witness signed before')
    .argument('<folder>', 'folder of the export')
    .requiredOption('--witness-key <file>', 'private key of the witness: audit keygen --kind witness')
    .requiredOption('--seen <file>', 'the checkpoint that this witness signed last; kept up by this command')
    .addOption(keyOption())
    .action(async (folder: string, options: WitnessOptions) => {
      const { witnessKey, seen } = options;
      const wish = { folder, witnessKey, seen, keys: keysOf(options, desk) };
      const ports = { ...outside, memory: witnessMemory, now: () => new Date() };
      const made = await cosignCheckpoint(ports, wish);
      const grown = made.from === null ? 'seen for the first time' : `grown from ${made.from}`;
      desk.print(made, `The checkpoint of ${made.size} events is signed: ${grown}.`);
    });
}
