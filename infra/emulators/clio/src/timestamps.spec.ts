import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isDay, parseInstant, toDay, toTimestamp } from './timestamps.js';

describe('timestamps', () => {
  it('carry an offset and whole seconds', () => {
    expect(toTimestamp(Date.parse('2025-10-08T05:29:16.789Z'))).toBe('2025-10-08T01:29:16-04:00');
  });

  it('read back to the second they name', () => {
    const instants = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(instants, (instant) => {
        expect(parseInstant(toTimestamp(instant))).toBe(Math.floor(instant / 1000) * 1000);
      }),
    );
  });

  it('take the day of the firm, not of Greenwich', () => {
    expect(toDay(Date.parse('2025-10-08T02:00:00Z'))).toBe('2025-10-07');
  });

  it('refuse what is no instant or no day', () => {
    expect(['soon', '2025-13-01', '', '1728364800'].map(parseInstant)).toEqual([null, null, null, null]);
    expect(['2025-02-28', '2025-02-30', '2025-2-3', 'x'].map(isDay)).toEqual([true, false, false, false]);
  });
});
