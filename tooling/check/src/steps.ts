import { auditProblems } from './audit/step.ts';
import { cacheProblems } from './cache/step.ts';
import { problemsOfCommand } from './command.ts';
import { generatedProblems } from './generated.ts';
import { importProblems } from './imports/step.ts';
import { lintProblems } from './lint/step.ts';
import { packageProblems } from './packages/step.ts';
import { linkProblems, traceProblems } from './text/step.ts';

/** One rule family: its name on the command line, what holds when it passes, and how it is checked. */
export interface Step {
  readonly name: string;
  readonly promise: string;
  /** @returns one text per problem; none when the promise holds */
  readonly run: () => Promise<string[]>;
}

/** Two at a time: a compiler uses more than one core by itself. */
const typeTasks = ['run', 'build', 'typecheck', '--concurrency=2', '--continue', '--output-logs=errors-only'];

/** In the order they run: lint, unused and generated need what types has built. */
export const steps: readonly Step[] = [
  {
    name: 'format',
    promise: 'every file is formatted',
    run: () => problemsOfCommand('prettier', ['--check', '--log-level=warn', '.']),
  },
  { name: 'types', promise: 'code and specs type-check', run: () => problemsOfCommand('turbo', typeTasks) },
  { name: 'lint', promise: 'no lint rule is broken, and every rule can fail', run: lintProblems },
  { name: 'imports', promise: 'every import is allowed, and every rule can fail', run: importProblems },
  {
    name: 'unused',
    promise: 'no file, export or dependency is unused',
    run: () => problemsOfCommand('knip', ['--no-progress', '--no-config-hints']),
  },
  { name: 'generated', promise: 'generated files are up to date', run: generatedProblems },
  { name: 'packages', promise: 'manifests, references and the lock file agree', run: packageProblems },
  {
    name: 'audit',
    promise: 'no dependency has a known weakness that is not accepted',
    run: auditProblems,
  },
  {
    name: 'cache',
    promise: 'a test runs again when what it depends on changed, and only then',
    run: cacheProblems,
  },
  {
    name: 'traces',
    promise: 'no tracked file holds a machine path, a registry host or a secret',
    run: traceProblems,
  },
  { name: 'links', promise: 'relative links of the docs resolve', run: linkProblems },
];
