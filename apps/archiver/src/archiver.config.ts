import { z } from 'zod';
import { BaseConfig } from '@counterpart/service-defaults';

/** Settings of the archiver. */
export const ArchiverConfig = BaseConfig.extend({
  COUNTERPART_ARCHIVER_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .default(2)
    .describe('Matters that are worked on at once'),
});
export type ArchiverConfig = z.infer<typeof ArchiverConfig>;
