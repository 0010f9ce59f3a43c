import { describe, expect, it } from 'vitest';
import { EventId, FirmId, MatterId, type EventData } from '@counterpart/contracts';
import { heldUpNotice, nothingArchivedNotice } from './closing-notices.js';
import { rendered, WORDS } from './rendered.spec-data.js';

const subject = {
  firm: FirmId.parse('hartwell'),
  documentName: null,
  matterNumber: '2026-0001',
  clientName: 'Reyes',
};

const held = (details: Partial<EventData<'ClosingHeldUp'>> = {}): EventData<'ClosingHeldUp'> => ({
  matter: MatterId.parse('5'),
  closing: EventId.parse('018f3f6e-5b0a-7c4e-9d2a-000000000009'),
  because: 'documents-unsettled',
  missing: [],
  unsettled: 0,
  ...details,
});

describe('a closing that waits', () => {
  it('names what is missing, and says what to do', () => {
    const missing = [
      { document: '11', name: 'Late\nBcc: x.pdf', state: 'held' },
    ] as unknown as EventData<'ClosingHeldUp'>['missing'];
    const { subject: line, text } = rendered(heldUpNotice(held({ missing, unsettled: 3 }), subject, WORDS));
    expect(line).toBe('Counterpart: A closed matter cannot be archived yet (matter 2026-0001)');
    expect(text).toContain('Late Bcc: x.pdf (Clio id 11): is privileged');
    expect(text).toContain('2 more documents');
    expect(text).toContain('counterpart closings retry --firm hartwell 5');
  });

  it('names the file that kept it from being packed, and says what to do about it', () => {
    const at = '/Matters/2026-0001\u2028Reyes/Outline.paper';
    const refusal = { reason: 'FILE_UNREADABLE' as const, at };
    const { text } = rendered(heldUpNotice(held({ because: 'archive-refused', refusal }), subject, WORDS));
    expect(text).toContain('a Paper or Google document');
    expect(text).toContain('/Matters/2026-0001 Reyes/Outline.paper');
    expect(text).toContain('Export it to a file');
  });

  it('says of a legal hold that nothing is to be done', () => {
    const notice = heldUpNotice(held({ because: 'legal-hold' }), subject, WORDS);
    expect(rendered(notice).text).toContain('on legal hold');
  });
});

it('a matter without documents is told to have no archive', () => {
  expect(rendered(nothingArchivedNotice('5', subject, WORDS)).text).toContain('no archive was made');
});
