import { describe, expect, it } from 'vitest';
import { firstOutOfOrder, type ToldVersion } from './kept-order.js';

const mirrored = (document: string, versionNumber: number): ToldVersion => ({
  name: 'DocumentMirrored',
  document,
  versionNumber,
});
const archived = (document: string, versionNumber: number): ToldVersion => ({
  name: 'VersionArchived',
  document,
  versionNumber,
});

describe('firstOutOfOrder', () => {
  it('finds nothing where each document’s versions follow each other, told twice or mixed with others', () => {
    const told = [mirrored('1', 1), mirrored('2', 3), archived('1', 1), mirrored('1', 2), mirrored('1', 2)];
    expect(firstOutOfOrder(told)).toBeNull();
  });

  it('names the document of which an earlier version was told after a later one', () => {
    expect(firstOutOfOrder([mirrored('1', 1), mirrored('2', 2), mirrored('2', 1)])).toBe('2');
    expect(firstOutOfOrder([archived('1', 2), mirrored('1', 2), archived('1', 1)])).toBe('1');
  });
});
