import type { Command } from 'commander';
import type { FirmId, Policy } from '@counterpart/contracts';
import { policyFiles } from './adapters/policy-files.js';
import { table } from './adapters/table.js';
import { checkPolicyFile } from './check-policy/check-policy.handler.js';
import type { CliDesk } from './cli.config.js';
import { connectionsOf } from './connections.commands.js';
import { FIRM_OPTION, openFirms } from './firm-options.commands.js';
import { wrongWords } from './rendering/failure.js';
import { scopeOf, type ScopeOptions } from './rendering/scope-options.js';
import { sandboxFault } from './test-sync/plan-test-sync.js';
import { testSync } from './test-sync/test-sync.handler.js';
import type { TestSyncPorts } from './test-sync/test-sync.ports.js';
import { TEST_SYNC_HEADING, testSyncRows, testSyncWords } from './test-sync/test-sync-words.js';

interface TestSyncOptions extends ScopeOptions {
  readonly sandbox: string;
  readonly policy?: string;
}

/** `counterpart test-sync …`: one matter, for real, where it harms nobody. */
export function addTestSyncCommand(counterpart: Command, desk: CliDesk): void {
  counterpart
    .command('test-sync')
    .description('mirror one matter into a sandbox folder, verify every file, and report')
    .requiredOption('--matter <id>', 'Clio’s id of the matter')
    .option(...FIRM_OPTION)
    .option('--policy <file>', 'YAML or JSON; the policy in force where it is not named')
    .option('--sandbox <folder>', 'folder in Dropbox that takes everything', '/Counterpart test')
    .action(async (options: TestSyncOptions) => {
      const scope = scopeOf(options, desk.settings().COUNTERPART_FIRM);
      if (scope.kind !== 'matter') throw wrongWords('name a matter');
      const { firm, matter } = scope;
      const policy = await policyFor(desk, firm, options.policy);
      const { sandbox } = options;
      const fault = sandboxFault([policy, ...(await inForce(desk, firm))], sandbox);
      if (fault !== null) throw wrongWords(fault);
      const report = await testSync(await openVendors(desk, firm), { firm, matter, policy, sandbox });
      desk.print(
        report,
        [testSyncWords(report), '', table(TEST_SYNC_HEADING, testSyncRows(report))].join('\n'),
      );
      if (!report.holds) process.exitCode = 1;
    });
}

async function policyFor(desk: CliDesk, firm: FirmId, file: string | undefined): Promise<Policy> {
  if (file === undefined) return (await (await openFirms(desk)).shelf.of(firm)).current;
  const checked = await checkPolicyFile(policyFiles, file);
  if (checked.ok) return checked.policy;
  const [fault] = checked.faults;
  throw wrongWords(`${file}: ${fault?.message ?? 'no policy'}; see \`counterpart policy check\``);
}

/** The policy in force, as far as a database is named that knows it. */
async function inForce(desk: CliDesk, firm: FirmId): Promise<readonly Policy[]> {
  if (desk.settings().COUNTERPART_DATABASE_URL === undefined) return [];
  return [(await (await openFirms(desk)).shelf.of(firm)).current];
}

async function openVendors(desk: CliDesk, firm: FirmId): Promise<TestSyncPorts> {
  // Only here: what calls no vendor loads no client.
  const { vendorsOf } = await import('./adapters/open-vendors.js');
  return vendorsOf(await connectionsOf(desk, firm));
}
