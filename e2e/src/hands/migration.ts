import type { Stack } from '@counterpart/local';
import { z } from 'zod';
import { say } from '../say.js';
import { until } from '../until.js';
import { runCounterpart } from './command-line.js';

/** How many documents of a run came to which end. */
const Ends = z.object({
  found: z.number(),
  mirrored: z.number(),
  skipped: z.number(),
  left: z.number(),
  onTheirWay: z.number(),
  conflict: z.number(),
  missing: z.number(),
  dead: z.number(),
  unseen: z.number(),
  unfinished: z.number(),
});
export type MigrationEnds = Readonly<z.infer<typeof Ends>>;

const Status = z.object({
  migration: z.object({ state: z.string(), progress: z.object({ documents: Ends }).nullable() }),
});

const PATIENCE_MS = 180_000;

/** Orders something of the migration, again and again until it is taken: the database may be restarting. */
export async function orderMigration(stack: Stack, word: 'start' | 'pause' | 'resume'): Promise<void> {
  say(`counterpart migrate ${word}`);
  await until(PATIENCE_MS, async () => (await said(stack, word)).exitCode === 0);
}

/** Waits for the end of the run. @returns its own account */
export async function endOfMigration(stack: Stack): Promise<MigrationEnds> {
  let account: MigrationEnds | undefined;
  await until(PATIENCE_MS * 2, async () => {
    const status = Status.safeParse((await said(stack, 'status')).answer);
    if (status.data?.migration.state === 'done') account = status.data.migration.progress?.documents;
    return account !== undefined;
  });
  if (account === undefined) throw new TypeError('the end of the run was waited for');
  return account;
}

const said = (stack: Stack, word: string) =>
  runCounterpart(stack, ['migrate', word, '--firm', 'hartwell']).catch(() => ({
    exitCode: -1,
    answer: null,
  }));
