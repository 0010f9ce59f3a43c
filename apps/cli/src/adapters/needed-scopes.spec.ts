import { DEFAULT_POLICY } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import {
  askedScopes,
  locksAway,
  missingScopes,
  neededScopes,
  scopesIn,
  surplusScopes,
} from './needed-scopes.js';

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
    ['a team’s documents', OPEN, true, `${BASE} team_data.member team_info.read`],
    [
      'privileged documents',
      LOCKED,
      false,
      `${BASE} sharing.read sharing.write groups.read team_info.read team_data.member`,
    ],
  ])('for %s', (_, policy, isTeam, scopes) => {
    expect(named(neededScopes(policy, { isTeam }))).toBe(scopes);
  });

  it('lock away what is marked by its name alone', () => {
    const byName = { ...OPEN, privileged: { ...OPEN.privileged, names: ['*privileged*'] } };
    expect([locksAway(byName), locksAway(OPEN)]).toEqual([true, false]);
    expect(named(neededScopes(byName, { isTeam: false }))).toContain('sharing.write');
  });

  it('are vital where nothing can be mirrored without them', () => {
    const vital = neededScopes(LOCKED, { isTeam: true }).filter(({ isVital }) => isVital);
    expect(named(vital)).toBe(`${BASE} team_data.member team_info.read`);
  });

  it('are missing where they were not granted, whatever else was', () => {
    const needed = neededScopes(OPEN, { isTeam: false });
    const granted = scopesIn(`files.content.write  files.content.read sharing.read`);
    expect(named(missingScopes(needed, granted))).toBe('account_info.read files.metadata.read');
    expect(missingScopes(needed, scopesIn(BASE))).toEqual([]);
  });

  it('are asked for; those that need a team’s grant only where there is a member to act for', () => {
    expect(askedScopes(LOCKED, { isTeam: false }).join(' ')).toBe(BASE);
    expect(askedScopes(LOCKED, { isTeam: true }).join(' ')).toBe(
      named(neededScopes(LOCKED, { isTeam: true })),
    );
  });

  it('are exceeded by whatever else was granted', () => {
    const needed = neededScopes(OPEN, { isTeam: false });
    expect(surplusScopes(needed, scopesIn(`${BASE} members.delete sharing.read`))).toEqual([
      'members.delete',
      'sharing.read',
    ]);
    expect(surplusScopes(needed, scopesIn(BASE))).toEqual([]);
  });
});
