import { z } from 'zod';
import { BaseConfig } from '@counterpart/service-defaults';

/** Settings of the router. */
export const RouterConfig = BaseConfig.extend({
  COUNTERPART_ROUTER_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .default(8)
    .describe('Documents that are decided on at once'),
});
export type RouterConfig = z.infer<typeof RouterConfig>;
