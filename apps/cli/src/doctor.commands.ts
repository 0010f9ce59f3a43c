import type { Command } from 'commander';
import type { FirmId } from '@counterpart/contracts';
import { table } from './adapters/table.js';
import type { CliDesk } from './cli.config.js';
import { connectionsOf } from './connections.commands.js';
import { FIRM_OPTION, openFirms } from './firm-options.commands.js';
import { clockSkew } from './probe-firm/clock-skew.js';
import { DIAGNOSIS_HEADING, diagnosisRows, diagnosisWords } from './probe-firm/diagnosis-words.js';
import { probeFirm, type Diagnosis } from './probe-firm/probe-firm.handler.js';
import { firmOf, type FirmOptions } from './rendering/scope-options.js';

/** `counterpart doctor`: what a firm’s connections may do, and how to mend what they may not. */
export function addDoctorCommand(counterpart: Command, desk: CliDesk): void {
  counterpart
    .command('doctor')
    .description(
      'try everything that mirroring needs of a firm’s Clio and Dropbox; exit 1 where anything fails',
    )
    .option(...FIRM_OPTION)
    .action(async (options: FirmOptions) => {
      const diagnosis = await diagnose(desk, firmOf(options, desk.settings().COUNTERPART_FIRM));
      const rows = table(DIAGNOSIS_HEADING, diagnosisRows(diagnosis));
      desk.print(diagnosis, [rows, '', diagnosisWords(diagnosis)].join('\n'));
      if (!diagnosis.holds) process.exitCode = 1;
    });
}

async function diagnose(desk: CliDesk, firm: FirmId): Promise<Diagnosis> {
  const { shelf, accounts } = await openFirms(desk);
  const { current: policy } = await shelf.of(firm);
  // Only here: what calls no vendor loads no client.
  const [{ accountProbe }, { clioProbes }, { dropboxProbes }, { meaningOfProbe }, { webhookProbe }] =
    await Promise.all([
      import('./adapters/shared-accounts.js'),
      import('./adapters/clio-probes.js'),
      import('./adapters/dropbox-probes.js'),
      import('./adapters/probe-meanings.js'),
      import('./adapters/webhook-probe.js'),
    ]);
  const connections = await connectionsOf(desk, firm);
  const { firm: settings, clio, dropbox } = connections;
  const shared = { ...connections, connected: accounts };
  const connected = clio.of(firm);
  const probes = [
    ...clioProbes(connected, (clock) => clockSkew(new Date(), clock)),
    accountProbe(shared, 'clio'),
    webhookProbe(connected, settings.clio.webhookUrl),
    ...dropboxProbes({
      connections: dropbox,
      firm,
      policy,
      isTeam: settings.dropbox.selectUser !== undefined,
    }),
    accountProbe(shared, 'dropbox'),
  ];
  return probeFirm(firm, probes, meaningOfProbe);
}
