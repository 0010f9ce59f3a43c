import type { Metrics } from '@counterpart/service-defaults';
import type { Outcome } from '../receive-delivery/receive-delivery.ports.js';

/** What is counted: an outcome of the receiver, or a body that was too large to reach it. */
export type Counted = Outcome | 'oversized';

/** Counts what became of every request to a hook’s address. */
export class WebhookCounts {
  readonly #requests;

  constructor(metrics: Metrics) {
    this.#requests = metrics.counter('counterpart_webhook_requests_total', 'Webhook requests by outcome', [
      'outcome',
    ]);
  }

  count(outcome: Counted): void {
    this.#requests.inc({ outcome });
  }
}
