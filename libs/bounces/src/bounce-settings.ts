import { z } from 'zod';
import { LONGEST_LOCAL_PART, type BounceSettings } from './bounce-address.js';

const KEY_BYTES = 32;

/** How the settings of bounces are written; each program names them in its own. */
export const BounceConfig = z.object({
  COUNTERPART_BOUNCE_ADDRESS: z
    .email()
    .refine(
      (address) => address.indexOf('@') <= LONGEST_LOCAL_PART && !address.includes('+'),
      `at most ${LONGEST_LOCAL_PART} characters before the @, and no +`,
    )
    .optional()
    .describe(
      'Address that e-mails come back to, e.g. bounces@mail.firm.example; each gets one of its own from it',
    ),
  COUNTERPART_BOUNCE_KEY: z
    .string()
    .transform((text, context) => {
      const [first, ...others] = text.split(/\s+/).map((key) => Buffer.from(key, 'base64'));
      if (first?.length === KEY_BYTES && others.every(({ length }) => length === KEY_BYTES)) {
        return [first, ...others] satisfies BounceSettings['keys'];
      }
      context.addIssue({
        code: 'custom',
        message: `expected keys of ${KEY_BYTES} bytes in base64, separated by spaces`,
      });
      return z.NEVER;
    })
    .optional()
    .describe('Keys that prove which addresses for bounces are ours, newest first: each 32 bytes in base64'),
});

/** Where e-mails come back to; null where that is not set up. Half of it set up is a fault that the caller tells of. */
export function bounceSettings(config: z.infer<typeof BounceConfig>): BounceSettings | null {
  const { COUNTERPART_BOUNCE_ADDRESS: address, COUNTERPART_BOUNCE_KEY: keys } = config;
  return address === undefined || keys === undefined ? null : { address, keys };
}

/** Whether both settings are there, or neither. */
export const isBounceConfigWhole = (config: z.infer<typeof BounceConfig>): boolean =>
  (config.COUNTERPART_BOUNCE_ADDRESS === undefined) === (config.COUNTERPART_BOUNCE_KEY === undefined);
