import { copyFileSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { problemsOfCommand } from '../command.ts';
import { inCopyOf } from '../copy-tree.ts';
import { repositoryFiles } from '../repository-files.ts';
import { listWorkspaces, repositoryRoot } from '../repository.ts';
import { lintFixtureProblems } from './fixtures.ts';

/**
 * Lints the repository, and shows first that every rule of the settings can fail.
 *
 * The linter takes types from the nearest `tsconfig.json`, and ours leave the specs to `tsconfig.spec.json`; it
 * would judge specs with the compiler's defaults. So it looks at a copy in which the one stands for the other.
 */
export async function lintProblems(): Promise<string[]> {
  const files = (await repositoryFiles()).filter((path) => /\.(c|m)?(t|j)s$|\.json$/.test(path));
  const found = await inCopyOf(files, (root) => {
    for (const folder of ['.', ...listWorkspaces().map((workspace) => workspace.folder)])
      arrange(root, folder);
    return problemsOfCommand('oxlint', ['--type-aware', '--deny-warnings', '--format=unix'], root);
  });
  return [...(await lintFixtureProblems()), ...found];
}

/** Gives a folder of the copy the installed packages, and the types of its specs where it has any. */
function arrange(root: string, folder: string): void {
  const installed = join(repositoryRoot, folder, 'node_modules');
  if (existsSync(installed)) symlinkSync(installed, join(root, folder, 'node_modules'));
  const specTypes = join(repositoryRoot, folder, 'tsconfig.spec.json');
  const isWhole = existsSync(join(repositoryRoot, folder, 'src')) && existsSync(specTypes);
  if (isWhole && folder !== 'tooling/check') copyFileSync(specTypes, join(root, folder, 'tsconfig.json'));
}
