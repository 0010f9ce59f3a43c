import { BounceAddresses, TakeBounce, type BounceSettings } from '@counterpart/bounces';
import { EventStore, storeDataSource } from '@counterpart/event-store';
import type { BounceBook } from '../take-bounce/take-bounce.ports.js';

/** Connects to the store as the services’ role. @param settings null where no address for bounces is set up */
export async function openBounces(
  url: string,
  settings: BounceSettings | null,
): Promise<BounceBook & { close(): Promise<void> }> {
  const source = storeDataSource({ url, applicationName: 'counterpart cli', poolSize: 1 });
  const dataSource = await source.initialize();
  const bounces = new TakeBounce(new EventStore(dataSource));
  const addresses = settings === null ? null : new BounceAddresses(settings);
  return {
    take: ({ firm, bytes, actor }) =>
      bounces.takeFor(firm, bytes, { actor, source: '/counterpart/console', now: new Date(), addresses }),
    close: () => dataSource.destroy(),
  };
}
