import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFiles } from '../repository-files.ts';
import { repositoryRoot } from '../repository.ts';
import { deadLinks } from './links.ts';
import { traceFixtureProblems, tracesIn } from './traces.ts';

/** Larger files are data; data is generated or fetched, not tracked. */
const mostBytes = 1024 * 1024;

/** Looks through every tracked text for traces of a machine and for secrets, and for files that are too large. */
export async function traceProblems(): Promise<string[]> {
  const files = await repositoryFiles();
  return [...traceFixtureProblems(), ...files.flatMap(fileProblems)];
}

function fileProblems(path: string): string[] {
  const absolute = join(repositoryRoot, path);
  if (statSync(absolute).size > mostBytes) return [`${path} is larger than 1 MiB`];
  const text = readFileSync(absolute, 'utf8');
  return text.includes('\0') ? [] : tracesIn(path, text);
}

/** Follows the relative links of every Markdown file, and shows that a dead one is found. */
export async function linkProblems(): Promise<string[]> {
  const documents = (await repositoryFiles()).filter((path) => path.endsWith('.md'));
  const fixture = deadLinks(repositoryRoot, 'tooling/check/fixtures/links/dead.md');
  return [
    ...(fixture.length === 3 ? [] : [`the fixture of dead links shows ${fixture.length} of 3`]),
    ...documents.flatMap((path) => deadLinks(repositoryRoot, path)),
  ];
}
