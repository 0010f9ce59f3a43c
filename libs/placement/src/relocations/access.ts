import type { Policy } from '@counterpart/contracts';
import { isWithin } from './paths.js';
import type { Move } from './relocation-plan.js';

/** How a move changes who can see what is moved. */
export function accessOf(
  before: Policy,
  after: Policy,
  { from, to }: { readonly from: string; readonly to: string },
): Move['access'] {
  const was = isWithin(from, before.privileged.folder);
  const willBe = isWithin(to, after.privileged.folder);
  if (was === willBe) return 'unchanged';
  return willBe ? 'into-restricted' : 'out-of-restricted';
}
