import { DEFAULT_POLICY } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { missingScopes, neededScopes } from './needed-scopes.js';

const OPEN = {
  ...DEFAULT_POLICY,
  privileged: { ...DEFAULT_POLICY.privileged, categories: [], customFields: {} },
};
const LOCKED = {
  ...DEFAULT_POLICY,
  privileged: { ...DEFAULT_POLICY.privileged, categories: ['Work Product'] },
};
const BASE = 'account_info.read files.metadata.read files.content.read files.content.write';
const named = (scopes: readonly { readonly scope: string }[]): string =>
  scopes.map(({ scope }) => scope).join(' ');

describe('the scopes that a firm’s Dropbox needs', () => {
  it.each([
    ['one member’s documents', OPEN, false, BASE],
    ['a team’s documents', OPEN, true, `${BASE} team_data.member`],
    [
      'privileged documents',
      LOCKED,
      false,
      `${BASE} sharing.read sharing.write groups.read team_info.read team_data.member`,
    ],
  ])('for %s', (_, policy, isTeam, scopes) => {
    expect(named(neededScopes(policy, { isTeam }))).toBe(scopes);
  });

  it('are vital where nothing can be mirrored without them', () => {
    const vital = neededScopes(LOCKED, { isTeam: true }).filter(({ isVital }) => isVital);
    expect(named(vital)).toBe(`${BASE} team_data.member`);
  });

  it('are missing where they were not granted, whatever else was', () => {
    const needed = neededScopes(OPEN, { isTeam: false });
    expect(named(missingScopes(needed, `files.content.write  files.content.read sharing.read`))).toBe(
      'account_info.read files.metadata.read',
    );
    expect(missingScopes(needed, BASE)).toEqual([]);
  });
});
