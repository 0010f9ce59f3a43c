import { z } from 'zod';
import { BounceConfig, isBounceConfigWhole } from '@counterpart/bounces';
import { BaseConfig } from '@counterpart/service-defaults';

/** Settings of the notifier. */
export const NotifierConfig = BaseConfig.extend({
  COUNTERPART_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .describe('Mail server: smtp://user:password@host:port, or smtps:// for TLS from the start'),
  COUNTERPART_SMTP_TLS: z
    .enum(['required', 'offered'])
    .optional()
    .describe('Whether nothing is sent in the clear; required unless the server is on this machine'),
  COUNTERPART_SMTP_CA_FILE: z
    .string()
    .optional()
    .describe('PEM file of certificates that the mail server’s is checked by, beside the usual ones'),
  COUNTERPART_SMTP_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(20)
    .default(2)
    .describe('Connections to the mail server that are kept open'),
  COUNTERPART_MAIL_FROM: z
    .string()
    .default('Counterpart <counterpart@localhost.invalid>')
    .describe('Sender of every notice'),
  COUNTERPART_NOTICE_LOOK_SECONDS: z.coerce
    .number()
    .min(1)
    .max(3600)
    .default(20)
    .describe('Seconds between two looks at notices that wait and summaries that are due'),
  ...BounceConfig.shape,
  COUNTERPART_BOUNCE_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .optional()
    .describe('Port that bounces are taken at, over SMTP; without it none are'),
  COUNTERPART_BOUNCE_HOST: z.string().default('127.0.0.1').describe('Address that bounces are taken at'),
  COUNTERPART_BOUNCE_TLS_CERT_FILE: z
    .string()
    .optional()
    .describe('PEM file of the certificate that STARTTLS is offered with where bounces are taken'),
  COUNTERPART_BOUNCE_TLS_KEY_FILE: z.string().optional().describe('PEM file of its key'),
})
  .refine(isBounceConfigWhole, {
    path: ['COUNTERPART_BOUNCE_KEY'],
    message: 'goes together with COUNTERPART_BOUNCE_ADDRESS',
  })
  .refine(
    (config) =>
      config.COUNTERPART_BOUNCE_PORT === undefined || config.COUNTERPART_BOUNCE_ADDRESS !== undefined,
    { path: ['COUNTERPART_BOUNCE_PORT'], message: 'needs COUNTERPART_BOUNCE_ADDRESS' },
  )
  .refine(
    (config) =>
      (config.COUNTERPART_BOUNCE_TLS_CERT_FILE === undefined) ===
      (config.COUNTERPART_BOUNCE_TLS_KEY_FILE === undefined),
    {
      path: ['COUNTERPART_BOUNCE_TLS_KEY_FILE'],
      message: 'goes together with COUNTERPART_BOUNCE_TLS_CERT_FILE',
    },
  );
export type NotifierConfig = z.infer<typeof NotifierConfig>;
