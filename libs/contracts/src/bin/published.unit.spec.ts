import { describe, expect, it } from 'vitest';
import { breaches, fingerprint, unpublished, withoutGolden, type Present } from './published.js';

const published = {
  'BriefFiled.v1': { schema: fingerprint('schema 1'), golden: fingerprint('golden 1') },
  'BriefFiled.v2': { schema: fingerprint('schema 2'), golden: fingerprint('golden 2') },
  'two-versions': { golden: fingerprint('stream') },
};

/** Version 2 is current; version 1 was published before it. */
const present = (change: Partial<Record<keyof Present, [string, string][]>> = {}): Present => ({
  wanted: new Map(change.wanted ?? [['BriefFiled.v2', 'schema 2']]),
  schemas: new Map(
    change.schemas ?? [
      ['BriefFiled.v1', 'schema 1'],
      ['BriefFiled.v2', 'schema 2'],
    ],
  ),
  goldens: new Map(
    change.goldens ?? [
      ['BriefFiled.v1', 'golden 1'],
      ['BriefFiled.v2', 'golden 2'],
      ['two-versions', 'stream'],
    ],
  ),
});

describe('what was published', () => {
  it('and is as it was, is no breach', () => {
    expect(breaches(published, present())).toEqual([]);
  });

  it('may not change its schema: the sentence says that a new version is due, and how', () => {
    const [told, ...others] = breaches(
      published,
      present({ wanted: [['BriefFiled.v2', 'schema 2 and more']] }),
    );
    expect(others).toEqual([]);
    expect(told).toContain('make version BriefFiled.v3 instead');
    expect(told).toContain('add the upcaster `BriefFiled.v2` to the registry');
    expect(told).toContain('take its line out of published.json');
  });

  it.each<[string, Partial<Record<keyof Present, [string, string][]>>, RegExp]>([
    [
      'an old schema gone',
      { schemas: [['BriefFiled.v2', 'schema 2']] },
      /^BriefFiled\.v1: its published schema is gone/,
    ],
    [
      'an old schema changed',
      {
        schemas: [
          ['BriefFiled.v1', 'other'],
          ['BriefFiled.v2', 'schema 2'],
        ],
      },
      /^BriefFiled\.v1: its published schema was changed/,
    ],
    [
      'a golden file changed',
      {
        goldens: [
          ['BriefFiled.v1', 'other'],
          ['BriefFiled.v2', 'golden 2'],
          ['two-versions', 'stream'],
        ],
      },
      /^BriefFiled\.v1: its golden file was changed/,
    ],
    [
      'a golden stream gone',
      {
        goldens: [
          ['BriefFiled.v1', 'golden 1'],
          ['BriefFiled.v2', 'golden 2'],
        ],
      },
      /^two-versions: its golden file is gone/,
    ],
    [
      'an event type gone',
      { wanted: [], schemas: [], goldens: [] },
      /^BriefFiled\.v1: its published schema is gone/,
    ],
  ])('is missed: %s', (_, change, words) => {
    expect(breaches(published, present(change))[0]).toMatch(words);
  });
});

describe('what is new', () => {
  const fresh = present({
    wanted: [
      ['BriefFiled.v2', 'schema 2'],
      ['BriefLost.v1', 'schema'],
    ],
    goldens: [
      ['BriefFiled.v1', 'golden 1'],
      ['BriefFiled.v2', 'golden 2'],
      ['two-versions', 'stream'],
      ['BriefLost.v1', 'golden'],
    ],
  });

  it('is added, and nothing that was published is touched', () => {
    expect(unpublished(published, fresh)).toEqual({
      'BriefLost.v1': { schema: fingerprint('schema'), golden: fingerprint('golden') },
    });
  });

  it('needs a golden file first', () => {
    const bare = present({ wanted: [['BriefLost.v1', 'schema']] });
    expect(unpublished(published, bare)).toEqual({});
    expect(withoutGolden(bare)).toEqual([expect.stringContaining('BriefLost.v1 has no golden file')]);
  });
});
