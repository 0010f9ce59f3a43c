import { problemsOfCommand } from './command.ts';
import { listWorkspaces } from './repository.ts';

/**
 * Every package that generates files has a script `generate`, which writes them, or with `--check` ends with an
 * error when what is committed differs from what it would write.
 */
export async function generatedProblems(): Promise<string[]> {
  const problems: string[] = [];
  for (const { folder, manifest } of listWorkspaces()) {
    if (manifest.scripts?.['generate'] === undefined) continue;
    const found = await problemsOfCommand('npm', [
      'run',
      '--silent',
      'generate',
      '-w',
      manifest.name,
      '--',
      '--check',
    ]);
    problems.push(
      ...found.map(
        (text) =>
          `${folder}: generated files are out of date (npm run generate -w ${manifest.name})\n${text}`,
      ),
    );
  }
  return problems;
}
