import { problemsOfCommand } from '../command.ts';
import { lintFixtureProblems } from './fixtures.ts';

/** Lints the repository, and shows first that every rule of the settings can fail. */
export async function lintProblems(): Promise<string[]> {
  return [
    ...(await lintFixtureProblems()),
    ...(await problemsOfCommand('oxlint', ['--type-aware', '--deny-warnings', '--format=unix'])),
  ];
}
