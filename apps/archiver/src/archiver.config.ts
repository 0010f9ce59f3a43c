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
  COUNTERPART_DRIFT_SECONDS: z.coerce
    .number()
    .min(1)
    .default(300)
    .describe('Seconds between two looks at what people changed in Dropbox by hand'),
  COUNTERPART_PROOF_PATIENCE_SECONDS: z.coerce
    .number()
    .min(0)
    .default(60)
    .describe('Longest wait of a ZIP for the audit log to seal what it proves'),
});
export type ArchiverConfig = z.infer<typeof ArchiverConfig>;
