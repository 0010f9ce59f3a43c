import type { Vendor } from '@counterpart/contracts';
import type { SecretContext } from '@counterpart/vault';
import { z } from 'zod';

/** What a grant consists of. Never logged; at rest only sealed. */
export const Secret = z.object({
  refreshToken: z.string().min(1),
  /** Null until it was asked for. */
  accessToken: z.string().min(1).nullable(),
});
export type Secret = z.infer<typeof Secret>;

/** A grant sealed for one firm and vendor opens for no other. The purpose is part of every sealed grant: never rename it. */
export const contextOf = (firm: string, vendor: Vendor): SecretContext => ({
  firm,
  purpose: `${vendor}-grant`,
});
