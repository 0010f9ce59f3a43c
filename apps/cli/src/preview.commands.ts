import { InvalidArgumentError, type Command } from 'commander';
import { policyFiles } from './adapters/policy-files.js';
import { table } from './adapters/table.js';
import { faultLines } from './apply-policy/policy-words.js';
import { checkPolicyFile } from './check-policy/check-policy.handler.js';
import type { CliDesk } from './cli.config.js';
import { explainDocument } from './explain-document/explain-document.handler.js';
import { explanationWords } from './explain-document/explanation-words.js';
import { previewPolicy, type Preview } from './preview-policy/preview-policy.handler.js';
import { countRows, previewRows, PREVIEW_HEADING } from './preview-policy/preview-rows.js';
import { FIRM_OPTION, openFirms } from './firm-options.commands.js';
import { wrongWords } from './rendering/failure.js';
import { firmOf, scopeOf, type FirmOptions, type ScopeOptions } from './rendering/scope-options.js';

/** `counterpart preview …` and `counterpart explain …`: seen before it acts, and understood after. */
export function addPreviewCommands(counterpart: Command, desk: CliDesk): void {
  addPreview(counterpart, desk);
  addExplain(counterpart, desk);
}

interface PreviewOptions extends FirmOptions {
  readonly policy: string;
  readonly rows: number;
}

function addPreview(counterpart: Command, desk: CliDesk): void {
  counterpart
    .command('preview')
    .description('show what a policy would do to the firm as it stands; nothing is written')
    .requiredOption('--policy <file>', 'YAML or JSON')
    .option(...FIRM_OPTION)
    .option('--rows <number>', 'rows that are shown; --json has all', numberOf, 50)
    .action(async ({ policy: file, rows, ...options }: PreviewOptions) => {
      const firm = firmOf(options, desk.settings().COUNTERPART_FIRM);
      const checked = await checkPolicyFile(policyFiles, file);
      if (!checked.ok) {
        desk.print(checked, faultLines(checked).join('\n'));
        process.exitCode = 1;
        return;
      }
      const preview = await previewPolicy(await openFirms(desk), firm, checked.policy);
      desk.print(preview, previewWords(preview, rows));
    });
}

function previewWords(preview: Preview, most: number): string {
  const rows = previewRows(preview);
  const more = rows.length - most;
  const { unreadFields } = preview;
  return [
    table(['number', 'of'], countRows(preview)),
    ...(unreadFields.length === 0
      ? []
      : [`\nNot read from Clio yet, and taken for empty: ${unreadFields.join(', ')}`]),
    ...(rows.length === 0 ? [] : ['', table(PREVIEW_HEADING, rows.slice(0, most))]),
    ...(more > 0 ? [`… and ${more} more; --json has all`] : []),
  ].join('\n');
}

function addExplain(counterpart: Command, desk: CliDesk): void {
  counterpart
    .command('explain')
    .description('say which rule gave a document its place, or left it out')
    .requiredOption('--document <id>', 'Clio’s id of the document')
    .option(...FIRM_OPTION)
    .action(async (options: ScopeOptions) => {
      const scope = scopeOf(options, desk.settings().COUNTERPART_FIRM);
      if (scope.kind !== 'document') throw wrongWords('name a document');
      const told = await explainDocument(await openFirms(desk), scope.firm, scope.document);
      if (told === undefined) throw new NothingKnown(`nobody told of document ${scope.document}`);
      const rows = told.why.map(({ rule, on, gives }) => [rule, on ?? '', gives]);
      const reasons = rows.length === 0 ? [] : ['', table(['rule', 'looked at', 'gave'], rows)];
      desk.print(told, [explanationWords(told), ...reasons].join('\n'));
    });
}

/** The trail has nothing of what was asked for. */
class NothingKnown extends Error {
  readonly code = 'NOTHING_KNOWN';
  override readonly name = 'NothingKnown';
}

function numberOf(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}
