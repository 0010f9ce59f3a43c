import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../command.ts';
import { repositoryRoot } from '../repository.ts';
import { knownProblems, reportedProblems, type AdvisoryBook, type Lock } from './advisories.ts';

/** Once, and briefly: who has no registry must not wait for it. */
const ASK = ['audit', '--json', '--package-lock-only', '--fetch-retries=0', '--fetch-timeout=10000'];

/**
 * Judges the lock file by the committed list of weaknesses, the same everywhere, and by the registry’s where that can be
 * asked. A registry that does not answer says nothing of our dependencies, so it fails nothing; it is told.
 */
export async function auditProblems(): Promise<string[]> {
  const book = JSON.parse(
    readFileSync(join(repositoryRoot, 'tooling/check/advisories.json'), 'utf8'),
  ) as AdvisoryBook;
  const lock = JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')) as Lock;
  const { output } = await runCommand('npm', ASK);
  const reported = reportedProblems(output, book);
  if (reported === undefined)
    process.stdout.write(
      `     audit: the registry was not reached; judged by the list of ${book.asOf} alone\n`,
    );
  return [...fixtureProblems(), ...knownProblems(lock, book), ...(reported ?? [])];
}

/** The rules must be able to fail. */
function fixtureProblems(): string[] {
  const book = { asOf: '', known: [{ id: 'GHSA-x', package: 'lax', below: '2.10.0' }], accepted: [] };
  const lockOf = (version: string): Lock => ({ packages: { 'a/node_modules/lax': { version } } });
  const via = [{ name: 'lax', title: 'reads anything', url: 'https://example.org/GHSA-y', severity: 'high' }];
  const report = JSON.stringify({ vulnerabilities: { lax: { via } } });
  const accepted = [{ id: 'GHSA-y', reason: 'not called' }];
  const sound =
    knownProblems(lockOf('2.9.9'), book).length === 1 &&
    knownProblems(lockOf('2.10.0'), book).length === 0 &&
    knownProblems(lockOf('1.0.0'), { ...book, accepted: [{ id: 'GHSA-x', reason: ' ' }] }).length === 1 &&
    reportedProblems(report, book)?.length === 1 &&
    reportedProblems(report, { ...book, accepted })?.length === 0 &&
    reportedProblems('{"error":{}}', book) === undefined;
  return sound ? [] : ['the audit does not find the weakness of its fixture'];
}
