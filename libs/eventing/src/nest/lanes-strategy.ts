import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { Broker } from '../broker.js';
import type { ConsumerHealth } from '../lanes/consumer-health.js';
import { ConsumerRuntime } from '../lanes/consumer-runtime.js';
import { DEFAULT_LIMITS, type RuntimeLimits } from '../lanes/runtime-limits.js';
import type { RuntimeWorld } from '../runtime-ports.js';
import type { ConsumerTable } from '../subscription.js';

/** What the strategy runs. */
export interface LanesOptions<Tx> {
  readonly broker: Broker;
  readonly tables: readonly ConsumerTable[];
  readonly world: RuntimeWorld<Tx>;
  /** Longest time for work in flight at shutdown. */
  readonly shutdownMs: number;
  readonly limits?: RuntimeLimits;
}

/**
 * Nest’s side of the Kafka runtime. Nest gives the container, the life cycle and the hooks; which event goes to
 * which handler is said by the service’s table, not by decorators. Nest’s own Kafka transport is not used: it hands
 * over one message at a time, retries the head of a partition for ever and rounds large integers.
 */
export class LanesStrategy<Tx> extends Server implements CustomTransportStrategy {
  readonly #consumers: readonly ConsumerRuntime<Tx>[];

  constructor(private readonly options: LanesOptions<Tx>) {
    super();
    const { tables, world, limits = DEFAULT_LIMITS } = options;
    this.#consumers = tables.map((table) => new ConsumerRuntime(table, world, limits));
  }

  /** Starts every consumer of the table. Called by Nest. */
  listen(callback: (error?: unknown) => void): void {
    Promise.all(this.#consumers.map((consumer) => consumer.start(this.options.broker))).then(
      () => callback(),
      (error: unknown) => callback(error),
    );
  }

  /** Stops taking in, finishes or abandons what runs, commits, leaves the groups. Called by Nest. */
  async close(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.stop(this.options.shutdownMs)));
  }

  health(): readonly ConsumerHealth[] {
    return this.#consumers.map((consumer) => consumer.health());
  }

  /** There is no broker client of Nest’s to subscribe to. */
  on(): never {
    throw new TypeError('the strategy has no events');
  }

  /** There is no broker client of Nest’s to hand out. */
  unwrap<T>(): T {
    throw new TypeError('the strategy has no underlying server');
  }
}
