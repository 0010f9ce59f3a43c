import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

interface Reads {
  readonly hidden?: readonly string[];
  readonly broken?: boolean;
  readonly answer?: () => Promise<void>;
}

/** Reads that are noted; lists show all but the hidden ones. */
function reads({ hidden = [], broken = false, answer = () => Promise.resolve() }: Reads = {}) {
  const calls: string[] = [];
  const gathered = new GatheredDocuments({
    one: async (id) => {
      calls.push(id);
      await answer();
      if (hidden.includes(id)) throw new ClioError('CLIO_NOT_FOUND', id);
      return documentOf(id);
    },
    several: async (ids) => {
      calls.push(ids.join('+'));
      await answer();
      if (broken) throw new ClioError('CLIO_SERVER_ERROR', 'list');
      return ids.filter((id) => !hidden.includes(id)).map(documentOf);
    },
  });
  return { calls, gathered };
}

const some = (gathered: GatheredDocuments, ...ids: readonly string[]): Promise<ClioDocument>[] =>
  ids.map((id) => gathered.read(id));

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

describe('documents that come', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Clio answers within this time. */
  const answer = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150));

  /** Asks for documents so many milliseconds apart. @returns how long each waited for its answer */
  async function stream(gathered: GatheredDocuments, count: number, apartMs: number) {
    const waited: number[] = [];
    const answered: Promise<void>[] = [];
    for (let index = 0; index < count; index += 1) {
      const askedAt = Date.now();
      const note = (): void => void (waited[index] = Date.now() - askedAt);
      answered.push(gathered.read(String(index + 1)).then(note));
      await vi.advanceTimersByTimeAsync(apartMs);
    }
    await vi.advanceTimersByTimeAsync(5000);
    await Promise.all(answered);
    return waited;
  }

  it('one after another wait for nobody', async () => {
    const { calls, gathered } = reads({ answer });
    expect(await stream(gathered, 10, 200)).toEqual(Array.from({ length: 10 }, () => 150));
    expect(calls).toHaveLength(10);
  });

  it('six hundred within fifteen seconds cost a call for some forty of them', async () => {
    const { calls, gathered } = reads({ answer });
    const waited = await stream(gathered, 600, 25);
    expect(calls.flatMap((call) => call.split('+'))).toHaveLength(600);
    expect(calls.length).toBeLessThanOrEqual(17);
    expect(Math.max(...waited)).toBeLessThanOrEqual(2200);
  });

  it('ten a second cost a call for fifteen or more of them', async () => {
    const { calls, gathered } = reads({ answer });
    const waited = await stream(gathered, 200, 100);
    expect(calls.length).toBeLessThanOrEqual(13);
    expect(Math.max(...waited)).toBeLessThanOrEqual(2200);
  });

  it('in a burst are not read one by one where an answer leaves nobody waiting', async () => {
    const { calls, gathered } = reads();
    await Promise.all([gathered.read('1'), ...some(gathered, '2', '3'), vi.advanceTimersByTimeAsync(600)]);
    const later = gathered.read('4');
    await vi.advanceTimersByTimeAsync(100);
    const last = gathered.read('5');
    await vi.advanceTimersByTimeAsync(500);
    await Promise.all([later, last]);
    expect(calls).toEqual(['1', '2+3', '4+5']);
  });

  it('after a burst are read at once', async () => {
    const { calls, gathered } = reads();
    await Promise.all([...some(gathered, '1', '2', '3'), vi.advanceTimersByTimeAsync(3000)]);
    const alone = gathered.read('4');
    await vi.advanceTimersByTimeAsync(0);
    expect((await alone).id).toBe('4');
    expect(calls).toEqual(['1', '2+3', '4']);
  });

  it('again, while they are being read, are read anew: that answer may be older than the question', async () => {
    const { calls, gathered } = reads({ answer });
    const asked = some(gathered, '1', '2', '3');
    await vi.advanceTimersByTimeAsync(600);
    expect(calls).toEqual(['1', '2+3']);
    asked.push(gathered.read('2'));
    await vi.advanceTimersByTimeAsync(1000);
    await Promise.all(asked);
    expect(calls).toEqual(['1', '2+3', '2']);
  });
});
