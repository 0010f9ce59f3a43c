import { expect, it } from 'vitest';
import { summaryOf } from './test-summary.js';

const task = (name: string, text: string): string =>
  text
    .split('\n')
    .map((line) => `@counterpart/${name}:test: ${line}`)
    .join('\n');

it('adds up what every package passed', () => {
  const output = [
    task('a', '      Tests  12 passed (12)'),
    task('b', '\u001b[2m      Tests \u001b[22m 3 passed (3)'),
  ];
  expect(summaryOf(output.join('\n'))).toBe('15 passed, 0 failed');
});

it('says each failure once more, whole, though packages print beside each other', () => {
  const output = [
    task('a', ' FAIL  test/one.spec.ts > a group > n 1\n FAIL  test/one.spec.ts > a group > n 2'),
    task('b', ' ✓ src/other.spec.ts (3 tests) 12ms'),
    task('a', 'AssertionError: expected 1 to be 2\n ❯ test/one.spec.ts:2:71\n\n⎯⎯⎯⎯[1/2]⎯'),
    task(
      'b',
      '⎯⎯⎯⎯⎯⎯ Unhandled Errors ⎯⎯⎯⎯⎯⎯\nVitest caught 1 unhandled error\n⎯⎯⎯⎯ Unhandled Rejection ⎯⎯⎯⎯⎯',
    ),
    task('b', 'Error: nobody caught me\n⎯⎯⎯⎯'),
    task('a', '      Tests  2 failed | 4 passed (6)'),
  ];
  expect(summaryOf(output.join('\n')).split('\n')).toEqual([
    '@counterpart/a FAIL  test/one.spec.ts > a group > n 1',
    '@counterpart/a FAIL  test/one.spec.ts > a group > n 2',
    '  AssertionError: expected 1 to be 2',
    '   ❯ test/one.spec.ts:2:71',
    '',
    '@counterpart/b ⎯⎯⎯⎯ Unhandled Rejection ⎯⎯⎯⎯⎯',
    '  Error: nobody caught me',
    '',
    '4 passed, 2 failed',
  ]);
});

it('shortens a failure that says too much', () => {
  const endless = ` FAIL  test/one.spec.ts\n${'a line\n'.repeat(500)}⎯⎯⎯⎯`;
  expect(summaryOf(task('a', endless)).split('\n')).toHaveLength(42);
});
