import type { KeyPlaces } from '@counterpart/vault';
import { z } from 'zod';

const list = z.string().transform((text, context) => {
  const items = text.split(',').map((item) => item.trim());
  if (items.every((item) => /^[^\s:]+:\d+$/.test(item))) return items;
  context.addIssue({ code: 'custom', message: 'expected host:port, separated by commas' });
  return z.NEVER;
});

/** What the setting of master keys says. */
export const MASTER_KEYS =
  'Keys that seal stored secrets, newest first, separated by spaces: each 32 bytes in base64, file:PATH or vault:ADDRESS';

/** Typed widely: a service that cannot do without requires it. */
const masterKeys: z.ZodType<string | undefined> = z
  .string()
  .optional()
  .describe(`${MASTER_KEYS}; needed where stored grants are opened`);

const KeyServiceConfig = z.object({
  COUNTERPART_KEY_SERVICE_TOKEN_FILE: z
    .string()
    .optional()
    .describe('File of the token that the key service (`vault:…`) is called with; read at each call'),
});

/** Where master keys are kept that the settings only name. */
export const keyPlaces = (config: z.infer<typeof KeyServiceConfig>): KeyPlaces => ({
  tokenFile: config.COUNTERPART_KEY_SERVICE_TOKEN_FILE,
  now: () => performance.now(),
});

/** How a program reaches Kafka over TLS and signs in. */
const KafkaSecurityConfig = z.object({
  COUNTERPART_KAFKA_TLS: z.enum(['on', 'off']).default('off').describe('Whether Kafka is reached over TLS'),
  COUNTERPART_KAFKA_TLS_CA_FILE: z
    .string()
    .optional()
    .describe(
      'PEM file of the authorities that the brokers’ certificates are checked by, in place of the usual ones',
    ),
  COUNTERPART_KAFKA_SASL_USERNAME: z
    .string()
    .optional()
    .describe('Name that the program signs in with at Kafka (SCRAM-SHA-512)'),
  COUNTERPART_KAFKA_SASL_PASSWORD: z.string().optional().describe('Its password'),
  COUNTERPART_KAFKA_SASL_PASSWORD_FILE: z
    .string()
    .optional()
    .describe('File that holds the password, in place of COUNTERPART_KAFKA_SASL_PASSWORD'),
});

/** Settings that every service has. Each app’s own settings extend these. */
export const BaseConfig = z.object({
  COUNTERPART_KAFKA_BROKERS: list.describe('Kafka brokers, host:port separated by commas'),
  ...KafkaSecurityConfig.shape,
  COUNTERPART_DATABASE_URL: z.url().describe('PostgreSQL address of the least-privileged service role'),
  COUNTERPART_MIGRATION_DATABASE_URL: z
    .url()
    .optional()
    .describe('PostgreSQL address of the owner role; only the command `migrate` uses it'),
  COUNTERPART_SERVICE_ROLE: z
    .string()
    .regex(/^[a-z_][a-z0-9_]*$/)
    .default('counterpart_service')
    .describe('PostgreSQL role that migrations grant rights to'),
  COUNTERPART_FIRMS_FILE: z.string().describe('JSON file of the firms and their connections (holds secrets)'),
  COUNTERPART_MASTER_KEY: masterKeys,
  ...KeyServiceConfig.shape,
  COUNTERPART_HTTP_HOST: z.string().default('127.0.0.1').describe('Address the HTTP server listens on'),
  COUNTERPART_HTTP_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(8080)
    .describe('Port of health and metrics, or, for ingest, of webhooks alone; 0 takes a free one'),
  COUNTERPART_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Least level that is logged'),
  COUNTERPART_SHUTDOWN_SECONDS: z.coerce
    .number()
    .positive()
    .default(20)
    .describe('Longest time for finishing work in flight after SIGTERM'),
});
export type BaseConfig = z.infer<typeof BaseConfig>;

/** Settings of the command `migrate`: it needs the owner’s database and nothing else. */
export const MigrationConfig = BaseConfig.pick({
  COUNTERPART_MIGRATION_DATABASE_URL: true,
  COUNTERPART_SERVICE_ROLE: true,
}).required({ COUNTERPART_MIGRATION_DATABASE_URL: true });
export type MigrationConfig = z.infer<typeof MigrationConfig>;
