import type { FirmId } from '@counterpart/contracts';
import type { Repeat } from '@counterpart/dropbox-client';
import type { Log, Metrics } from '@counterpart/service-defaults';

/** Counts calls to Dropbox that are made again, and logs those whose bytes arrived damaged. */
export function toldRepeats(
  metrics: Metrics,
  log: Pick<Log, 'warn'>,
): (firm: FirmId, repeat: Repeat) => void {
  const repeats = metrics.counter(
    'counterpart_dropbox_repeats_total',
    'Calls to Dropbox that were made again, by route and reason',
    ['route', 'reason'],
  );
  return (firm, { route, code, damaged, attempt }) => {
    repeats.inc({ route, reason: damaged ? 'DAMAGED_ON_THE_WAY' : code });
    if (damaged) log.warn({ firm, route, attempt }, 'bytes arrived damaged in Dropbox and are sent again');
  };
}
