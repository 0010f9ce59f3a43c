import { expect, it } from 'vitest';
import * as vault from './index.js';

it('exports what it promises and nothing else', () => {
  expect(Object.keys(vault).toSorted()).toEqual([
    'KeyServiceUnavailable',
    'MASTER_KEY_BYTES',
    'VaultError',
    'createKeyRing',
    'createVault',
    'heldKey',
    'makeDataKey',
    'openDataKey',
    'openKeyRing',
    'parseMasterKey',
    'rewrapDataKey',
    'transitKey',
  ]);
});
