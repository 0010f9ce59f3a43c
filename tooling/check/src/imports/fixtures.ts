import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryRoot, type Workspace } from '../repository.ts';
import { checkImports, describeFinding, importRules, type RuleFinding } from './check-imports.ts';

const folder = join(repositoryRoot, 'tooling/check/fixtures/imports');

/** The fixture that keeps every rule: the rules must stay quiet on it. */
const keepsAll = 'all-kept';

/**
 * A rule that cannot fail proves nothing. Each rule has a small tree of files that breaks it and no other rule;
 * one more tree keeps them all.
 *
 * @returns one text per fixture that is missing, silent or too loud
 */
export function fixtureProblems(workspaces: readonly Workspace[]): string[] {
  const present = readdirSync(folder);
  const expected = [keepsAll, ...importRules.map((rule) => rule.name)];
  return [
    ...expected.filter((name) => !present.includes(name)).map((name) => `fixture ${name} is missing`),
    ...present.filter((name) => !expected.includes(name)).map((name) => `fixture ${name} has no rule`),
    ...present.filter((name) => expected.includes(name)).flatMap((name) => faults(name, workspaces)),
  ];
}

function faults(name: string, workspaces: readonly Workspace[]): string[] {
  const root = join(folder, name);
  const findings = checkImports(root, filesBelow(root), workspaces);
  const others = findings.filter((finding) => finding.rule !== name).map((finding) => loud(name, finding));
  const silent = name !== keepsAll && !findings.some((finding) => finding.rule === name);
  return silent ? [`fixture ${name} does not break its rule`, ...others] : others;
}

function loud(name: string, finding: RuleFinding): string {
  return `fixture ${name} breaks another rule: ${describeFinding(finding)}`;
}

function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
