#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { Desk } from './adapters/desk.js';
import { addAuditCommands } from './audit.commands.js';
import { CliConfig, type CliDesk } from './cli.config.js';
import { addConnectCommands } from './connect.commands.js';
import { addClosingCommands } from './closings.commands.js';
import { addDoctorCommand } from './doctor.commands.js';
import { addDeletionCommands } from './deletions.commands.js';
import { addFirmCommands } from './firms.commands.js';
import { addHoldCommands } from './holds.commands.js';
import { addKafkaCommands } from './kafka.commands.js';
import { addMigrateCommands } from './migrate.commands.js';
import { addNoticeCommands } from './notices.commands.js';
import { addParkedCommands } from './parked.commands.js';
import { addPolicyCommands } from './policy.commands.js';
import { addPreviewCommands } from './preview.commands.js';
import { addPrivilegeCommands } from './privilege.commands.js';
import { addRebuildCommands } from './rebuild.commands.js';
import { exitCodeOf, inWords } from './rendering/failure.js';
import { addStatusCommand } from './status.commands.js';
import { addStoryCommands } from './story.commands.js';
import { addTestSyncCommand } from './test-sync.commands.js';

/** `counterpart`: what people ask and order of a running system, for scripts and for people. */
function program(desk: CliDesk): Command {
  const counterpart = new Command('counterpart')
    .description('Every document a law firm keeps in Clio gets its counterpart in Dropbox, provably.')
    .option('--env-file <file>', 'file of settings, NAME=value a line; the environment outranks it')
    .option('--json', 'print one JSON object as the last line of standard output')
    .exitOverride()
    .hook('preAction', (root) => desk.take(root.opts()));
  addAuditCommands(counterpart, desk);
  addStatusCommand(counterpart, desk);
  addStoryCommands(counterpart, desk);
  addParkedCommands(counterpart, desk);
  addDeletionCommands(counterpart, desk);
  addClosingCommands(counterpart, desk);
  addHoldCommands(counterpart, desk);
  addKafkaCommands(counterpart, desk);
  addMigrateCommands(counterpart, desk);
  addNoticeCommands(counterpart, desk);
  addPolicyCommands(counterpart, desk);
  addPreviewCommands(counterpart, desk);
  addPrivilegeCommands(counterpart, desk);
  addFirmCommands(counterpart, desk);
  addConnectCommands(counterpart, desk);
  addDoctorCommand(counterpart, desk);
  addTestSyncCommand(counterpart, desk);
  addRebuildCommands(counterpart, desk);
  return counterpart;
}

const desk = new Desk(CliConfig, process.env);
try {
  await program(desk).parseAsync();
} catch (error) {
  // Commander has said already what is wrong with the words, or printed the help that was asked for.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    desk.fail(inWords(error));
    process.exitCode = exitCodeOf(error);
  }
} finally {
  await desk.close();
}
