import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../command.ts';
import { inCopyOf } from '../copy-tree.ts';
import { repositoryRoot } from '../repository.ts';

const folder = join(repositoryRoot, 'tooling/check/fixtures/lint');
const settingsFile = '.oxlintrc.json';

/** The parts of the linter's settings that matter here. */
interface LintSettings {
  readonly rules: Readonly<Record<string, unknown>>;
  readonly ignorePatterns?: readonly string[];
}

/**
 * Each rule that the settings name has a file `<rule>.ts.txt` (`<rule>.spec.ts.txt` for rules of tests) that
 * breaks it. The files end in `.txt` so that no other tool takes them for code; they are linted as the source of
 * a lib, in a folder of their own, with the settings of the repository.
 *
 * @returns one text per rule that no file breaks
 */
export async function lintFixtureProblems(): Promise<string[]> {
  const settings = JSON.parse(readFileSync(join(repositoryRoot, settingsFile), 'utf8')) as LintSettings;
  const broken = await brokenRules(settings);
  return Object.entries(settings.rules)
    .filter(([, level]) => level !== 'off')
    .map(([rule]) => rule.slice(rule.indexOf('/') + 1))
    .filter((rule) => !broken.has(rule))
    .map((rule) => `lint rule ${rule} is not broken by fixtures/lint/${rule}.ts.txt`);
}

async function brokenRules(settings: LintSettings): Promise<Set<string>> {
  return inCopyOf(['tsconfig.base.json'], async (root) => {
    layOut(root, settings);
    const { output } = await runCommand('oxlint', ['--type-aware', '--format=unix'], root);
    return new Set([...output.matchAll(/src\/(.+?)(?:\.spec)?\.ts:\d.*\((.+)\)\]$/gm)].flatMap(ownRule));
  });
}

/** A finding counts for the rule that its file is named after; the file name rule has a name that breaks it. */
function ownRule([, file, rule]: RegExpMatchArray): string[] {
  if (rule === undefined) return [];
  return file === rule || rule === 'filename-case' ? [rule] : [];
}

function layOut(root: string, settings: LintSettings): void {
  const source = join(root, 'libs/lint/src');
  mkdirSync(source, { recursive: true });
  writeFileSync(join(root, settingsFile), JSON.stringify({ ...settings, ignorePatterns: [] }));
  writeFileSync(
    join(root, 'tsconfig.json'),
    JSON.stringify({ extends: './tsconfig.base.json', compilerOptions: { types: [] }, include: ['libs'] }),
  );
  for (const name of readdirSync(folder)) {
    const linted = name === 'filename-case.ts.txt' ? 'filenameCase.ts' : name.replace(/\.txt$/, '');
    copyFileSync(join(folder, name), join(source, linted));
  }
}
