import { problemsOfCommand } from './command.ts';
import { importProblems } from './imports/step.ts';

/** One rule family: its name on the command line, what holds when it passes, and how it is checked. */
export interface Step {
  readonly name: string;
  readonly promise: string;
  /** @returns one text per problem; none when the promise holds */
  readonly run: () => Promise<string[]>;
}

/** In the order they run. Cheap ones first, except that lint needs the built declarations. */
export const steps: readonly Step[] = [
  {
    name: 'format',
    promise: 'every file is formatted',
    run: () => problemsOfCommand('prettier', ['--check', '--log-level=warn', '.']),
  },
  {
    name: 'types',
    promise: 'code and specs type-check',
    run: () =>
      problemsOfCommand('turbo', [
        'run',
        'build',
        'typecheck',
        '--concurrency=2',
        '--continue',
        '--output-logs=errors-only',
      ]),
  },
  {
    name: 'lint',
    promise: 'no lint rule is broken',
    run: () => problemsOfCommand('oxlint', ['--type-aware', '--deny-warnings', '--format=unix']),
  },
  {
    name: 'imports',
    promise: 'every import is allowed, and every import rule can fail',
    run: importProblems,
  },
];
