import { describe, expect, it } from 'vitest';
import type { CommitJudgement, FoundFile } from '../upload/judge-commit.js';
import { toldFromFull } from './told-from-full.js';

/*
 * One small file that got in made all others of its batch “alone”: they lost their sessions and an attempt, and were fetched and sent
 * again. A Dropbox that took one crumb with each probe made dead letters of a whole migration.
 */

const fileOf = (size: number): FoundFile => ({
  kind: 'file',
  id: 'id:a',
  rev: 'a',
  path: '/a',
  size,
  contentHash: 'c',
});
const written = (size: number): CommitJudgement => ({ kind: 'mirrored', file: fileOf(size), how: 'written' });
const NO_ROOM: CommitJudgement = { kind: 'no-room' };
const ALONE: CommitJudgement = { kind: 'lost', reason: 'DROPBOX_FULL', left: null };

const times = (count: number, judgement: CommitJudgement) => Array<CommitJudgement>(count).fill(judgement);

const told = (...judgements: readonly CommitJudgement[]) =>
  toldFromFull(judgements.map((judgement) => ({ judgement, sealed: null }))).map(
    ({ judgement }) => judgement,
  );

describe('what got no space', () => {
  it.each([
    ['nothing got in', 0, 3],
    ['a crumb got in', 1, 999],
    ['space ended before the middle', 499, 501],
  ])('waits where %s', (_, got, refused) => {
    const judgements = [...times(got, written(1000)), ...times(refused, NO_ROOM)];
    expect(told(...judgements)).toEqual(judgements);
  });

  it.each([
    [1, 1],
    [999, 1],
    [500, 500],
  ])('is alone with that where %i others got in, and %i did not', (got, refused) => {
    const others = times(got, written(1000));
    expect(told(...times(refused, NO_ROOM), ...others)).toEqual([...times(refused, ALONE), ...others]);
  });

  it('is not told from a full Dropbox by what takes no space: an empty file, and what lay there before', () => {
    const found: CommitJudgement = { kind: 'mirrored', file: fileOf(1000), how: 'recognised' };
    const judgements = [NO_ROOM, written(0), found];
    expect(told(...judgements)).toEqual(judgements);
  });
});
