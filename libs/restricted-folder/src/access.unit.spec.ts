import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SharedFolder, SharedLink, SharingMember } from '@counterpart/dropbox-client';
import { folderDeviations, isOpen, itemDeviations, strangers, type FolderEvidence } from './access.js';

const PATH = '/Privileged';
const ALLOWED = { owner: 'dbid:owner', group: 'g:attorneys', namespace: '77' };

const member = (details: Partial<SharingMember>): SharingMember => ({
  kind: 'account',
  id: ALLOWED.owner,
  name: 'eleanor@hartwell.example',
  role: 'owner',
  isInherited: false,
  ...details,
});
const ATTORNEYS = member({ kind: 'group', id: ALLOWED.group, name: 'Attorneys', role: 'editor' });
const link = (audience: string): SharedLink => ({
  url: 'https://www.dropbox.com/scl/fo/fake-secret',
  itemId: 'id:a',
  itemName: 'Legal',
  audience,
});
const TERMS: SharedFolder = {
  id: ALLOWED.namespace,
  role: 'owner',
  inheritance: 'no_inherit',
  memberPolicy: 'team',
  aclPolicy: 'owner',
  linkPolicy: 'members',
};

const evidence = (details: Partial<FolderEvidence> = {}): FolderEvidence => ({
  standing: { kind: 'folder', id: 'id:f', path: PATH, namespace: ALLOWED.namespace, within: '1' },
  folder: TERMS,
  members: [member({}), ATTORNEYS],
  links: [],
  ...details,
});
const codes = (details: Partial<FolderEvidence>): readonly string[] =>
  folderDeviations(evidence(details), PATH, ALLOWED).map(({ code }) => code);

describe('the restricted folder', () => {
  it('is as it should be with its owner, the group and nobody else', () => {
    expect(codes({})).toEqual([]);
  });

  it.each([
    [{ inheritance: 'inherit' }, 'INHERITS_MEMBERS'],
    [{ aclPolicy: 'editors' }, 'EDITORS_INVITE'],
    [{ memberPolicy: 'anyone' }, 'OUTSIDERS_ALLOWED'],
    [{ linkPolicy: 'anyone' }, 'LINKS_ALLOWED'],
    [{ linkPolicy: 'a word of next year' }, 'LINKS_ALLOWED'],
  ])('with terms of %j is %s', (terms, code) => {
    expect(codes({ folder: { ...TERMS, ...terms } })).toEqual([code]);
  });

  it('is none of ours where another one, a plain one or nothing stands at its path', () => {
    const other = { kind: 'folder', id: 'id:g', path: PATH, within: '1' } as const;
    for (const standing of [
      { ...other, namespace: '78' },
      { ...other, namespace: null },
      { ...other, kind: 'file' as const, namespace: ALLOWED.namespace },
      { kind: 'nothing' as const },
    ]) {
      expect(codes({ standing })).toEqual(['FOLDER_NOT_THERE']);
    }
    expect(codes({ folder: null })).toEqual(['FOLDER_NOT_THERE']);
  });

  it('needs the group itself: one that comes from above, or of the same name, does not count', () => {
    expect(codes({ members: [member({})] })).toEqual(['GROUP_ABSENT']);
    expect(codes({ members: [member({}), { ...ATTORNEYS, isInherited: true }] })).toContain('GROUP_ABSENT');
    expect(codes({ members: [member({}), { ...ATTORNEYS, id: 'g:other' }] })).toEqual([
      'GROUP_ABSENT',
      'UNEXPECTED_MEMBER',
    ]);
  });

  it('names whom a deviation lets in, and never the address of a link', () => {
    const told = folderDeviations(evidence({ links: [link('public')] }), PATH, ALLOWED);
    expect(told).toEqual([{ code: 'OPEN_LINK', who: 'public', through: 'Legal' }]);
    expect(JSON.stringify(told)).not.toContain('fake-secret');
  });
});

describe('a file', () => {
  const standing = { kind: 'file', id: 'id:x', path: `${PATH}/a`, namespace: null } as const;
  const file = (within: string | null) => ({ standing: { ...standing, within }, members: [], links: [] });

  it('belongs into the restricted folder and no other', () => {
    expect(itemDeviations(file(ALLOWED.namespace), ALLOWED)).toEqual([]);
    for (const within of ['78', null]) {
      expect(itemDeviations(file(within), ALLOWED)).toMatchObject([{ code: 'OUTSIDE' }]);
    }
  });

  it('is not told by a folder within that is shared by itself', () => {
    const inner = { ...standing, kind: 'folder', namespace: '79', within: ALLOWED.namespace } as const;
    expect(itemDeviations({ standing: inner, members: [], links: [] }, ALLOWED)).toMatchObject([
      { code: 'SHARED_WITHIN' },
    ]);
  });
});

const anyMember = fc.record({
  kind: fc.constantFrom('account' as const, 'group' as const, 'invitee' as const),
  id: fc.constantFrom(ALLOWED.owner, ALLOWED.group, 'dbid:temp', 'g:everyone', 'guest@elsewhere.example'),
  name: fc.string(),
  role: fc.constantFrom(
    'owner',
    'editor',
    'viewer',
    'viewer_no_comment',
    'traverse',
    'no_access',
    'new_role',
  ),
  isInherited: fc.boolean(),
});
const anyLink = fc.string().map(link);

describe('judging', () => {
  it('finds every member and link that is not allowed, however many that are stand around it', () => {
    fc.assert(
      fc.property(fc.array(anyMember), fc.array(anyLink), (members, links) => {
        const found = folderDeviations(evidence({ members, links }), PATH, ALLOWED);
        const count = (code: string): number => found.filter((one) => one.code === code).length;
        const outside = members.filter(({ kind, id, role }) => {
          const isOwner = kind === 'account' && id === ALLOWED.owner;
          const isGroup = kind === 'group' && id === ALLOWED.group;
          return role !== 'traverse' && role !== 'no_access' && !isOwner && !isGroup;
        });
        expect(count('UNEXPECTED_MEMBER')).toBe(outside.length);
        expect(count('OPEN_LINK')).toBe(
          links.filter(({ audience }) => !['members', 'no_one', 'shared_folder_only'].includes(audience))
            .length,
        );
      }),
    );
  });

  it('never finds less when more is read', () => {
    fc.assert(
      fc.property(fc.array(anyMember), fc.array(anyMember), (some, more) => {
        expect(strangers([...some, ...more], ALLOWED).length).toBeGreaterThanOrEqual(
          strangers(some, ALLOWED).length,
        );
      }),
    );
  });

  it('takes an audience that nobody knows for an open one', () => {
    fc.assert(
      fc.property(fc.string(), (audience) => {
        expect(isOpen(link(`x-${audience}`))).toBe(true);
      }),
    );
  });
});
