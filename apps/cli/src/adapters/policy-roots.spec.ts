import { expect, it } from 'vitest';
import { policyRoots } from './policy-roots.js';

it('the roots of a policy are all of them, each once', () => {
  const practiceAreas = { Litigation: '/Trials', Estate: '/matters', Tax: '/trials' };
  expect(policyRoots({ roots: { default: '/Matters', practiceAreas } })).toEqual(['/trials', '/Matters']);
});
