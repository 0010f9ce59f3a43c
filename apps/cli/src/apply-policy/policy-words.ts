import type { Applied, PolicyChange } from '@counterpart/policies';
import type { CheckedFile } from '../check-policy/check-policy.handler.js';

/** One line a fault, as compilers write them: editors jump to the place. */
export const faultLines = ({ file, faults }: Extract<CheckedFile, { ok: false }>): readonly string[] =>
  faults.map(({ line, column, field, message }) =>
    [`${file}:${line}:${column}`, ...(field === '' ? [] : [field]), message].join('  '),
  );

export const CHANGE_HEADING = ['field', 'from', 'to'];

export const changeRows = (changes: readonly PolicyChange[]): readonly (readonly string[])[] =>
  changes.map(({ field, from, to }) => [field, shown(from), shown(to)]);

const shown = (value: unknown): string =>
  value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);

/** What became of a wish to apply. */
export function appliedWords(applied: Applied): string {
  switch (applied.outcome) {
    case 'applied':
      return `Version ${applied.version} is in force. ${applied.changes.length} fields changed.`;
    case 'unchanged':
      return `Nothing changed: version ${applied.version} says the same.`;
    case 'stale':
      return `Nothing was applied: version ${applied.version} came into force since the file was made. Look at \`policy diff\`, then set \`version: ${applied.version}\` in the file.`;
  }
}
