import { describe, expect, it } from 'vitest';
import { TOPICS } from '@counterpart/contracts';
import { consumer, on } from './subscription.js';
import { skip, type Verdict } from './verdict.js';

class Handler {
  handle(): Promise<Verdict> {
    return Promise.resolve(skip('nothing'));
  }
}

describe('consumer', () => {
  it('retries after 5, 25 and 125 minutes and holds followers unless told otherwise', () => {
    expect(consumer({ group: 'g', rows: [on(TOPICS.facts, 'DocumentAdded', Handler)] })).toMatchObject({
      retryMinutes: [5, 25, 125],
      afterDeath: 'hold',
      lane: 'by-matter-and-document',
    });
  });

  it('refuses two answers to one event, and a group that answers nothing', () => {
    const row = on(TOPICS.facts, 'DocumentAdded', Handler);
    expect(() => consumer({ group: 'g', rows: [row, row] })).toThrow('twice');
    expect(() => consumer({ group: 'g', rows: [] })).toThrow('nothing');
  });
});
