/** What one pass over a list of changes saw. Times are RFC 3339 in UTC, of Clio’s clock. */
export interface Sighting {
  /** The newest change that was seen whole; null where there was none. */
  readonly newest: string | null;
  /**
   * Changes that could not be told yet, and that nobody asks for by their ids. Null where the time of the change is hidden
   * too.
   */
  readonly heldBack: readonly (string | null)[];
}

/** From when on Clio is asked: with overlap, since changes may show later than their time says. */
export const sinceOf = (from: string, overlapMs: number): string =>
  new Date(Date.parse(from) - overlapMs).toISOString();

/**
 * From when on the next sweep has to ask. It moves only as far as changes were seen: an empty list proves nothing, it may
 * be what a lost right looks like. Nor does it move past the sweep’s own beginning: lists go by id, so what changed
 * while the sweep went on may have changed behind it, however new the changes are that it saw further on.
 * @param from where this sweep asked from
 * @param startedAt when this sweep began
 */
export function throughOf(from: string, { newest, heldBack }: Sighting, startedAt: string): string {
  const waiting = heldBack.map((at) => at ?? from);
  const reached = newest !== null && newest > from ? newest : from;
  return earliest([reached, startedAt, ...waiting]);
}

/** The earliest of some instants. */
export const earliest = (instants: readonly [string, ...string[]]): string =>
  instants.reduce((least, at) => (at < least ? at : least));
