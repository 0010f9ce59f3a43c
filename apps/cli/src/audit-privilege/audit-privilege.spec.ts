import { describe, expect, it } from 'vitest';
import {
  DEFAULT_POLICY,
  EventId,
  FirmId,
  NamespaceId,
  type Event,
  type EventData,
  type EventName,
} from '@counterpart/contracts';
import { FirmView } from '@counterpart/placement';
import { UNPROVEN, type FolderRecord, type ItemEvidence } from '@counterpart/restricted-folder';
import { auditPrivilege } from './audit-privilege.handler.js';
import type { PrivilegedAccess } from './audit-privilege.ports.js';

const FIRM = FirmId.parse('hartwell');
const PROVEN: FolderRecord = {
  ...UNPROVEN,
  proven: {
    proof: EventId.parse('00000000-0000-4000-8000-000000000001'),
    folder: '/Privileged',
    groupName: 'Attorneys',
    policyVersion: 0,
    namespace: NamespaceId.parse('77'),
    group: 'g:attorneys',
    owner: 'dbid:owner',
    how: 'made',
    revokedLinks: 0,
  },
};

const told = <Name extends EventName>(name: Name, data: unknown): Event =>
  ({ name, firm: FIRM, data: data as EventData<Name> }) as unknown as Event;

/** A firm with one matter and documents in their categories, each mirrored. */
function firm(documents: Readonly<Record<string, string>>, folder = '/Privileged/2026-0001'): FirmView {
  const view = new FirmView(FIRM);
  view.take(
    told('MatterRegistered', {
      matter: {
        id: '5',
        displayNumber: '2026-0001',
        practiceArea: { id: '1', name: 'Litigation' },
        customFields: [],
      },
    }),
  );
  for (const [id, category] of Object.entries(documents)) {
    const document = {
      id,
      name: `${id}.pdf`,
      matter: '5',
      category: { id: '1', name: category },
      version: { number: 1, size: 1 },
    };
    view.take(told('DocumentAdded', { document }));
    const placement = { folder, name: `${id}.pdf`, disambiguated: false };
    view.take(told('DocumentRouted', { document: id, placement, policyVersion: 0, why: [] }));
    view.take(told('DocumentMirrored', { document: id, counterpart: `id:${id}` }));
  }
  return view;
}

const evidence = (details: Partial<ItemEvidence['standing']> = {}): ItemEvidence => ({
  standing: {
    kind: 'file',
    id: 'id:11',
    path: '/Privileged/2026-0001/11.pdf',
    namespace: null,
    within: '77',
    ...details,
  },
  members: [],
  links: [],
});

const access = (files: Readonly<Record<string, ItemEvidence | null>> = {}): PrivilegedAccess => ({
  folder: () =>
    Promise.resolve({
      standing: { kind: 'folder', id: 'id:f', path: '/Privileged', namespace: '77', within: '1' },
      folder: {
        id: '77',
        role: 'owner',
        inheritance: 'no_inherit',
        memberPolicy: 'team',
        aclPolicy: 'owner',
        linkPolicy: 'members',
      },
      members: [{ kind: 'group', id: 'g:attorneys', name: 'Attorneys', role: 'editor', isInherited: false }],
      links: [],
    }),
  file: (id) => Promise.resolve(id in files ? (files[id] ?? null) : evidence()),
  people: () => Promise.resolve(['priya@hartwell.example']),
});

const audit = (view: FirmView, vendor = access(), record = PROVEN) =>
  auditPrivilege({ policy: DEFAULT_POLICY, view, record }, vendor);

describe('auditPrivilege', () => {
  it('is clean where only the owner and the group can open what is privileged', async () => {
    expect(await audit(firm({ '11': 'Privileged', '12': 'Attorney-Client' }))).toMatchObject({
      documents: 2,
      people: ['priya@hartwell.example'],
      drift: [],
      clean: true,
    });
  });

  it('counts a marked document that lies open, and one that lost its mark and stayed', async () => {
    const lying = await audit(
      firm({ '11': 'Privileged' }, '/Matters/a/Pleadings'),
      access({ 'id:11': evidence({ path: '/Matters/a/Pleadings/11.pdf', within: '1' }) }),
    );
    expect(lying.drift).toMatchObject([
      { document: '11', path: '/Matters/a/Pleadings/11.pdf', code: 'OUTSIDE' },
    ]);
    expect(lying.clean).toBe(false);
    expect((await audit(firm({ '11': 'Pleadings' }))).documents).toBe(1);
    expect((await audit(firm({ '11': 'Pleadings' }, '/Matters/a/Pleadings'))).documents).toBe(0);
  });

  it('names a file that is gone, and a link, without the link’s address', async () => {
    const link = { url: 'https://fake-secret', itemId: 'id:11', itemName: '11.pdf', audience: 'public' };
    const found = await audit(
      firm({ '11': 'Privileged', '12': 'Privileged' }),
      access({ 'id:11': { ...evidence(), links: [link] }, 'id:12': null }),
    );
    expect(found.drift).toEqual([
      {
        document: '11',
        matter: '5',
        path: '/Privileged/2026-0001/11.pdf',
        code: 'OPEN_LINK',
        who: 'public',
        through: '11.pdf',
      },
      { document: '12', matter: '5', path: null, code: 'FILE_MISSING', who: null, through: null },
    ]);
  });

  it('audits prior versions and copies with their document: they were left out, however open they lay', async () => {
    const view = firm({ '11': 'Privileged' });
    view.take(
      told('CopyPlaced', { document: '11', file: 'id:copy', path: '/ClientUploads/2026-0001/11.pdf' }),
    );
    const kept = { file: 'id:v1', path: '/Matters/a/Pleadings/_Archive/11_v1.pdf' };
    view.take(told('VersionArchived', { document: '11', kept, handEdit: null }));
    const lying = (path: string) => evidence({ path, within: '1' });
    const found = await audit(
      view,
      access({ 'id:copy': lying('/ClientUploads/2026-0001/11.pdf'), 'id:v1': lying(kept.path) }),
    );
    expect(found.drift).toMatchObject([
      { document: '11', path: '/ClientUploads/2026-0001/11.pdf', code: 'OUTSIDE' },
      { document: '11', path: kept.path, code: 'OUTSIDE' },
    ]);
    expect((await audit(view, access({ 'id:copy': null, 'id:v1': null }))).clean).toBe(true);
  });

  it('audits the file that healing put back under another id, and the edit that it kept: neither was looked at', async () => {
    const view = firm({ '11': 'Privileged' });
    const handEdit = { file: 'id:edit', path: '/Matters/a/Pleadings/_Archive/11_edited_1.pdf' };
    view.take(told('DriftHealed', { document: '11', counterpart: 'id:put-back', handEdit }));
    const lying = (path: string) => evidence({ path, within: '1' });
    const open = '/Matters/a/Pleadings/11.pdf';
    const found = await audit(
      view,
      access({ 'id:11': null, 'id:put-back': lying(open), 'id:edit': lying(handEdit.path) }),
    );
    expect(found.drift).toMatchObject([
      { document: '11', path: open, code: 'OUTSIDE' },
      { document: '11', path: handEdit.path, code: 'OUTSIDE' },
    ]);
  });

  it('is never clean while nothing is proven and something privileged lies there', async () => {
    expect(await audit(firm({ '11': 'Privileged' }), access(), UNPROVEN)).toMatchObject({
      drift: [{ code: 'FOLDER_NOT_THERE' }],
      clean: false,
    });
    expect(await audit(firm({}), access(), UNPROVEN)).toMatchObject({ documents: 0, clean: true });
  });
});
