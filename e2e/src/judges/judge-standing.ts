import type { Stack } from '@counterpart/local';
import { z } from 'zod';
import { runCounterpart } from '../hands/command-line.js';
import { ObservationFailed } from '../observe/get-json.js';
import { until } from '../until.js';
import type { Report } from '../verify.js';

const Told = z.object({
  standing: z.object({
    inClio: z.number(),
    inDropbox: z.number(),
    inSync: z.number(),
    skipped: z.number(),
    differing: z.number(),
    drifted: z.number(),
  }),
  inSyncAsOf: z.string().nullable(),
  unknownBecause: z.string().nullable(),
  current: z.boolean(),
});

/** What `counterpart status` says of a firm. */
export interface ToldStatus extends z.infer<typeof Told.shape.standing> {
  /** Null where it makes no claim; then `unknownBecause` says why. */
  readonly inSyncAsOf: string | null;
  readonly unknownBecause: string | null;
}

const PATIENCE_MS = 60_000;

/** Asks `counterpart status`, as a person does at this moment: the counts may be behind. */
export async function askStatus(stack: Stack): Promise<ToldStatus> {
  return (await ask(stack)).told;
}

/** The same when its counts show every event that is recorded, and the router has told that it is beyond them. */
export async function askSettledStatus(stack: Stack): Promise<ToldStatus> {
  let last = await ask(stack);
  await until(PATIENCE_MS, async () => {
    last = await ask(stack);
    return last.current && last.told.unknownBecause !== 'ROUTER_BEHIND';
  });
  return last.told;
}

async function ask(stack: Stack): Promise<{ readonly told: ToldStatus; readonly current: boolean }> {
  const { exitCode, answer } = await runCounterpart(stack, ['status']);
  if (exitCode !== 0) throw new ObservationFailed(`status answered ${JSON.stringify(answer)}`);
  const { standing, inSyncAsOf, unknownBecause, current } = Told.parse(answer);
  return { told: { ...standing, inSyncAsOf, unknownBecause }, current };
}

/** What status counts otherwise than the drill, which compared every document itself, and what it calls differing; in words. */
export function standingProblems(
  { inClio, inDropbox, inSync, skipped, differing, drifted }: ToldStatus,
  report: Pick<Report, 'documents' | 'empty' | 'mirrored'>,
): readonly string[] {
  const counts: readonly (readonly [what: string, told: number, found: number])[] = [
    ['in Clio', inClio, report.documents + report.empty],
    ['in Dropbox', inDropbox, report.mirrored],
    ['in sync', inSync, report.mirrored],
    ['left out', skipped, report.empty],
    ['differing', differing, 0],
    ['changed by hand', drifted, 0],
  ];
  return counts.flatMap(([what, told, found]) =>
    told === found ? [] : [`status says ${told} ${what}, where there are ${found}`],
  );
}
