import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../command.ts';
import { listWorkspaces, readManifest, repositoryRoot } from '../repository.ts';
import {
  dependencyProblems,
  type PackageFacts,
  referenceProblems,
  solutionProblems,
} from './manifest-rules.ts';
import { manifestFixtureProblems } from './fixtures.ts';

/** Checks the manifests, the project references and the lock file of the repository. */
export async function packageProblems(): Promise<string[]> {
  const packages = listWorkspaces().map(({ folder, manifest }): PackageFacts => ({
    folder,
    manifest,
    references: referencesOf(folder),
  }));
  const root: PackageFacts = {
    folder: '.',
    manifest: readManifest(repositoryRoot),
    references: referencesOf('.'),
  };
  return [
    ...manifestFixtureProblems(),
    ...dependencyProblems([root, ...packages]),
    ...referenceProblems(packages),
    ...solutionProblems(root, packages),
    ...packages.flatMap(({ folder }) => readmeProblems(folder)),
    ...(await lockProblems()),
  ];
}

/** Folders that a tsconfig.json refers to, relative to the root; nothing where there is none. */
function referencesOf(folder: string): string[] | undefined {
  const path = join(repositoryRoot, folder, 'tsconfig.json');
  if (!existsSync(path)) return undefined;
  const { references, compilerOptions } = JSON.parse(readFileSync(path, 'utf8')) as {
    references?: { path: string }[];
    compilerOptions?: { composite?: boolean };
  };
  if (compilerOptions?.composite === false) return undefined;
  return (references ?? []).map((reference) => join(folder, reference.path));
}

function readmeProblems(folder: string): string[] {
  return existsSync(join(repositoryRoot, folder, 'README.md')) ? [] : [`${folder} has no README.md`];
}

/** A lock file made where a platform's package was not to be had installs here and fails everywhere else. */
async function lockProblems(): Promise<string[]> {
  const lock = readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8');
  const { exitCode, output } = await runCommand('npm', ['ci', '--dry-run', '--ignore-scripts', '--no-audit']);
  const missing = output.split('\n').filter((line) => /Missing:|Invalid:/.test(line));
  return [
    ...(/"resolved": "http/.test(lock) ? ['package-lock.json names the host of a registry'] : []),
    ...missing.map((line) => `package-lock.json: ${line.trim()}`),
    ...(exitCode !== 0 && missing.length === 0 ? [`npm ci would fail:\n${output.trim()}`] : []),
  ];
}
