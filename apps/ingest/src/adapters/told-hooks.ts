import type { FirmId } from '@counterpart/contracts';
import type { Log } from '@counterpart/service-defaults';
import type { HookAction } from '../detection/plan-hooks.js';
import type { WebhookCounts } from './webhook-counts.js';

/** Counts what is done for hooks, and warns where one that served was lost: deliveries may be missing since, and a sweep finds them. */
export function toldHooks(
  counts: Pick<WebhookCounts, 'acted'>,
  log: Pick<Log, 'warn'>,
): (firm: FirmId, action: HookAction) => void {
  return (firm, action) => {
    counts.acted(action);
    if (action.kind !== 'recreate') return;
    const { model, because } = action;
    log.warn({ firm, model, because }, 'a webhook was lost and is made anew');
  };
}
