import type { FirmId, MatterId } from '@counterpart/contracts';
import type { DriftStanding, Standing } from '@counterpart/event-store';
import type { LastSweep, StandingBook, StandingPicture } from './tell-standing.ports.js';

/** How a firm or a matter stands. */
export interface ToldStanding extends Omit<StandingPicture, 'standing'> {
  readonly firm: FirmId;
  readonly matter: MatterId | null;
  readonly standing: Standing & { readonly differing: number };
  /**
   * All that changed in Clio before this moment lies in Dropbox or is left out by a rule, and nobody changed it there by hand
   * since. Null where no sweep has come to
   * its end yet: webhooks alone prove nothing about what they did not tell.
   */
  readonly inSyncAsOf: string | null;
}

/** Tells how a firm, or one of its matters, stands. */
export async function tellStanding(
  book: StandingBook,
  {
    firm,
    matter,
    limit,
  }: { readonly firm: FirmId; readonly matter: MatterId | null; readonly limit: number },
): Promise<ToldStanding> {
  const picture = await book.read({ firm, matter }, limit);
  const { standing, lastSweep, drift } = picture;
  const { inClio, inSync, skipped } = standing;
  return {
    ...picture,
    firm,
    matter,
    standing: { ...standing, differing: inClio - inSync - skipped },
    inSyncAsOf: inSyncAsOf(standing, lastSweep, drift),
  };
}

/**
 * The last sweep saw everything that had changed before it began; what still waits came no earlier than it was seen, and what
 * somebody changed by hand is not as it was since that was found.
 */
export function inSyncAsOf(
  { oldestUnsynced }: Pick<Standing, 'oldestUnsynced'>,
  lastSweep: LastSweep | null,
  drift: Pick<DriftStanding, 'oldest'>,
): string | null {
  if (lastSweep === null) return null;
  const differing = [oldestUnsynced, drift.oldest].flatMap((at) => (at === null ? [] : [at.toISOString()]));
  return [lastSweep.startedAt, ...differing].toSorted()[0] ?? null;
}
