import type { StoryLine } from '@counterpart/audit-log';

/** Columns of a story for people; `--json` has all of it. */
export const STORY_HEADING = ['time', 'what', 'document', 'reason', 'retries', 'who', 'cause', 'correlation'];

/** A story as rows. Ids are cut to their last characters, as far as they tell events apart. */
export const storyRows = (story: readonly StoryLine[]): readonly (readonly string[])[] =>
  story.map((line) => [
    line.time,
    line.path === null ? line.outcome : `${line.outcome}: ${line.path}`,
    line.document === null ? '' : `${line.document}${line.version === null ? '' : ` v${line.version}`}`,
    line.reason ?? '',
    String(line.retries),
    line.actor,
    line.cause.slice(-8),
    line.correlation.slice(-8),
  ]);
