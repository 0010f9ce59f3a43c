import { describe, expect, it } from 'vitest';

import { findSpecFile } from './spec-file.js';
import { VendorSchemas } from './vendor-schemas.js';
import { walkEmulator } from './walk.js';

const spec = findSpecFile();

const TINY_SPEC = {
  components: {
    schemas: {
      Thing_Show: {
        type: 'object',
        required: ['data'],
        properties: { data: { $ref: '#/components/schemas/Thing' } },
      },
      Thing: {
        type: 'object',
        properties: { id: { type: 'integer' }, at: { type: 'string', format: 'date-time' } },
      },
    },
  },
};

describe('the conformance check', () => {
  it('complains of a wrong type, a wrong format and a missing wrapper, and lets null pass', () => {
    const schemas = new VendorSchemas(TINY_SPEC);
    const clean = { data: { id: 1, at: null } };
    expect(schemas.complaints('Thing_Show', clean)).toEqual([]);
    expect(schemas.complaints('Thing_Show', { data: { id: '1' } })).not.toEqual([]);
    expect(schemas.complaints('Thing_Show', { data: { at: 'soon' } })).not.toEqual([]);
    expect(schemas.complaints('Thing_Show', { id: 1 })).not.toEqual([]);
    expect(schemas.complaints('Thing_Show', { data: null })).not.toEqual([]);
  });

  it.skipIf(spec === null)('finds every read route in line with the vendor’s schemas', async () => {
    const results = await walkEmulator(await VendorSchemas.load(spec ?? ''));
    expect(results.length).toBeGreaterThan(30);
    expect(results.filter((result) => result.complaints.length > 0)).toEqual([]);
  });
});
