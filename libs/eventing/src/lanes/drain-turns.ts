import type { Breakers } from '../breakers.js';
import type { LaneShares } from './lane-shares.js';

/**
 * Whose parked work is taken up next. Firms take turns: the one whose last turn is longest ago comes first, whatever its work
 * waits for and however much of it there is. A firm that has its share of the places is passed over, and so is one that is held
 * back, but for a probe. A probe comes after what flows where the one before it was a probe.
 */
export class DrainTurns {
  /** Firms that had a turn, the longest ago first. */
  readonly #served = new Set<string>();
  #probedLast = false;

  constructor(
    private readonly shares: LaneShares,
    private readonly breakers: Pick<Breakers<string>, 'isOpen' | 'mayStart'>,
  ) {}

  /** @returns undefined where no firm of these may have a place */
  next<Firm extends string>(waiting: Iterable<Firm>): Firm | undefined {
    if (this.shares.areTaken) return undefined;
    const mayGo = [...waiting].filter(
      (firm) => !this.shares.hasItsShare(firm) && this.breakers.mayStart(firm),
    );
    const flowing = mayGo.filter((firm) => !this.breakers.isOpen(firm));
    const mayProbe = this.shares.mayProbe && (!this.#probedLast || flowing.length === 0);
    const firm = this.#longestAgo(mayProbe ? mayGo : flowing);
    if (firm === undefined) return undefined;
    this.#served.delete(firm);
    this.#served.add(firm);
    this.#probedLast = this.breakers.isOpen(firm);
    return firm;
  }

  /** Nobody waits, so whose turn it was does not matter any more. */
  forget(): void {
    this.#served.clear();
  }

  #longestAgo<Firm extends string>(firms: readonly Firm[]): Firm | undefined {
    const ages = new Map([...this.#served].map((firm, age) => [firm, age]));
    return firms.toSorted((one, other) => (ages.get(one) ?? -1) - (ages.get(other) ?? -1))[0];
  }
}
