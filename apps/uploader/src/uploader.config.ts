import { z } from 'zod';
import { BaseConfig } from '@counterpart/service-defaults';

/** Settings of the uploader. */
export const UploaderConfig = BaseConfig.extend({
  COUNTERPART_STAGE_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .default(8)
    .describe('Documents that are staged at once'),
  COUNTERPART_CHUNK_BYTES: z.coerce
    .number()
    .int()
    .min(4_194_304)
    .max(150 * 1_048_576)
    .multipleOf(4_194_304)
    .default(8_388_608)
    .describe('Bytes sent in one upload call; each document being staged holds up to two in memory'),
});
export type UploaderConfig = z.infer<typeof UploaderConfig>;
