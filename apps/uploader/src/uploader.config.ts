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
    .describe('Bytes sent in one upload call of a pack of small documents; a large one goes by 4 MiB'),
  COUNTERPART_PACK_ARG_BYTES: z.coerce
    .number()
    .int()
    .min(1000)
    .default(8000)
    .describe(
      'Longest argument of such a call, bytes: it travels in a header, and how long Dropbox takes one is not documented',
    ),
  COUNTERPART_STAGE_MEMORY_BYTES: z.coerce
    .number()
    .int()
    .min(67_108_864)
    .default(134_217_728)
    .describe('Bytes of documents held in memory at once; a large document takes 16 MiB of it'),
  COUNTERPART_READS_AT_ONCE: z.coerce
    .number()
    .int()
    .min(1)
    .default(16)
    .describe('Small documents that are read from Clio at once'),
  COUNTERPART_ARCHIVE_DOCUMENTS: z.coerce
    .number()
    .int()
    .min(0)
    .max(200)
    .default(100)
    .describe(
      'Most documents of a migration that are fetched as one archive of Clio’s; 0 fetches each by itself',
    ),
  COUNTERPART_ARCHIVE_BYTES: z.coerce
    .number()
    .int()
    .min(4_194_304)
    .default(33_554_432)
    .describe('Most bytes of an archive; one of each firm and three of all are held in memory'),
  COUNTERPART_ARCHIVE_ITEM_TYPE: z
    .string()
    .regex(/^\w+$/)
    .default('Document')
    .describe(
      'What Clio calls a document among an archive’s items, a name or a number; it is not documented',
    ),
  COUNTERPART_ARCHIVE_PATIENCE_SECONDS: z.coerce
    .number()
    .min(1)
    .default(900)
    .describe('Seconds after which an archive that Clio has not made is given up'),
});
export type UploaderConfig = z.infer<typeof UploaderConfig>;
