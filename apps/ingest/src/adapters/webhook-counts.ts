import type { FirmId } from '@counterpart/contracts';
import type { Metrics } from '@counterpart/service-defaults';
import type { HookAction } from '../detection/plan-hooks.js';
import type { Outcome } from '../receive-delivery/receive-delivery.ports.js';

/** What is counted: an outcome of the receiver, or a body that was too large to reach it. */
export type Counted = Outcome | 'oversized';

/** Counts what became of every request to a hook’s address, and what is done for the hooks themselves. */
export class WebhookCounts {
  readonly #requests;
  readonly #troubles;
  readonly #actions;

  constructor(metrics: Metrics) {
    this.#requests = metrics.counter('counterpart_webhook_requests_total', 'Webhook requests by outcome', [
      'outcome',
    ]);
    this.#troubles = metrics.counter(
      'counterpart_webhook_tending_failures_total',
      'Times that a firm’s webhooks could not be tended',
      ['firm'],
    );
    this.#actions = metrics.counter(
      'counterpart_webhook_actions_total',
      'What was done so that every watched kind of record has a live webhook; recreate: one was suspended, expired or removed',
      ['action'],
    );
  }

  acted({ kind }: HookAction): void {
    this.#actions.inc({ action: kind });
  }

  troubled(firm: FirmId): void {
    this.#troubles.inc({ firm });
  }

  count(outcome: Counted): void {
    this.#requests.inc({ outcome });
  }
}
