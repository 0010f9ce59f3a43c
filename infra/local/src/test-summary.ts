/** Lines that a failure may take in the summary: the difference of two values, not the frames behind it. */
const LONGEST = 40;

/** A line of Turbo’s: the task that printed it, and what it printed. */
const TASK_LINE = /^(@counterpart\/[\w-]+):test: ?(.*)$/;

/**
 * What stands last in the output of `npm test`: each failure once more, with its package, and how many tests passed. A
 * log of CI keeps its end, and packages run beside each other, so a failure would else be sought among 5,000 lines.
 */
export function summaryOf(output: string): string {
  // eslint-disable-next-line no-control-regex -- colours may stand between the words
  const plain = output.replaceAll(/\u001b\[[0-9;]*m/g, '');
  const failures = failuresIn(plain).map((lines) => `${lines.join('\n')}\n`);
  return [...failures, totalOf(plain)].join('\n');
}

/** Vitest ends each package with `Tests  12 passed (12)` or `Tests  1 failed | 11 passed (12)`. */
function totalOf(plain: string): string {
  let [passed, failed] = [0, 0];
  for (const [line] of plain.matchAll(/^.*\bTests {2}.*$/gm)) {
    passed += Number(/(\d+) passed/.exec(line)?.[1] ?? 0);
    failed += Number(/(\d+) failed/.exec(line)?.[1] ?? 0);
  }
  return `${passed} passed, ${failed} failed`;
}

/** Vitest prints each failure from ` FAIL ` or `Unhandled` to a rule of `⎯`. */
function failuresIn(plain: string): readonly (readonly string[])[] {
  const open = new Map<string, string[]>();
  const failures: string[][] = [];
  for (const line of plain.split('\n')) {
    const [, task, text = ''] = TASK_LINE.exec(line) ?? [];
    if (task === undefined) continue;
    if (isHead(text)) {
      const failure = open.get(task) ?? [];
      if (!open.has(task)) failures.push(failure);
      open.set(task, failure);
      failure.push(`${task} ${text.trim()}`);
    } else if (text.startsWith(RULE)) {
      open.delete(task);
    } else {
      goOn(open.get(task), text);
    }
  }
  return failures;
}

const RULE = '⎯';

/** The name of a test that failed, or what broke beside all tests. */
const isHead = (text: string): boolean => /^\s*FAIL |^⎯+ Unhandled (?!Errors)/.test(text);

function goOn(failure: string[] | undefined, text: string): void {
  if (failure === undefined || failure.length >= LONGEST || text.trim() === '') return;
  failure.push(`  ${text}`);
}
