import { describe, expect, it } from 'vitest';
import { DocumentId, documentStream, EventId, FirmId, firmStream, MatterId, matterStream } from './ids.js';
import { matterKey } from './record-keys.js';

const firm = FirmId.parse('reyes-partners');

describe('ids', () => {
  it.each(['0', '-1', '1.5', '01', '', '9'.repeat(20), 'abc'])('a Clio id is not %j', (text) => {
    expect(DocumentId.safeParse(text).success).toBe(false);
  });

  it('a Clio id above 2^53 stays exact', () => {
    expect(DocumentId.parse('9007199254740993')).toBe('9007199254740993');
  });

  it.each(['Reyes', 'a/b', '', '-a', 'a'.repeat(64)])('a firm is not %j', (text) => {
    expect(FirmId.safeParse(text).success).toBe(false);
  });

  it('an event id is any UUID of a known version', () => {
    expect(EventId.safeParse('018f3f6e-5b0a-7c4e-9d2a-000000000001').success).toBe(true);
    expect(EventId.safeParse('not-a-uuid').success).toBe(false);
  });

  it('streams and keys name the firm first', () => {
    expect(documentStream(firm, DocumentId.parse('501'))).toBe('document-reyes-partners-501');
    expect(matterStream(firm, MatterId.parse('77'))).toBe('matter-reyes-partners-77');
    expect(firmStream(firm)).toBe('firm-reyes-partners');
    expect(matterKey(firm, null)).toBe('reyes-partners/-');
  });
});
