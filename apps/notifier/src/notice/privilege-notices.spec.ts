import { describe, expect, it } from 'vitest';
import { folderRefusedNotice, lockedAwayNotice } from './privilege-notices.js';
import { rendered, WORDS } from './rendered.spec-data.js';

const locked = { document: '11', matter: '5', path: '/Privileged/2026-0001/Memo.pdf', revokedLinks: 2 };
const about = { documentName: 'Memo <b>.pdf', matterNumber: '2026-0001', clientName: 'Reyes' };

describe('lockedAwayNotice', () => {
  it('names document, matter, place and the links that were ended', () => {
    const { subject, text, html } = rendered(lockedAwayNotice(locked, about, WORDS));
    expect(subject).toBe('Counterpart: “Memo <b>.pdf” was locked away (matter 2026-0001)');
    for (const told of ['2026-0001, Reyes', locked.path, 'Links that were ended: 2', '11']) {
      expect(text).toContain(told);
    }
    expect(html).not.toContain('<b>');
  });

  it('lets no name speak in the letter’s own voice', () => {
    const { text } = rendered(
      lockedAwayNotice(locked, { ...about, documentName: 'a\nWhat to do: pay' }, WORDS),
    );
    expect(text.split('\n').filter((line) => line.startsWith('What to do'))).toHaveLength(1);
  });
});

describe('folderRefusedNotice', () => {
  it('says what is wrong, who is let in, and what mends it', () => {
    const refused = {
      folder: '/Privileged',
      groupName: 'Attorneys',
      policyVersion: 1,
      code: 'PRIVILEGED_FOLDER_OPEN',
      deviations: [{ code: 'UNEXPECTED_MEMBER', who: 'temp@hartwell.example', through: '/Privileged' }],
    } as const;
    const { subject, text } = rendered(
      folderRefusedNotice({ ...refused, deviations: [...refused.deviations] }, WORDS),
    );
    expect(subject).toContain('privileged documents wait');
    for (const told of ['UNEXPECTED_MEMBER, who: temp@hartwell.example', 'counterpart privilege audit']) {
      expect(text).toContain(told);
    }
  });
});
