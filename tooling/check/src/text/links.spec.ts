import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deadLinks } from './links.ts';

describe('links of a document', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'links-'));
    writeFileSync(join(root, 'other.md'), '# The store: append & relay\n');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const check = (text: string): string[] => {
    writeFileSync(join(root, 'page.md'), `# Page\n\n${text}\n`);
    return deadLinks(root, 'page.md');
  };

  it.each([
    '[a](other.md)',
    '[a](./other.md#the-store-append--relay)',
    '[a](#page)',
    '[a](https://example.org/x)',
  ])('lets %s be', (text) => {
    expect(check(text)).toEqual([]);
  });

  it.each(['[a](missing.md)', '[a](other.md#relay)', '[a](#other)'])('finds %s dead', (text) => {
    expect(check(text)).toHaveLength(1);
  });

  it('does not look for links in code', () => {
    expect(check('`[a](missing.md)`\n\n```md\n[a](missing.md)\n```')).toEqual([]);
  });
});
