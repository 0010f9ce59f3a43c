import type { Metrics } from '@counterpart/service-defaults';
import type { Outcome } from '../receive-delivery/receive-delivery.ports.js';

/** Counts what became of every request to a hook’s address. */
export class WebhookCounts {
  readonly #requests;

  constructor(metrics: Metrics) {
    this.#requests = metrics.counter('counterpart_webhook_requests_total', 'Webhook requests by outcome', [
      'outcome',
    ]);
  }

  count(outcome: Outcome | 'oversized'): void {
    this.#requests.inc({ outcome });
  }
}
