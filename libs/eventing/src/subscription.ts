import type { EventName, Topic } from '@counterpart/contracts';
import type { Delivery } from './delivery.js';
import { EventingError } from './errors.js';
import type { OutsideSystem } from './lanes/own-failures.js';
import type { Verdict } from './verdict.js';

/** Answers one event at a time. */
export interface EventHandler<Name extends EventName> {
  handle(delivery: Delivery<Name>): Promise<Verdict>;
}

/** Answers many waiting events of one lane at once, with one verdict each. */
export interface EventBatchHandler<Name extends EventName> {
  handleBatch(deliveries: readonly Delivery<Name>[]): Promise<readonly Verdict[]>;
}

/** A class that the service’s container makes. */
export type HandlerClass<T> = abstract new (...dependencies: never[]) => T;

/** One row of the routing table. */
export interface SubscriptionRow {
  readonly topic: string;
  readonly event: EventName;
  readonly handler: HandlerClass<unknown>;
  /** Largest batch; absent where the handler takes one at a time. */
  readonly batch?: number;
  /** Outside systems that answered where the handler says `done`. */
  readonly through: readonly OutsideSystem[];
}

/** Minutes until the next try after each failed one; after the last the work is dead-lettered. */
export const DEFAULT_RETRY_MINUTES: readonly number[] = [5, 25, 125];

/** How a group’s records are told apart. */
export type LaneRule =
  /** One lane a document; steps of the whole matter wait for its documents and hold them. */
  | 'by-matter-and-document'
  /** One lane a record key. */
  | 'by-key'
  /** One lane a record that a delivery is about; nothing holds anything else. */
  | 'by-object';

/** What is said of a consumer group. */
export interface ConsumerOptions {
  readonly group: string;
  readonly rows: readonly SubscriptionRow[];
  /** Lanes that work at once. @default 4 */
  readonly concurrency?: number;
  /** @default 'by-matter-and-document' */
  readonly lane?: LaneRule;
  /** Whether followers of given-up work stay behind it, those of its own sub-lane alone. @default 'hold' */
  readonly afterDeath?: 'hold' | 'release';
  /** Of firms whose own schedule is not known. @default 5, 25 and 125 minutes */
  readonly retryMinutes?: readonly number[];
  /** How often one piece of a firm’s work asks whether its refused connection is good again. @default 5 */
  readonly probeMinutes?: number;
}

/** A consumer group with its routing table. */
export type ConsumerTable = Required<ConsumerOptions>;

/** What is said of a row. */
interface RowOptions {
  /** Outside systems that answered where the handler says `done`. @default none */
  readonly through?: readonly OutsideSystem[];
}

/** Events of a type on a topic go to a handler, one at a time. */
export const on = <Name extends EventName>(
  topic: Topic,
  event: Name,
  handler: HandlerClass<EventHandler<Name>>,
  { through = [] }: RowOptions = {},
): SubscriptionRow => ({ topic: topic.name, event, handler, through });

/** Events of a type on a topic go to a handler, as many as are waiting in a lane, up to `max`. */
export const onBatch = <Name extends EventName>(
  topic: Topic,
  event: Name,
  handler: HandlerClass<EventBatchHandler<Name>>,
  { max, through = [] }: RowOptions & { readonly max: number },
): SubscriptionRow => ({ topic: topic.name, event, handler, batch: max, through });

/** Declares a consumer group. @throws EventingError SUBSCRIPTION_INVALID */
export function consumer(options: ConsumerOptions): ConsumerTable {
  const seen = new Set<string>();
  for (const row of options.rows) {
    const name = `${row.topic} ${row.event}`;
    if (seen.has(name))
      throw new EventingError('SUBSCRIPTION_INVALID', `${options.group} answers ${name} twice`);
    seen.add(name);
  }
  if (seen.size === 0) throw new EventingError('SUBSCRIPTION_INVALID', `${options.group} answers nothing`);
  return {
    concurrency: 4,
    lane: 'by-matter-and-document',
    afterDeath: 'hold',
    retryMinutes: DEFAULT_RETRY_MINUTES,
    probeMinutes: 5,
    ...options,
  };
}
