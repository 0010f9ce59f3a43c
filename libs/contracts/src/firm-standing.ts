import type { Event } from './registry.js';

/**
 * What is done for a firm.
 *
 * - *served*: everything. A firm of the firms file that nobody said anything of is served, too.
 * - *suspended*: webhooks are stored; all other work waits.
 * - *removed*: nothing, for ever.
 */
export type FirmStanding = 'served' | 'suspended' | 'removed';

/** Pure: how a firm stands after the newest event of its standing stream; undefined where it has none. */
export function firmStanding(newest: Event | undefined): FirmStanding {
  switch (newest?.name) {
    case 'FirmSuspended':
      return 'suspended';
    case 'FirmRemoved':
      return 'removed';
    default:
      return 'served';
  }
}
