import { FirmId } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { connectionRefusedNotice } from './connection-notice.js';

const firm = FirmId.parse('hartwell');

describe('a connection that is refused for good', () => {
  it('says what happened, that nothing is lost, and how to connect again', () => {
    const letter = connectionRefusedNotice({ vendor: 'dropbox', serial: 4, word: 'invalid_grant' }, firm);
    expect(letter.subject).toBe('Counterpart: Dropbox no longer lets Counterpart in');
    expect(letter.text).toMatchInlineSnapshot(`
      "Dropbox no longer lets Counterpart in.

      Firm: hartwell
      What happened: Dropbox refuses the grant for good: it was revoked, or its user was suspended or removed.
      What Counterpart did: It stopped asking Dropbox. Nothing is lost: the work waits.
      What to do: Connect Dropbox again: counterpart connect dropbox --firm hartwell
      Dropbox’s word: invalid_grant
      "
    `);
  });

  it('says that the vendor gave no word', () => {
    expect(connectionRefusedNotice({ vendor: 'clio', serial: 1, word: '' }, firm).text).toContain(
      'Clio’s word: none',
    );
  });
});
