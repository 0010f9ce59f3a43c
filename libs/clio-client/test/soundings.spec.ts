import { describe, expect, it } from 'vitest';
import { rejectsWithCode } from '@counterpart/testing';
import { startFirm } from './firm.js';

describe('a small document', () => {
  it('is the smallest that has bytes; one without bytes, or whose upload is not over, is none', async () => {
    const firm = await startFirm();
    expect(await firm.client.soundings.smallDocument()).toBeNull();
    await firm.add(Buffer.alloc(0), { name: 'Empty.txt' });
    expect(await firm.client.soundings.smallDocument()).toBeNull();
    await firm.add(Buffer.alloc(900), { name: 'Long.pdf' });
    const id = await firm.add(Buffer.alloc(20), { name: 'Short.pdf' });
    await firm.add(Buffer.alloc(800), { name: 'Longer.pdf' });
    const { latest_document_version: version } = await firm.client.getDocument(id);
    expect(await firm.client.soundings.smallDocument()).toEqual({ document: id, version: version?.id });
  });
});

describe('an origin that downloads may not come from', () => {
  it('is named by the failure, and nothing else of the signed address', async () => {
    const firm = await startFirm();
    const id = await firm.add(Buffer.from('x'));
    const client = firm.clientWith({ downloadOrigins: ['https://files.example'] });
    const { latest_document_version: version } = await client.getDocument(id);
    const failure = await rejectsWithCode(
      client.locateVersion(id, version?.id ?? ''),
      'CLIO_HOST_NOT_ALLOWED',
    );
    const known = await firm.client.locateVersion(id, version?.id ?? '');
    expect(failure).toMatchObject({ origin: known.origin });
    expect(failure.message).toContain(known.origin);
    expect(failure.message).not.toMatch(/Signature|\?/);
  });
});
