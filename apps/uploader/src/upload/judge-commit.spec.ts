import { describe, expect, it } from 'vitest';
import { judgeCommit, needsLook, type CommitAnswer, type Found } from './judge-commit.js';
import { file, stagedData } from './samples.spec-data.js';

const NOTHING: Found = { kind: 'nothing' };
const conflict = (other: 'file' | 'folder' | 'file_ancestor' | 'unknown'): CommitAnswer => ({
  kind: 'conflict',
  with: other,
});

describe('judgeCommit', () => {
  it('takes a commit for done when the content hash is the one that left Clio', () => {
    expect(judgeCommit(stagedData(), { kind: 'committed', file: file() }, NOTHING)).toEqual({
      kind: 'mirrored',
      file: file(),
      how: 'written',
    });
  });

  it.each([file({ contentHash: 'other' }), file({ size: 11 })])(
    'never takes a damaged copy for the document',
    (damaged) => {
      expect(judgeCommit(stagedData(), { kind: 'committed', file: damaged }, NOTHING)).toEqual({
        kind: 'lost',
        reason: 'CONTENT_MISMATCH',
        left: damaged,
      });
    },
  );

  it('recognises the same content where a lost answer or a hand-made upload left it', () => {
    for (const answer of [conflict('file'), { kind: 'session-lost' } as const]) {
      expect(judgeCommit(stagedData(), answer, file())).toEqual({
        kind: 'mirrored',
        file: file(),
        how: 'recognised',
      });
    }
  });

  it('reports another file at the place, even one of the same size, and overwrites nothing', () => {
    const other = file({ contentHash: 'other' });
    expect(judgeCommit(stagedData(), conflict('file'), other)).toEqual({
      kind: 'conflict',
      found: 'file',
      file: other,
    });
  });

  it('reports that the revision to replace is not the current one', () => {
    const other = file({ contentHash: 'other', rev: 'bbbbbbbbb' });
    const replacing = stagedData({ replaces: 'aaaaaaaaa', counterpart: 'id:a' });
    expect(judgeCommit(replacing, conflict('file'), other)).toEqual({
      kind: 'conflict',
      found: 'other-revision',
      file: other,
    });
  });

  it.each([
    [conflict('folder'), { kind: 'folder' } as const, 'folder'],
    [conflict('file_ancestor'), NOTHING, 'ancestor-is-file'],
    [conflict('file'), NOTHING, 'nothing'],
    [conflict('file'), { kind: 'restricted' } as const, 'file'],
  ])('reports what stands in the way', (answer, found, reported) => {
    expect(judgeCommit(stagedData(), answer, found)).toEqual({
      kind: 'conflict',
      found: reported,
      file: null,
    });
  });

  it('stages again when the session is gone and nothing lies at the place', () => {
    expect(judgeCommit(stagedData(), { kind: 'session-lost' }, NOTHING)).toEqual({
      kind: 'lost',
      reason: 'STAGING_LOST',
      left: null,
    });
  });

  it('stages again when the session is gone and other content lies there: the next commit will tell', () => {
    expect(judgeCommit(stagedData(), { kind: 'session-lost' }, file({ contentHash: 'other' }))).toMatchObject(
      {
        kind: 'lost',
      },
    );
  });

  it('repeats what met contention and gives up what Dropbox refuses', () => {
    expect(judgeCommit(stagedData(), { kind: 'contention' }, NOTHING)).toEqual({ kind: 'again' });
    expect(judgeCommit(stagedData(), { kind: 'refused', code: 'DROPBOX_FULL' }, NOTHING)).toEqual({
      kind: 'refused',
      code: 'DROPBOX_FULL',
    });
  });
});

describe('needsLook', () => {
  it('looks only where the answer leaves the outcome open', () => {
    expect(needsLook(conflict('file'))).toBe(true);
    expect(needsLook({ kind: 'session-lost' })).toBe(true);
    expect(needsLook({ kind: 'committed', file: file() })).toBe(false);
    expect(needsLook({ kind: 'contention' })).toBe(false);
  });
});
