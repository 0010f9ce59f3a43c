import { Tally } from './tally.js';

/** Share of the lanes that firms which are held back may all together probe with. */
const PROBING_SHARE = 0.25;

/**
 * Most lanes that probe at once: a quarter of them, and two where a quarter is less, so that one firm’s slow probe does not keep
 * another one’s waiting. Never all of them but where there is only one.
 */
export const mostProbes = (lanes: number): number =>
  Math.max(1, Math.min(lanes - 1, Math.max(2, Math.floor(lanes * PROBING_SHARE))));

/** How lanes are shared out: no firm has more of them than it may, and what probes has few. */
export class LaneShares {
  readonly #ofFirm = new Tally();
  #taken = 0;
  #probing = 0;

  /**
   * @param lanes how many there are
   * @param mostOf most of them that a firm may have at once
   */
  constructor(
    private readonly lanes: number,
    readonly mostOf: (firm: string) => number,
  ) {}

  get areTaken(): boolean {
    return this.#taken >= this.lanes;
  }

  get areFree(): boolean {
    return this.#taken === 0;
  }

  /** Whether a firm has as many lanes as it may. */
  hasItsShare(firm: string): boolean {
    return this.#ofFirm.of(firm) >= this.mostOf(firm);
  }

  /** Whether one lane more may probe. */
  get mayProbe(): boolean {
    return this.#probing < mostProbes(this.lanes);
  }

  take(firm: string, isProbe: boolean): void {
    this.#change(firm, isProbe, 1);
  }

  giveBack(firm: string, isProbe: boolean): void {
    this.#change(firm, isProbe, -1);
  }

  #change(firm: string, isProbe: boolean, by: 1 | -1): void {
    this.#taken += by;
    this.#ofFirm.add(firm, by);
    if (isProbe) this.#probing += by;
  }
}
