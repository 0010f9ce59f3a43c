import { FirmId } from '@counterpart/contracts';
import { describe, expect, it } from 'vitest';
import { ArchiveMemory } from './archive-memory.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Archives that stay in memory until they are let go. */
function scene() {
  const memory = new ArchiveMemory();
  const inMemory: string[] = [];
  const ends = new Map<string, { readonly end: () => void; readonly fail: () => void }>();
  const read = async (firm: string, archive: string): Promise<void> => {
    await memory.within(FirmId.parse(firm), async () => {
      inMemory.push(archive);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      ends.set(archive, { end: resolve, fail: () => reject(new Error('damaged')) });
      await promise.finally(() => inMemory.splice(inMemory.indexOf(archive), 1));
    });
  };
  return { inMemory, ends, read };
}

describe('ArchiveMemory', () => {
  it('lets no firm’s archive wait for another firm’s whose Dropbox is slow', async () => {
    const { inMemory, read } = scene();
    for (const archive of ['slow-1', 'slow-2', 'slow-3']) void read('slow', archive);
    void read('reyes', 'reyes-1');
    await turn();
    expect(inMemory).toEqual(['slow-1', 'reyes-1']);
  });

  it('holds one of each firm and three of all, and goes on where one is damaged', async () => {
    const { inMemory, ends, read } = scene();
    const reading = read('a', 'a-1').catch((error: unknown) => error);
    void read('a', 'a-2');
    for (const firm of ['b', 'c', 'd']) void read(firm, `${firm}-1`);
    await turn();
    expect(inMemory).toEqual(['a-1', 'b-1', 'c-1']);
    ends.get('a-1')?.fail();
    expect(await reading).toMatchObject({ message: 'damaged' });
    await turn();
    expect(inMemory).toEqual(['b-1', 'c-1', 'd-1']);
    ends.get('b-1')?.end();
    await turn();
    expect(inMemory).toEqual(['c-1', 'd-1', 'a-2']);
  });
});
