import { z } from 'zod';
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
  COUNTERPART_CONSOLE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('Address of the console that e-mails lead to; without it they hold no links'),
  COUNTERPART_NOTICE_LOOK_SECONDS: z.coerce
    .number()
    .min(1)
    .max(3600)
    .default(20)
    .describe('Seconds between two looks at notices that wait and summaries that are due'),
});
export type NotifierConfig = z.infer<typeof NotifierConfig>;
