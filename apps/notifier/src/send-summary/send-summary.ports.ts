import type { EventId, FirmId } from '@counterpart/contracts';
import type { DayFigures } from '../notice/summary-notice.js';

/** What there is to count of a firm. */
export interface FirmFigures {
  /** The first event of the firm as a whole, e.g. its first sweep; undefined where it has none yet. */
  first(firm: FirmId): Promise<{ readonly id: EventId; readonly at: Date } | undefined>;
  /** What was recorded from a moment until before another, and how the firm stands now. */
  between(firm: FirmId, from: Date, until: Date): Promise<DayFigures>;
}
