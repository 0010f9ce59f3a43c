import { describe, expect, it } from 'vitest';
import { detectMatter } from './detect-matter.js';
import { matterSnapshot } from './samples.spec-data.js';

const later = { updatedAt: '2026-06-01T00:00:00Z' };

describe('detectMatter', () => {
  it('tells a matter that is new', () => {
    expect(detectMatter(null, matterSnapshot())).toEqual([{ name: 'MatterRegistered' }]);
  });

  it('tells nothing of a matter that did not change', () => {
    expect(detectMatter(matterSnapshot(), matterSnapshot())).toEqual([]);
  });

  it('tells a new number and a closing as two facts', () => {
    const now = matterSnapshot({ ...later, displayNumber: '2026-0009', status: 'Closed' });
    expect(detectMatter(matterSnapshot(), now)).toEqual([
      { name: 'MatterChanged', changed: ['displayNumber'] },
      { name: 'MatterClosed' },
    ]);
  });

  it('tells that a closed matter is open again', () => {
    const closed = matterSnapshot({ status: 'Closed' });
    expect(detectMatter(closed, matterSnapshot(later))).toEqual([{ name: 'MatterReopened' }]);
  });

  it('does not let an older answer undo a newer one', () => {
    const closed = matterSnapshot({ ...later, status: 'Closed' });
    expect(detectMatter(closed, matterSnapshot())).toEqual([]);
  });
});
