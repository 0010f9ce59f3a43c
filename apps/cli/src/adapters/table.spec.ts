import { describe, expect, it } from 'vitest';
import { table } from './table.js';

describe('table', () => {
  it('stands in columns without lines', () => {
    expect(
      table(
        ['time', 'what'],
        [
          ['10:00', 'added'],
          ['10:01:30', 'routed'],
        ],
      ),
    ).toBe(['TIME      WHAT', '10:00     added', '10:01:30  routed'].join('\n'));
  });

  it('shows control and direction marks instead of obeying them', () => {
    expect(table(['name'], [['a\u001b[2J\u202eb\nc']])).toBe('NAME\na\ufffd[2J\ufffdb\ufffdc');
  });
});
