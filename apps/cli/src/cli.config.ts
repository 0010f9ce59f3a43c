import { z } from 'zod';
import { BounceConfig } from '@counterpart/bounces/settings';
import { FirmId } from '@counterpart/contracts';
import type { Desk } from './adapters/desk.js';

/** Settings of the command line. Each command asks for those that it needs; none is needed by all. */
export const CliConfig = z.object({
  COUNTERPART_FIRM: FirmId.optional().describe('The firm that is meant where a command names none'),
  COUNTERPART_KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((item) => item.trim()))
    .optional()
    .describe('Kafka brokers, host:port separated by commas'),
  COUNTERPART_KAFKA_TLS: z.enum(['on', 'off']).default('off').describe('Whether Kafka is reached over TLS'),
  COUNTERPART_KAFKA_TLS_CA_FILE: z
    .string()
    .optional()
    .describe('PEM file of the authorities that the brokers’ certificates are checked by'),
  COUNTERPART_KAFKA_SASL_USERNAME: z
    .string()
    .optional()
    .describe('Name to sign in with at Kafka (SCRAM-SHA-512)'),
  COUNTERPART_KAFKA_SASL_PASSWORD: z.string().optional().describe('Its password'),
  COUNTERPART_KAFKA_SASL_PASSWORD_FILE: z.string().optional().describe('File that holds the password'),
  COUNTERPART_DATABASE_URL: z
    .url()
    .optional()
    .describe('PostgreSQL address of the least-privileged service role'),
  COUNTERPART_MIGRATION_DATABASE_URL: z
    .url()
    .optional()
    .describe('PostgreSQL address of the owner role; only `rebuild` and `firms remove` use it'),
  COUNTERPART_SERVICE_ROLE: z
    .string()
    .regex(/^[a-z_][a-z0-9_]*$/)
    .default('counterpart_service')
    .describe('PostgreSQL role that migrations grant rights to'),
  COUNTERPART_FIRMS_FILE: z
    .string()
    .optional()
    .describe('JSON file of the firms and their connections (holds secrets)'),
  COUNTERPART_MASTER_KEY: z
    .string()
    .optional()
    .describe(
      'Keys that seal stored secrets, newest first: each 32 bytes in base64, file:PATH or vault:ADDRESS',
    ),
  COUNTERPART_KEY_SERVICE_TOKEN_FILE: z
    .string()
    .optional()
    .describe('File of the token that the key service (`vault:…`) is called with'),
  COUNTERPART_AUDIT_PUBLIC_KEYS: z
    .string()
    .transform((text) => text.split(/\s+/).filter((key) => key !== ''))
    .optional()
    .describe('Public keys of the audit log, separated by spaces'),
  ...BounceConfig.shape,
});

/** What a command has at hand, with these settings. */
export type CliDesk = Desk<typeof CliConfig>;
