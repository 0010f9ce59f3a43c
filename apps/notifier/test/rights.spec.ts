import { KAFKA_RIGHTS } from '@counterpart/eventing';
import { rightsNeeded } from '@counterpart/testing';
import { describe, expect, it } from 'vitest';
import { subscriptions } from '../src/subscriptions.js';

const needed = rightsNeeded(subscriptions());

describe('the notifier’s rights at Kafka', () => {
  it('let it read what it subscribes to, and nothing else', () => {
    expect(KAFKA_RIGHTS.notifier.reads.map(({ name }) => name).toSorted()).toEqual(needed.reads);
  });

  it('let it into its own groups', () => {
    for (const group of needed.groups) expect(group.split('.')[0]).toBe(KAFKA_RIGHTS.notifier.group);
  });
});
