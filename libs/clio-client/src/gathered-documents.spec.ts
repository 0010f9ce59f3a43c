import { describe, expect, it } from 'vitest';
import { rejectsWithCode } from '@counterpart/testing';
import { ClioError } from './errors.js';
import { GatheredDocuments } from './gathered-documents.js';
import type { ClioDocument } from './records.js';

const documentOf = (id: string): ClioDocument => ({
  id,
  etag: `"${id}"`,
  name: `Brief ${id}.pdf`,
  created_at: '2026-05-01T10:00:00Z',
  updated_at: '2026-05-01T10:00:00Z',
});

/** Reads that are noted; lists show all but the hidden ones. */
function reads({ hidden = [], broken = false }: { hidden?: readonly string[]; broken?: boolean } = {}) {
  const calls: string[] = [];
  const gathered = new GatheredDocuments({
    one: async (id) => {
      calls.push(id);
      await Promise.resolve();
      if (hidden.includes(id)) throw new ClioError('CLIO_NOT_FOUND', id);
      return documentOf(id);
    },
    several: async (ids) => {
      calls.push(ids.join('+'));
      await Promise.resolve();
      if (broken) throw new ClioError('CLIO_SERVER_ERROR', 'list');
      return ids.filter((id) => !hidden.includes(id)).map(documentOf);
    },
  });
  return { calls, gathered };
}

describe('documents that are asked for', () => {
  it('singly are read singly', async () => {
    const { calls, gathered } = reads();
    for (const id of ['1', '2']) expect((await gathered.read(id)).id).toBe(id);
    expect(calls).toEqual(['1', '2']);
  });

  it('while another is being read are read together, each as often as it was asked for after', async () => {
    const { calls, gathered } = reads();
    const found = await Promise.all(['1', '2', '3', '2', '1'].map((id) => gathered.read(id)));
    expect(found.map(({ id }) => id)).toEqual(['1', '2', '3', '2', '1']);
    expect(calls).toEqual(['1', '2+3+1']);
  });

  it('and are not shown by the list are read by themselves, which tells why', async () => {
    const { gathered } = reads({ hidden: ['3'] });
    const [, , hidden] = ['1', '2', '3'].map((id) => gathered.read(id));
    await rejectsWithCode(hidden ?? Promise.resolve(), 'CLIO_NOT_FOUND');
  });

  it('fail together where the list fails, and are read anew the next time', async () => {
    const { gathered } = reads({ broken: true });
    const [first, second] = ['1', '2', '3'].map((id) => gathered.read(id));
    const third = rejectsWithCode(gathered.read('3'), 'CLIO_SERVER_ERROR');
    await first;
    await third;
    await rejectsWithCode(second ?? Promise.resolve(), 'CLIO_SERVER_ERROR');
    expect((await gathered.read('2')).id).toBe('2');
  });
});
