import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../command.ts';
import { inCopyOf } from '../copy-tree.ts';
import { repositoryFiles } from '../repository-files.ts';
import { listWorkspaces } from '../repository.ts';
import { cacheScenarios, type Scenario } from './scenarios.ts';

/** Hash of the test task of each package: the same hash means that the kept result is taken. */
type TestHashes = ReadonlyMap<string, string>;

/**
 * Proves on a copy of the sources that a test runs again when something it depends on changed, and only then:
 * it changes one file at a time and asks turbo which tests it would run.
 */
export async function cacheProblems(): Promise<string[]> {
  const files = await repositoryFiles();
  const scenarios = cacheScenarios(listWorkspaces(), files);
  return inCopyOf(files, async (root) => [
    ...(await problemsOf(root, scenarios)),
    ...(await fixtureProblems(root, scenarios)),
  ]);
}

async function problemsOf(root: string, scenarios: readonly Scenario[]): Promise<string[]> {
  const before = await testHashes(root);
  const problems: string[] = [];
  for (const scenario of scenarios) problems.push(...(await scenarioProblems(root, scenario, before)));
  return problems;
}

/** With settings that forget the compiler's base and mind the linter’s settings, both changes must be found out. */
async function fixtureProblems(root: string, scenarios: readonly Scenario[]): Promise<string[]> {
  const path = join(root, 'turbo.json');
  const settings = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ ...settings, globalDependencies: ['.oxlintrc.json'] }));
  const told = ['tsconfig.base.json', '.oxlintrc.json'];
  const found = await problemsOf(
    root,
    scenarios.filter(({ changed }) => told.includes(changed)),
  );
  return found.length === told.length ? [] : ['wrong settings of the cache are not found out'];
}

async function scenarioProblems(
  root: string,
  { changed, reruns }: Scenario,
  before: TestHashes,
): Promise<string[]> {
  const path = join(root, changed);
  const original = readFileSync(path);
  appendFileSync(path, '\n');
  const after = await testHashes(root);
  writeFileSync(path, original);
  const moved = [...before].filter(([name, hash]) => after.get(name) !== hash).map(([name]) => name);
  const stale = [...reruns].filter((name) => !moved.includes(name));
  const needless = moved.filter((name) => !reruns.has(name));
  return [
    ...(stale.length > 0 ? [`${changed} changed: an old result would be taken in ${stale.join(', ')}`] : []),
    ...(needless.length > 0
      ? [`${changed} changed: tests would run for nothing in ${needless.join(', ')}`]
      : []),
  ];
}

async function testHashes(root: string): Promise<TestHashes> {
  const { exitCode, output } = await runCommand('turbo', ['run', 'test', '--dry=json'], root);
  const json = output.slice(output.indexOf('{\n'), output.lastIndexOf('}') + 1);
  if (exitCode !== 0 || json === '') throw new Error(`turbo run test --dry=json failed:\n${output}`);
  const plan = JSON.parse(json) as {
    tasks: { package: string; task: string; command: string; hash: string }[];
  };
  return new Map(
    plan.tasks
      .filter(({ task, command }) => task === 'test' && command !== '<NONEXISTENT>')
      .map((task) => [task.package, task.hash]),
  );
}
