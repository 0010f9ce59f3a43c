import { FirmId } from '@counterpart/contracts';
import { VaultError } from '@counterpart/vault';
import { expect, it } from 'vitest';
import { firmFailure } from './firm-failure.js';
import { Firms } from './firms.js';

it('takes a firm that is not configured, and a key that is not here, for the firm’s own failure', () => {
  expect(firmFailure(new VaultError('VAULT_KEY_UNKNOWN', 'sealed with another key'))).toBe('FIRM_UNKNOWN');
  try {
    new Firms([]).get(FirmId.parse('reyes'));
  } catch (error) {
    expect(firmFailure(error)).toBe('FIRM_UNKNOWN');
  }
  expect.assertions(2);
});

it('takes nothing else for it', () => {
  for (const error of [new TypeError('a bug'), 'VaultError', undefined])
    expect(firmFailure(error)).toBeUndefined();
});
