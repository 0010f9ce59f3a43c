import { randomUUID } from 'node:crypto';
import { ground } from './ground.js';

/** A corner of the real broker for one spec. */
export interface TestBroker {
  readonly brokers: readonly string[];
  /** Begins the names of the spec’s topics and groups, so that specs do not meet. */
  readonly prefix: string;
}

/** The real broker, and a prefix of one’s own. */
export async function testBroker(): Promise<TestBroker> {
  const { kafkaBrokers } = await ground();
  return { brokers: kafkaBrokers.split(','), prefix: `spec-${randomUUID().slice(0, 8)}` };
}
