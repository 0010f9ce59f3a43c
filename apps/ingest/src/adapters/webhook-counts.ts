import type { FirmId } from '@counterpart/contracts';
import type { Metrics } from '@counterpart/service-defaults';
import type { Outcome } from '../receive-delivery/receive-delivery.ports.js';

/** What is counted: an outcome of the receiver, or a body that was too large to reach it. */
export type Counted = Outcome | 'oversized';

/** Counts what became of every request to a hook’s address. */
export class WebhookCounts {
  readonly #requests;
  readonly #troubles;

  constructor(metrics: Metrics) {
    this.#requests = metrics.counter('counterpart_webhook_requests_total', 'Webhook requests by outcome', [
      'outcome',
    ]);
    this.#troubles = metrics.counter(
      'counterpart_webhook_tending_failures_total',
      'Times that a firm’s webhooks could not be tended',
      ['firm'],
    );
  }

  troubled(firm: FirmId): void {
    this.#troubles.inc({ firm });
  }

  count(outcome: Counted): void {
    this.#requests.inc({ outcome });
  }
}
