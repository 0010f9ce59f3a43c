import { expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@counterpart/contracts';
import { customFieldsNamed } from './custom-fields.js';
import { policyWith } from './samples.spec-data.js';

it('every custom field that a rule reads is named once, and no other', () => {
  expect(customFieldsNamed(DEFAULT_POLICY)).toEqual(['Privilege']);
  const policy = policyWith({
    matterFolder: '{MatterNumber}-{Custom:Court}',
    clientUploads: { folder: '/Up/{Custom:Court|slug}' },
    matterType: { from: 'custom-field', field: 'Kind' },
    privileged: { customFields: {} },
  });
  expect(customFieldsNamed(policy)).toEqual(['Court', 'Kind']);
});
