import { userInfo } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import { policyFiles } from './adapters/policy-files.js';
import { table } from './adapters/table.js';
import { applyFile, diffPolicy, showPolicy } from './apply-policy/apply-policy.handler.js';
import { appliedWords, changeRows, CHANGE_HEADING, faultLines } from './apply-policy/policy-words.js';
import { checkPolicyFile, type CheckedFile } from './check-policy/check-policy.handler.js';
import type { CliDesk } from './cli.config.js';
import { FIRM_OPTION, openFirms } from './firm-options.commands.js';
import { wrongWords } from './rendering/failure.js';
import { firmOf, type FirmOptions } from './rendering/scope-options.js';

/** `counterpart policy …` */
export function addPolicyCommands(counterpart: Command, desk: CliDesk): void {
  const policy = counterpart
    .command('policy')
    .description('a firm’s settings of what is mirrored, and where');
  addShow(policy, desk);
  addCheck(policy, desk);
  addDiff(policy, desk);
  addApply(policy, desk);
}

function addShow(policy: Command, desk: CliDesk): void {
  policy
    .command('show')
    .description('show the policy in force, or an earlier one, as a file that can be applied')
    .option(...FIRM_OPTION)
    .option('--version <number>', 'an earlier version', numberOf)
    .action(async ({ version, ...options }: FirmOptions & { readonly version?: number }) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const { shelf } = await openFirms(desk);
      const shown = await showPolicy(shelf, firm, version);
      if (shown === undefined) throw wrongWords(`the firm ${firm} has had no policy of version ${version}`);
      const { writePolicyFile } = await import('@counterpart/policies');
      desk.print(shown, writePolicyFile(shown.policy).trimEnd());
    });
}

function addCheck(policy: Command, desk: CliDesk): void {
  policy
    .command('check')
    .description('say what is wrong with a policy file, by line and field; no database, no network')
    .argument('<file>', 'YAML or JSON')
    .action(async (file: string) => {
      const checked = await checkPolicyFile(policyFiles, file);
      if (checked.ok) desk.print(checked, `${file} can be applied.`);
      else refuse(desk, checked);
    });
}

function addDiff(policy: Command, desk: CliDesk): void {
  policy
    .command('diff')
    .description('show what a policy file would change, field by field')
    .argument('<file>', 'YAML or JSON')
    .option(...FIRM_OPTION)
    .action(async (file: string, options: FirmOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const checked = await checkPolicyFile(policyFiles, file);
      if (!checked.ok) return refuse(desk, checked);
      const { shelf } = await openFirms(desk);
      const diff = await diffPolicy(shelf, firm, checked.policy);
      const { changes, version } = diff;
      const none = `Nothing differs from version ${version}, which is in force.`;
      desk.print(diff, changes.length === 0 ? none : table(CHANGE_HEADING, changeRows(changes)));
    });
}

interface ApplyOptions extends FirmOptions {
  readonly note?: string;
  readonly by: string;
}

function addApply(policy: Command, desk: CliDesk): void {
  policy
    .command('apply')
    .description(
      'bring a policy file into force, from now on; what lies in Dropbox moves where it belongs by it',
    )
    .argument('<file>', 'YAML or JSON')
    .option(...FIRM_OPTION)
    .option('--note <words>', 'why; it stands on the trail')
    .option('--by <name>', 'who applies it: it stands on the trail for ever', userInfo().username)
    .action(async (file: string, { note, by, ...options }: ApplyOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const checked = await checkPolicyFile(policyFiles, file);
      if (!checked.ok) return refuse(desk, checked);
      const { shelf } = await openFirms(desk);
      const applied = await applyFile(shelf, firm, checked, { by, note: note ?? null });
      desk.print(applied, appliedWords(applied));
      if (applied.outcome === 'stale') process.exitCode = 1;
    });
}

function refuse(desk: CliDesk, checked: Extract<CheckedFile, { ok: false }>): void {
  desk.print(checked, faultLines(checked).join('\n'));
  process.exitCode = 1;
}

function numberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}
