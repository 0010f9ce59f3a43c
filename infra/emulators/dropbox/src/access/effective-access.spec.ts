import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { narrowest, type Audience } from './audience.js';
import {
  reaches,
  type Circle,
  type Holder,
  type Level,
  type LinkGrant,
  type Moment,
} from './effective-access.js';

/** A small world: accounts a to f, of which f cannot open anything, a to d on the team, two groups. */
const ACCOUNTS = ['a', 'b', 'c', 'd', 'e', 'f'];
const GROUPS: Readonly<Record<string, readonly string[]>> = { g: ['a', 'b', 'f'], h: ['c'] };
const circle: Circle = {
  isActive: (accountId) => accountId !== 'f',
  membersOf: (groupId) => GROUPS[groupId] ?? [],
  team: () => ['a', 'b', 'c', 'd', 'f'],
};
const NOW = 1000;
const moment = (linksPassRestricted = true): Moment => ({ circle, now: NOW, linksPassRestricted });

const holder: fc.Arbitrary<Holder> = fc.oneof(
  fc.constantFrom(...ACCOUNTS).map((accountId) => ({ kind: 'account' as const, accountId })),
  fc.constantFrom('g', 'h', 'gone').map((groupId) => ({ kind: 'group' as const, groupId })),
  fc.constantFrom('x@example.com', 'y@example.com').map((email) => ({ kind: 'invitee' as const, email })),
);
const role = fc.constantFrom('viewer_no_comment' as const, 'viewer' as const, 'editor' as const);
const link: fc.Arbitrary<LinkGrant> = fc.record({
  url: fc.constantFrom('l1', 'l2', 'l3'),
  audience: fc.constantFrom<Audience[]>('public', 'team', 'members', 'no_one'),
  hasPassword: fc.boolean(),
  expiresAt: fc.constantFrom(null, NOW - 1, NOW, NOW + 1),
  role: fc.constantFrom('viewer' as const, 'editor' as const),
});
/** Levels from `/p/p/p` up to the root, which always cuts. */
const levels: fc.Arbitrary<readonly Level[]> = fc
  .array(
    fc.record({
      grants: fc.array(fc.record({ holder, role }), { maxLength: 4 }),
      links: fc.array(link, { maxLength: 3 }),
      isRestricted: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) => all.map((level, index) => ({ ...level, path: '/p'.repeat(all.length - 1 - index) })));

const pathOf = (all: readonly Level[]): string => all[0]?.path ?? '';
const waysOf = (all: readonly Level[], at = moment()) => [...reaches(pathOf(all), all, at)];

/** Names of all that can open it: accounts, addresses, and `*` for anyone. */
const namesOf = (all: readonly Level[], at = moment()): ReadonlySet<string> =>
  new Set(
    waysOf(all, at).map(({ who }) => {
      if (who.kind === 'anyone') return '*';
      return who.kind === 'account' ? who.accountId : who.email;
    }),
  );

/** The same question answered the other way round: for each who there is, is there a reason? */
function expectedNames(all: readonly Level[], passes: boolean): ReadonlySet<string> {
  const cut = all.findIndex(({ isRestricted }) => isRestricted);
  const membersFrom = cut === -1 ? all : all.slice(0, cut + 1);
  const linksFrom = passes ? all : membersFrom;
  const grants = membersFrom.flatMap((level) => level.grants.map((grant) => grant.holder));
  const links = linksFrom
    .flatMap((level) => level.links)
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > NOW);
  const isReached = (account: string): boolean =>
    account !== 'f' &&
    (grants.some(
      (one) =>
        (one.kind === 'account' && one.accountId === account) ||
        (one.kind === 'group' && (GROUPS[one.groupId] ?? []).includes(account)),
    ) ||
      (account !== 'e' && links.some(({ audience }) => audience === 'team')));
  return new Set([
    ...ACCOUNTS.filter(isReached),
    ...grants.flatMap((one) => (one.kind === 'invitee' ? [one.email] : [])),
    ...(links.some(({ audience }) => audience === 'public') ? ['*'] : []),
  ]);
}

describe('effective access', () => {
  it('is what members, groups and links of the levels give, and nothing else', () => {
    fc.assert(
      fc.property(levels, fc.boolean(), (all, passes) => {
        expect(namesOf(all, moment(passes))).toEqual(expectedNames(all, passes));
      }),
      { numRuns: 500 },
    );
  });

  it('never grows by restricting a level', () => {
    fc.assert(
      fc.property(levels, fc.nat(3), fc.boolean(), (all, index, passes) => {
        const restricted = all.map((level, at) => (at === index ? { ...level, isRestricted: true } : level));
        const before = namesOf(all, moment(passes));
        for (const name of namesOf(restricted, moment(passes))) expect(before).toContain(name);
      }),
    );
  });

  it('in a restricted place holds only what is given there, where links stop at it', () => {
    fc.assert(
      fc.property(levels, (all) => {
        const sealed = all.map((level, index) => (index === 0 ? { ...level, isRestricted: true } : level));
        const ways = waysOf(sealed, moment(false));
        expect(ways.every(({ at, isInherited }) => at === pathOf(all) && !isInherited)).toBe(true);
      }),
    );
  });

  it('never shrinks by one more grant or link', () => {
    fc.assert(
      fc.property(levels, fc.nat(3), fc.record({ holder, role }), link, (all, index, grant, one) => {
        const more = all.map((level, at) =>
          at === index ? { ...level, grants: [...level.grants, grant], links: [...level.links, one] } : level,
        );
        const after = namesOf(more);
        for (const name of namesOf(all)) expect(after).toContain(name);
      }),
    );
  });

  it('gives a group exactly what it gives its members one by one', () => {
    fc.assert(
      fc.property(levels, (all) => {
        const apart = all.map((level) => ({
          ...level,
          grants: level.grants.flatMap((grant) =>
            grant.holder.kind === 'group'
              ? (GROUPS[grant.holder.groupId] ?? []).map((accountId) => ({
                  ...grant,
                  holder: { kind: 'account' as const, accountId },
                }))
              : [grant],
          ),
        }));
        expect(namesOf(apart)).toEqual(namesOf(all));
      }),
    );
  });

  it('of a link ends at its expiry, and a password does not make its bearer a member', () => {
    const withLink = (one: Partial<LinkGrant>): Level => ({
      path: '/p',
      grants: [],
      isRestricted: true,
      links: [{ url: 'l', audience: 'public', hasPassword: false, expiresAt: null, role: 'viewer', ...one }],
    });
    expect(namesOf([withLink({ expiresAt: NOW + 1 })])).toEqual(new Set(['*']));
    expect(namesOf([withLink({ expiresAt: NOW })])).toEqual(new Set());
    expect(waysOf([withLink({ hasPassword: true })])).toMatchObject([
      { who: { kind: 'anyone', needsPassword: true }, by: 'link', through: 'l' },
    ]);
    expect(namesOf([withLink({ audience: 'members' })])).toEqual(new Set());
    expect(namesOf([withLink({ audience: 'no_one' })])).toEqual(new Set());
  });
});

describe('audiences', () => {
  const audience = fc.constantFrom<Audience[]>('public', 'team', 'members', 'no_one');

  it('are narrowed by whatever is narrower, in any order', () => {
    expect(narrowest(['public', 'team'])).toBe('team');
    expect(narrowest(['members', 'team', 'public'])).toBe('members');
    fc.assert(
      fc.property(audience, audience, (one, other) => {
        expect(narrowest([one, other])).toBe(narrowest([other, one]));
        expect(narrowest([one, narrowest([one, other])])).toBe(narrowest([one, other]));
        expect(narrowest([one, 'public'])).toBe(one);
      }),
    );
  });
});
