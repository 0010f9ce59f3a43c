import { describe, expect, it } from 'vitest';
import { DocumentId, EventId, FirmId, MatterId, type Event } from '@counterpart/contracts';
import { conflictNotice } from './conflict-notice.js';
import { rendered, WORDS } from './rendered.spec-data.js';

const at = '/Matters/2026-0001/Discovery/Brief\r\nWhat to do: nothing.pdf';
const conflict = {
  id: EventId.parse('00000000-0000-4000-8000-000000000001'),
  name: 'RelocationConflictFound',
  data: {
    matter: MatterId.parse('5'),
    document: DocumentId.parse('11'),
    planned: EventId.parse('00000000-0000-4000-8000-000000000002'),
    from: '/Matters/2026-0001/Pleadings/Brief.pdf',
    to: at,
    found: 'file',
    at,
  },
} as unknown as Event<'RelocationConflictFound'>;
const firm = FirmId.parse('hartwell');
const names = { firm, documentName: 'Brief.pdf', matterNumber: '2026-0001', clientName: 'Reyes' };

describe('conflictNotice', () => {
  const letter = rendered(conflictNotice(conflict, names, WORDS));

  it('names document, matter, place and what lies there', () => {
    const facts = [
      'Brief.pdf (Clio id 11)',
      '2026-0001, Reyes',
      'Discovery/Brief',
      'Another file lies there.',
    ];
    for (const told of facts) expect(letter.text).toContain(told);
    expect(letter.subject).toBe('Counterpart: “Brief.pdf” could not be moved (matter 2026-0001)');
  });

  it('says that nothing was overwritten, and what to do, in its own voice alone', () => {
    expect(letter.text).toContain('It overwrote nothing');
    expect(letter.text.split('\n').filter((line) => line.startsWith('What to do'))).toHaveLength(1);
  });

  it('says how many documents were deleted where setting aside stops, and how it goes on', () => {
    const data = { documents: 400, moved: 21, policyVersion: 3 };
    const stopped = { ...conflict, name: 'SetAsidesStopped', data } as unknown as Event<'SetAsidesStopped'>;
    const told = rendered(
      conflictNotice(stopped, { ...names, documentName: null, matterNumber: null }, WORDS),
    );
    expect(told.text).toContain('21 documents of 400');
    expect(told.text).toContain('counterpart deletions resume --firm hartwell');
  });

  it('says how much was changed by hand where nothing is put back any more', () => {
    const data = { documents: 400, changed: 21, policyVersion: 3 };
    const stopped = {
      ...conflict,
      name: 'DriftHealingStopped',
      data,
    } as unknown as Event<'DriftHealingStopped'>;
    const told = rendered(
      conflictNotice(stopped, { ...names, documentName: null, matterNumber: null }, WORDS),
    );
    expect(told.text).toContain('21 files of 400');
    expect(told.text).toContain('counterpart status --firm hartwell');
  });

  it('says which version could not be kept, and where an edit of it is', () => {
    const data = { document: '11', matter: '5', versionNumber: 3, how: 'unavailable', handEdit: null };
    const unkept = (handEdit: object | null) =>
      rendered(
        conflictNotice(
          {
            ...conflict,
            name: 'VersionArchived',
            data: { ...data, handEdit },
          } as unknown as Event<'VersionArchived'>,
          names,
          WORDS,
        ),
      );
    const { subject, text } = unkept(null);
    expect(subject).toBe('Counterpart: A prior version of “Brief.pdf” could not be kept (matter 2026-0001)');
    expect(text).toContain('Version 3 was changed or deleted');
    expect(unkept({ path: '/_Archive/Brief_edited.pdf' }).text).toContain('Brief_edited.pdf');
  });

  it('says which prior versions were left because somebody changed them', () => {
    const data = {
      document: '11',
      matter: '5',
      archive: { path: '/Matters/2026-0001/Discovery/_Archive/Brief_versions_1-3.zip' },
      removed: [1],
      left: [
        { number: 2, because: 'edited' },
        { number: 3, because: 'legal-hold' },
      ],
    };
    const thinned = { ...conflict, name: 'VersionsThinned', data } as unknown as Event<'VersionsThinned'>;
    const { text } = rendered(conflictNotice(thinned, names, WORDS));
    expect(text).toContain('version 2 by hand');
    expect(text).toContain('Brief_versions_1-3.zip');
    expect(text).not.toContain('removed nothing');
  });

  it('says which prior version was left because nobody can read it', () => {
    const changed = [{ number: 2, found: 'unreadable' }];
    const data = { document: '11', matter: '5', planned: conflict.id, reason: 'FILE_UNREADABLE', changed };
    const refused = {
      ...conflict,
      name: 'VersionThinningRefused',
      data,
    } as unknown as Event<'VersionThinningRefused'>;
    expect(rendered(conflictNotice(refused, names, WORDS)).text).toContain('the bytes of version 2');
  });

  it('says how a document that is not privileged any more is let out', () => {
    const data = { ...conflict.data, reason: 'CONFIRMATION_MISSING' };
    const refused = { ...conflict, name: 'RelocationRefused', data } as unknown as Event<'RelocationRefused'>;
    expect(rendered(conflictNotice(refused, names, WORDS)).text).toContain(
      'counterpart privilege release --firm hartwell --document 11',
    );
  });
});
