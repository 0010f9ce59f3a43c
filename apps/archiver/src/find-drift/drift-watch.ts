import type { FirmId } from '@counterpart/contracts';
import type { FindDrift } from './find-drift.handler.js';
import type { DriftMarks } from './find-drift.ports.js';

/** Puts back what was found, where the policy says so. */
export interface Healer {
  /** @param signal ends it after the document in hand @returns how many were put back */
  tend(firm: FirmId, signal?: AbortSignal): Promise<number>;
}

/** Who is told what a look came to. */
export interface DriftListener {
  readonly onTold: (firm: FirmId, told: number) => void;
  readonly onHealed: (firm: FirmId, healed: number) => void;
}

/**
 * What is done about a firm’s drift by the clock: a look at its Dropbox, then healing. Nobody looks while somebody puts back: a look tells
 * what it found part by part, and a part looks like less than it is.
 */
export class DriftWatch {
  constructor(
    private readonly drift: Pick<FindDrift, 'look'>,
    private readonly healer: Healer,
    private readonly marks: Pick<DriftMarks, 'change'>,
    private readonly listener: DriftListener,
  ) {}

  /** @param signal the service stops @throws what Dropbox throws; the next look goes on */
  async tend(firm: FirmId, signal?: AbortSignal): Promise<void> {
    const told = await this.drift.look(firm, signal);
    // Another pod looks, and puts back.
    if (told === undefined) return;
    if (told > 0) this.listener.onTold(firm, told);
    let healed = 0;
    await this.marks.change(firm, async () => {
      healed = await this.healer.tend(firm, signal);
    });
    if (healed > 0) this.listener.onHealed(firm, healed);
  }
}
