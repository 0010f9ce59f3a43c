import { FirmId } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { connectedWords } from './connected-words.js';

const CONNECTED = {
  firm: FirmId.parse('reyes'),
  vendor: 'dropbox' as const,
  serial: 1,
  account: { id: 'api.dropboxapi.com/dbtid:1', name: 'Reyes & Partners', root: '17' },
  who: 'it@reyes.example of Reyes & Partners',
  granted: ['account_info.read', 'members.delete'],
  surplus: [] as readonly string[],
  lacks: [],
};

describe('what people are told of a consent', () => {
  it('names what was granted', () => {
    expect(connectedWords(CONNECTED)).toContain(
      'Granted: account_info.read, members.delete. Nothing of that',
    );
  });

  it('names what is more than is needed, and how to be rid of it', () => {
    const words = connectedWords({ ...CONNECTED, surplus: ['members.delete'] });
    expect(words).toMatch(/\nMore than is needed: members\.delete\. Take the ticks/);
  });

  it('claims nothing where the vendor tells nothing', () => {
    const words = connectedWords({
      ...CONNECTED,
      vendor: 'clio',
      granted: ['Clio: read documents'],
      surplus: null,
    });
    expect(words).toContain('clio does not tell what it granted');
    expect(words).toContain('Tried and let through: Clio: read documents.');
    expect(words).not.toContain('needed');
  });
});
