import type { Hold, HoldOutcome } from './hold-matters.ports.js';

export const HOLDS_HEADING = ['matter', 'client', 'since', 'by', 'reason'];

export const holdRows = (holds: readonly Hold[]): readonly (readonly string[])[] =>
  holds.map(({ matter, matterNumber, client, setAt, setBy, reason }) => [
    `${matterNumber ?? '?'} (${matter})`,
    client ?? '',
    setAt,
    setBy,
    reason,
  ]);

/** What came of it, in words. */
export function holdWords(matter: string, outcome: HoldOutcome): string {
  switch (outcome) {
    case 'set':
      return `Matter ${matter} is on legal hold: nothing of it is moved, packed, thinned or deleted.`;
    case 'lifted':
      return `The legal hold of matter ${matter} is lifted: the rules count again.`;
    case 'no-change':
      return 'It stands so already. Nothing was recorded.';
    case 'unknown-matter':
      return `The trail has no matter ${matter}. Nothing was recorded.`;
  }
}
