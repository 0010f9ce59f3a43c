import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** A service’s Prometheus metrics. */
export class Metrics {
  readonly registry = new Registry();
  readonly #handled: Counter<'group' | 'event' | 'verdict'>;
  readonly #gauges: Gauge<'group' | 'what'>;

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
    this.#handled = new Counter({
      name: 'counterpart_records_total',
      help: 'Records handled, by consumer group, event type and verdict',
      labelNames: ['group', 'event', 'verdict'],
      registers: [this.registry],
    });
    this.#gauges = new Gauge({
      name: 'counterpart_consumer',
      help: 'State of a consumer group on this pod: records in flight, parked keys, firms that wait for an outside system',
      labelNames: ['group', 'what'],
      registers: [this.registry],
    });
  }

  /** A counter of the service’s own. */
  counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  handled(group: string, event: string, verdict: string, count = 1): void {
    this.#handled.inc({ group, event, verdict }, count);
  }

  observe(group: string, what: string, value: number): void {
    this.#gauges.set({ group, what }, value);
  }
}
