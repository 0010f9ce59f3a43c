import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import { repositoryRoot } from './repository.ts';

/** Files that break a rule on purpose. */
const fixtures = 'tooling/check/fixtures/';

/**
 * The files of the repository that exist: those git tracks and those it would track. Build output and fixtures
 * are left out.
 */
export async function repositoryFiles(): Promise<string[]> {
  const { exitCode, output } = await runCommand('git', [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  ]);
  if (exitCode !== 0) throw new Error(`git ls-files failed: ${output}`);
  return [...new Set(output.split('\0'))]
    .filter((path) => path !== '' && !path.startsWith(fixtures) && existsSync(join(repositoryRoot, path)))
    .sort();
}
