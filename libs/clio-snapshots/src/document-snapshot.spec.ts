import type { ClioDocument } from '@counterpart/clio-client';
import { describe, expect, it } from 'vitest';
import { documentSnapshot, isFullyUploaded, trashedAt } from './document-snapshot.js';

const document = (details: Partial<ClioDocument> = {}): ClioDocument => ({
  id: '42',
  etag: '"a"',
  name: 'Brief.pdf',
  created_at: '2026-05-01T09:00:00-04:00',
  updated_at: '2026-05-01T10:00:00-04:00',
  ...details,
});

describe('a snapshot of a document', () => {
  it('tells times in UTC, whatever zone the account has', () => {
    expect(documentSnapshot(document())).toMatchObject({
      createdAt: '2026-05-01T13:00:00.000Z',
      updatedAt: '2026-05-01T14:00:00.000Z',
    });
    expect(trashedAt(document({ deleted_at: '2026-05-02T00:30:00+02:00' }))).toBe('2026-05-01T22:30:00.000Z');
    expect(trashedAt(document())).toBeNull();
  });

  it.each([
    [{ type: 'ClientUser' }, 'client'],
    [{ type: 'User', clio_connect: true }, 'client'],
    [{ type: 'User' }, 'firm'],
    [null, null],
  ])('made by %j is by %j', (creator, by) => {
    expect(documentSnapshot(document({ creator })).creator).toBe(by);
  });

  it('takes the newest version for the document, and waits for one that has not all its bytes', () => {
    const version = { id: '7', version_number: 3, size: 10, filename: 'brief v3.pdf', fully_uploaded: true };
    const whole = document({ latest_document_version: version, size: 99 });
    expect(documentSnapshot(whole)).toMatchObject({
      filename: 'brief v3.pdf',
      version: { id: '7', number: 3, size: 10 },
    });
    expect(isFullyUploaded(whole)).toBe(true);
    expect(isFullyUploaded(document({ latest_document_version: { ...version, fully_uploaded: null } }))).toBe(
      false,
    );
    expect(isFullyUploaded(document())).toBe(false);
  });
});
