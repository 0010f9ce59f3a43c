import { MakePathClaims1764000001001 } from '@counterpart/path-claims';
import { runService } from '@counterpart/service-defaults';
import { RouterConfig } from './router.config.js';
import { RouterModule } from './router.module.js';
import { subscriptions } from './subscriptions.js';
import { ThinningClock } from './plan-thinning/thinning-clock.js';
import { ClosingClock } from './tend-closings/closing-clock.js';

await runService({
  name: 'router',
  config: RouterConfig,
  module: RouterModule,
  subscriptions,
  database: { schema: 'router', entities: [], migrations: [MakePathClaims1764000001001] },
  onStarted: (app) => {
    const clocks = [app.get(ClosingClock), app.get(ThinningClock)];
    for (const clock of clocks) clock.start();
    return Promise.resolve(async () => void (await Promise.all(clocks.map((clock) => clock.stop()))));
  },
});
