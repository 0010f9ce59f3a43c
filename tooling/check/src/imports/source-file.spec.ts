import { describe, expect, it } from 'vitest';
import { readSourceFile } from './source-file.ts';

const read = (text: string) => readSourceFile('libs/a/src/a.ts', text);

describe('reading a source file', () => {
  it.each([
    ["import { a } from './b.js';", { specifier: './b.js', typeOnly: false, values: ['a'] }],
    ["import type { A } from './b.js';", { specifier: './b.js', typeOnly: true, values: [] }],
    ["import { type A } from './b.js';", { specifier: './b.js', typeOnly: true, values: [] }],
    ["import { type A, b } from './b.js';", { specifier: './b.js', typeOnly: false, values: ['b'] }],
    ["import './b.js';", { specifier: './b.js', typeOnly: false, values: ['*'] }],
    ["import * as b from './b.js';", { specifier: './b.js', typeOnly: false, values: ['*'] }],
    ["export { b } from './b.js';", { specifier: './b.js', typeOnly: false, values: ['b'] }],
    ["export type { B } from './b.js';", { specifier: './b.js', typeOnly: true, values: [] }],
    ["const b = await import('./b.js');", { specifier: './b.js', typeOnly: false, values: ['*'] }],
  ])('sees what %s brings', (text, use) => {
    expect(read(text).imports).toEqual([{ ...use, line: 1 }]);
  });

  it.each([
    'Date.now()',
    'new Date()',
    'Date()',
    'Math.random()',
    'process.pid',
    "fetch('x')",
    'setTimeout(f)',
  ])('sees that %s is not a function of its inputs', (text) => {
    expect(read(`\n${text};`).impure).toEqual([{ name: expect.any(String), line: 2 }]);
  });

  it.each(['new Date(0)', 'Math.max(1, 2)', 'matter.process.id', 'Date.parse(text)', 'lane.fetch()'])(
    'leaves %s alone',
    (text) => {
      expect(read(`${text};`).impure).toEqual([]);
    },
  );

  it('refuses a file that does not parse', () => {
    expect(() => read('export const = 1;')).toThrow(/libs\/a\/src\/a\.ts does not parse/);
  });
});
