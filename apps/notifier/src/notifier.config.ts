import { z } from 'zod';
import { BaseConfig } from '@counterpart/service-defaults';

/** Settings of the notifier. */
export const NotifierConfig = BaseConfig.extend({
  COUNTERPART_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .describe('Mail server: smtp://user:password@host:port, or smtps:// for TLS from the start'),
  COUNTERPART_MAIL_FROM: z
    .string()
    .default('Counterpart <counterpart@localhost.invalid>')
    .describe('Sender of every notice'),
});
export type NotifierConfig = z.infer<typeof NotifierConfig>;
