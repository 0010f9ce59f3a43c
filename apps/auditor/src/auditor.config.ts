import { z } from 'zod';
import { BaseConfig } from '@counterpart/service-defaults';

/** Settings of the auditor. */
export const AuditorConfig = BaseConfig.extend({
  COUNTERPART_AUDIT_KEY_FILE: z
    .string()
    .min(1)
    .describe('File with the log’s signing keys, one a line, the current one first (holds secrets)'),
  COUNTERPART_AUDIT_SEAL_MS: z.coerce
    .number()
    .int()
    .min(10)
    .max(60_000)
    .default(1_000)
    .describe('Shortest time between two checkpoints of a quiet log, in milliseconds'),
});
export type AuditorConfig = z.infer<typeof AuditorConfig>;
