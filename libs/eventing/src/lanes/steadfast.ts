import { setTimeout as wait } from 'node:timers/promises';
import { isInfrastructureUnavailable, isRefusalOfWrites } from '../errors.js';

const FIRST_MS = 100;
const LONGEST_MS = 5000;
/** Work that got as far as to be recorded has been done in vain: it costs both vendors as much each time. */
const LONGEST_UNRECORDED_MS = 60_000;

/** How long to wait after so many tries that failed. */
export function pauseAfter(error: unknown, attempt: number): number {
  const longest = isRefusalOfWrites(error) ? LONGEST_UNRECORDED_MS : LONGEST_MS;
  return Math.min(longest, FIRST_MS * 2 ** attempt);
}

/** Thrown when waiting is over because the partition was lost or the service stops. */
export class Abandoned extends Error {
  readonly code = 'ABANDONED';
  override readonly name = 'Abandoned';
}

/** Waits, unless the signal says that it is over. @throws Abandoned */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal });
  } catch (cause) {
    throw new Abandoned('the partition was lost or the service stops', { cause });
  }
}

/** Repeats work while broker or database are away: nothing is wrong with the work. @throws Abandoned */
export async function steadfast<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  onTrouble: (error: unknown) => void,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    if (signal.aborted) throw new Abandoned('the partition was lost or the service stops');
    try {
      return await work();
    } catch (error) {
      if (!isInfrastructureUnavailable(error)) throw error;
      onTrouble(error);
      await pause(pauseAfter(error, attempt), signal);
    }
  }
}
