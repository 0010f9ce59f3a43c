import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, Policy } from '@counterpart/contracts';
import { policyChanges } from './policy-changes.js';

describe('policyChanges', () => {
  it('finds none between a policy and itself, whatever its number', () => {
    expect(policyChanges(DEFAULT_POLICY, { ...DEFAULT_POLICY, version: 9 })).toEqual([]);
  });

  it('names each field with what it was and what it becomes, new and gone ones too', () => {
    const after = Policy.parse({
      roots: { default: '/Firm' },
      categories: { Pleadings: 'Court', Discovery: 'Discovery', Letters: 'Letters' },
      retryMinutes: [1],
    });
    expect(policyChanges(DEFAULT_POLICY, after)).toEqual([
      { field: 'roots.default', from: '/Matters', to: '/Firm' },
      { field: 'categories.Pleadings', from: 'Pleadings', to: 'Court' },
      { field: 'categories.Letters', from: undefined, to: 'Letters' },
      { field: 'retryMinutes', from: [5, 25, 125], to: [1] },
      { field: 'categories.Correspondence', from: 'Correspondence', to: undefined },
      { field: 'categories.Contracts', from: 'Contracts', to: undefined },
    ]);
  });
});
