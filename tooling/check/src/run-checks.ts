import { steps, type Step } from './steps.ts';

/**
 * Runs the steps one after another, prints one line for each and then the problems of those that failed.
 *
 * @param names steps to run; none means all
 * @returns the exit code: 0 only when every step passed
 */
export async function runChecks(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    say(`Unknown step: ${unknown.join(', ')}. There are: ${steps.map((step) => step.name).join(', ')}.`);
    return 2;
  }
  const chosen = names.length === 0 ? steps : steps.filter((step) => names.includes(step.name));
  const began = performance.now();
  const failed: string[] = [];
  for (const step of chosen) {
    if (!(await passes(step))) failed.push(step.name);
  }
  say('');
  say(summary(chosen.length, failed, performance.now() - began));
  return failed.length === 0 ? 0 : 1;
}

async function passes(step: Step): Promise<boolean> {
  const began = performance.now();
  const problems = await problemsOf(step);
  const mark = problems.length === 0 ? 'ok  ' : 'FAIL';
  say(`${mark} ${step.name.padEnd(10)} ${seconds(performance.now() - began).padStart(7)}  ${step.promise}`);
  for (const problem of problems) say(problem.replaceAll(/^/gm, '       '));
  return problems.length === 0;
}

async function problemsOf(step: Step): Promise<string[]> {
  try {
    return await step.run();
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

function summary(total: number, failed: readonly string[], elapsed: number): string {
  if (failed.length === 0) return `check: all ${total} steps passed in ${seconds(elapsed)}`;
  return `check: ${failed.length} of ${total} steps FAILED (${failed.join(', ')}) in ${seconds(elapsed)}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
