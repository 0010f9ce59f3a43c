import { z } from 'zod';
import { BaseConfig } from '@counterpart/service-defaults';

const seconds = (usual: number) => z.coerce.number().positive().max(86_400).default(usual);

/** Settings of the router. */
export const RouterConfig = BaseConfig.extend({
  COUNTERPART_ROUTER_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .default(8)
    .describe('Documents that are decided on at once'),
  COUNTERPART_CLOSING_LOOK_SECONDS: seconds(5).describe('Seconds between two looks at closed matters'),
  COUNTERPART_CLOSING_QUIET_SECONDS: seconds(60).describe(
    'Seconds that a closed matter rests: what was changed right before may still be on its way',
  ),
  COUNTERPART_CLOSING_PATIENCE_MINUTES: z.coerce
    .number()
    .positive()
    .default(240)
    .describe('Minutes that a closed matter waits for its documents before it says what is missing'),
  COUNTERPART_CLOSINGS_AT_ONCE: z.coerce
    .number()
    .int()
    .min(1)
    .default(4)
    .describe('Closed matters of a firm that are archived at once; the others wait in the order of closing'),
  COUNTERPART_THINNING_LOOK_SECONDS: seconds(3600).describe(
    'Seconds between two looks at which prior versions are to be rolled up',
  ),
});
export type RouterConfig = z.infer<typeof RouterConfig>;
