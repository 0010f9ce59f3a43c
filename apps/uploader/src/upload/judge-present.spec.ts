import { describe, expect, it } from 'vitest';
import { VersionId } from '@counterpart/contracts';
import type { FoundFile } from './judge-commit.js';
import { compareContent, isWorthComparing } from './judge-present.js';

const file: FoundFile = {
  kind: 'file',
  id: 'id:1',
  rev: 'r2',
  path: '/Matters/Reyes/Brief.pdf',
  size: 10,
  contentHash: 'a',
};
const order = (replaces: string | null, size = 10) => ({
  version: { id: VersionId.parse('1'), number: 1, size },
  replaces,
});

describe('a file at a document’s place', () => {
  it.each([
    ['of a new document, whatever its size', order(null, 99), true],
    ['of a new version, where it is the version before', order('r2'), false],
    ['of a new version, put there by somebody, of the same size', order('r1'), true],
    ['of a new version, put there by somebody, of another size', order('r1', 99), false],
  ])('%s: is worth comparing %#', (_, wanted, expected) => {
    expect(isWorthComparing(wanted, file)).toBe(expected);
  });

  it.each([
    ['same', order(null), { size: 10, contentHash: 'a' }],
    ['other', order(null), { size: 10, contentHash: 'b' }],
    ['other', order(null), { size: 11, contentHash: 'a' }],
    ['same', order('r1'), { size: 10, contentHash: 'a' }],
    ['unknown', order('r1'), { size: 10, contentHash: 'b' }],
  ] as const)('is %s by its hash, not by its name', (expected, wanted, content) => {
    expect(compareContent(wanted, file, { ...content, sha256: 's' })).toBe(expected);
  });
});
