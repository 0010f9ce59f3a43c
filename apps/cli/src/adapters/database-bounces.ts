import { BounceAddresses, TakeBounce, type BounceSettings } from '@counterpart/bounces';
import type { BounceBook } from '../take-bounce/take-bounce.ports.js';
import { openStore, CONSOLE } from './operator-store.js';

/** Connects to the store as the services’ role. @param settings null where no address for bounces is set up */
export async function openBounces(
  url: string,
  settings: BounceSettings | null,
): Promise<BounceBook & { close(): Promise<void> }> {
  const { store, close } = await openStore(url);
  const bounces = new TakeBounce(store);
  const addresses = settings === null ? null : new BounceAddresses(settings);
  return {
    take: ({ firm, bytes, actor }) =>
      bounces.takeFor(firm, bytes, { actor, source: CONSOLE, now: new Date(), addresses }),
    close,
  };
}
