import { FirmId } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { connectionRefusedNotice } from './connection-notice.js';
import { rendered, WORDS } from './rendered.spec-data.js';

const firm = FirmId.parse('hartwell');

describe('a connection that is refused for good', () => {
  it('says what happened, that nothing is lost, and how to connect again', () => {
    const letter = rendered(
      connectionRefusedNotice({ vendor: 'dropbox', serial: 4, word: 'invalid_grant' }, firm, WORDS),
    );
    expect(letter.subject).toBe('Counterpart: Dropbox no longer lets Counterpart in');
    expect(letter.text).toMatchInlineSnapshot(`
      "Dropbox no longer lets Counterpart in.

      What happened: Dropbox refuses the grant for good: it was revoked, or its user was suspended or removed.
      What Counterpart did: It stopped asking Dropbox. Nothing is lost: the work waits.
      What to do: Connect Dropbox again.
      The command for it: counterpart connect dropbox --firm hartwell
      Firm: hartwell
      The word it gave: invalid_grant

      Counterpart keeps the firm’s Clio documents in Dropbox. This mail was sent by itself; nobody reads answers to it.
      "
    `);
  });

  it('says that the vendor gave no word', () => {
    const notice = connectionRefusedNotice({ vendor: 'clio', serial: 1, word: '' }, firm, WORDS);
    expect(rendered(notice).text).toContain('The word it gave: none');
  });
});
