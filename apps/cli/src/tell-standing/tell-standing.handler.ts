import type { FirmId, MatterId } from '@counterpart/contracts';
import type { DriftStanding, Standing } from '@counterpart/event-store';
import type { LastSweep, StandingBook, StandingPicture } from './tell-standing.ports.js';

/** Why nothing can be said about the moment as of which a firm or a matter is in sync. */
export type Unknown =
  'NO_SWEEP' | 'HISTORY_NOT_MIGRATED' | 'HISTORY_INCOMPLETE' | 'COUNTS_BEHIND' | 'ROUTER_BEHIND';

/** How a firm or a matter stands. */
export interface ToldStanding extends Omit<StandingPicture, 'standing' | 'known'> {
  readonly firm: FirmId;
  readonly matter: MatterId | null;
  readonly standing: Standing & { readonly differing: number };
  /**
   * All that changed in Clio before this moment lies in Dropbox or is left out by a rule, and nobody changed it there by hand
   * since. Null where that is not known.
   */
  readonly inSyncAsOf: string | null;
  /** Why it is not known; null where it is. */
  readonly unknownBecause: Unknown | null;
}

/** Nothing was ever told of the matter: counts of nothing would look like a matter that is in sync. */
class MatterUnknown extends Error {
  readonly code = 'MATTER_UNKNOWN';
  override readonly name = 'MatterUnknown';
}

/** Tells how a firm, or one of its matters, stands. @throws MatterUnknown */
export async function tellStanding(
  book: StandingBook,
  {
    firm,
    matter,
    limit,
  }: { readonly firm: FirmId; readonly matter: MatterId | null; readonly limit: number },
): Promise<ToldStanding> {
  const { known, ...picture } = await book.read({ firm, matter }, limit);
  if (!known) throw new MatterUnknown(`${firm} has no matter ${matter ?? ''}: give its id in Clio`);
  const { standing } = picture;
  const { inClio, inSync, skipped } = standing;
  const unknownBecause = whyUnknown(picture);
  return {
    ...picture,
    firm,
    matter,
    standing: { ...standing, differing: inClio - inSync - skipped },
    inSyncAsOf: unknownBecause === null ? inSyncAsOf(picture) : null,
    unknownBecause,
  };
}

/** What a claim about everything that changed before a moment rests on. */
type Basis = Pick<StandingPicture, 'lastSweep' | 'history' | 'covered' | 'decided'>;

/**
 * Webhooks alone prove nothing about what they did not tell, sweeps nothing about what lay in Clio before the first of them,
 * a migration nothing about what was hidden from it, counts that are behind nothing about what the last sweep found, and changes that
 * the router has not looked at nothing about where their documents belong.
 */
export function whyUnknown({ lastSweep, history, covered, decided }: Basis): Unknown | null {
  if (lastSweep === null) return 'NO_SWEEP';
  if (history === 'none') return 'HISTORY_NOT_MIGRATED';
  if (history === 'incomplete') return 'HISTORY_INCOMPLETE';
  if (!covered) return 'COUNTS_BEHIND';
  return decided ? null : 'ROUTER_BEHIND';
}

/**
 * The last sweep told everything that had changed before it began, or before what it held back; what still waits is no older than its oldest change, and
 * what somebody changed by hand is not as it was since that was found.
 */
export function inSyncAsOf({
  standing: { oldestUnsynced },
  lastSweep,
  drift,
}: {
  readonly standing: Pick<Standing, 'oldestUnsynced'>;
  readonly lastSweep: LastSweep | null;
  readonly drift: Pick<DriftStanding, 'oldest'>;
}): string | null {
  if (lastSweep === null) return null;
  const differing = [oldestUnsynced, drift.oldest].flatMap((at) => (at === null ? [] : [at.toISOString()]));
  return [lastSweep.toldUpTo, ...differing].toSorted()[0] ?? null;
}
