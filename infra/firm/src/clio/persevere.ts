import { setTimeout as wait } from 'node:timers/promises';
import { FirmError } from '../firm-error.js';

/** Why a try failed in a way that another try may mend. */
export class PassingTrouble extends Error {
  constructor(
    /** `busy`: refused before any effect. `lost`: nobody knows whether the request had its effect. */
    readonly kind: 'busy' | 'lost',
    message: string,
    readonly options: { readonly waitMs?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'PassingTrouble';
  }
}

/** Tries whose outcome was lost, before giving up; the waits between them add up to some 20 seconds. */
const LOST_TRIES = 9;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
/** A rate limit window is a minute; a call that is still refused after this many was not meant to pass. */
const BUSY_TRIES = 200;

/**
 * Runs `attempt` until it succeeds. After an attempt whose outcome was lost, `settle` looks whether it took
 * effect after all; what it finds is the result, so that nothing is done twice.
 * @throws {FirmError} FIRM_CLIO_UNAVAILABLE after the last try; other errors as they are.
 */
export async function persevere<T>(
  attempt: () => Promise<T>,
  settle?: () => Promise<T | undefined>,
): Promise<T> {
  const tries = { busy: 0, lost: 0 };
  for (let next = attempt; ;) {
    try {
      return await next();
    } catch (error) {
      if (!(error instanceof PassingTrouble)) throw error;
      tries[error.kind] += 1;
      if (tries.lost >= LOST_TRIES || tries.busy >= BUSY_TRIES) {
        throw new FirmError('FIRM_CLIO_UNAVAILABLE', error.message, error);
      }
      await wait(waitBefore(error, tries.lost));
      if (error.kind === 'lost' && settle !== undefined) next = async () => (await settle()) ?? attempt();
    }
  }
}

function waitBefore(trouble: PassingTrouble, lostTries: number): number {
  return trouble.options.waitMs ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** lostTries);
}

/** Milliseconds a `Retry-After` header in seconds asks for (RFC 9110 10.2.3); undefined if there is none. */
export function retryAfterMs(header: string | null | undefined): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : undefined;
}
