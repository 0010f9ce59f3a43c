import { z } from 'zod';
import { BaseConfig, MASTER_KEYS } from '@counterpart/service-defaults';

/** Settings of ingest. */
export const IngestConfig = BaseConfig.extend({
  COUNTERPART_MASTER_KEY: z.string().describe(MASTER_KEYS),
  COUNTERPART_OPERATIONS_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address that health and metrics are asked at; never one that strangers reach'),
  COUNTERPART_OPERATIONS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(8081)
    .describe('Port of health and metrics, apart from the one of webhooks; 0 takes a free one'),
  COUNTERPART_WEBHOOK_BODY_LIMIT: z.coerce
    .number()
    .int()
    .min(1024)
    .default(262_144)
    .describe('Largest webhook body in bytes; larger ones are answered 413'),
  COUNTERPART_WEBHOOK_RATE: z.coerce
    .number()
    .int()
    .min(1)
    .default(200)
    .describe(
      'Deliveries a second that each process takes of one webhook in the long run; more are answered 429',
    ),
  COUNTERPART_WEBHOOK_BURST: z.coerce
    .number()
    .int()
    .min(1)
    .default(2000)
    .describe('Deliveries that each process takes of one webhook at once after a rest'),
  COUNTERPART_HOOK_TENDING_SECONDS: z.coerce
    .number()
    .min(1)
    .default(600)
    .describe('Seconds between two looks at the webhooks in Clio'),
  COUNTERPART_SWEEP_SECONDS: z.coerce
    .number()
    .min(1)
    .default(3600)
    .describe('Seconds between two sweeps of a firm, which find in Clio what webhooks missed'),
  COUNTERPART_SWEEP_OVERLAP_SECONDS: z.coerce
    .number()
    .min(1)
    .default(900)
    .describe('Seconds before the newest change of the last sweep from which the next one asks again'),
  COUNTERPART_MIGRATION_WAVE: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(100)
    .describe('Documents that a migration registers together; they share the calls of an archive'),
  COUNTERPART_MIGRATION_WINDOW: z.coerce
    .number()
    .int()
    .min(1)
    .default(200)
    .describe('Documents of a migration that may be on their way at once; live ones find room beside them'),
  COUNTERPART_INGEST_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .default(64)
    .describe('Deliveries that are normalised at once; their documents are read from Clio together'),
});
export type IngestConfig = z.infer<typeof IngestConfig>;
