import { z } from 'zod';
import { BaseConfig } from '@counterpart/service-defaults';

/** Settings of the uploader. */
export const UploaderConfig = BaseConfig.extend({
  COUNTERPART_STAGE_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .default(256)
    .describe('Documents that are on their way at once; small ones travel together'),
  COUNTERPART_CHUNK_BYTES: z.coerce
    .number()
    .int()
    .min(4_194_304)
    .max(150 * 1_048_576)
    .multipleOf(4_194_304)
    .default(8_388_608)
    .describe('Bytes sent in one upload call, of a large document or of a pack of small ones'),
  COUNTERPART_STAGE_MEMORY_BYTES: z.coerce
    .number()
    .int()
    .min(67_108_864)
    .default(134_217_728)
    .describe('Bytes of documents held in memory at once; a large document takes four upload calls of it'),
  COUNTERPART_READS_AT_ONCE: z.coerce
    .number()
    .int()
    .min(1)
    .default(16)
    .describe('Small documents that are read from Clio at once'),
});
export type UploaderConfig = z.infer<typeof UploaderConfig>;
