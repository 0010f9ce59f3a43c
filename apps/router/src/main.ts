import { PATH_CLAIM_MIGRATIONS } from '@counterpart/path-claims';
import type { FirmClock } from '@counterpart/service-defaults';
import { runService } from '@counterpart/service-defaults/service';
import { RouterConfig } from './router.config.js';
import { CLOSING_CLOCK, PROGRESS_CLOCK, RouterModule, THINNING_CLOCK } from './router.module.js';
import { subscriptions } from './subscriptions.js';

await runService({
  name: 'router',
  config: RouterConfig,
  module: RouterModule,
  subscriptions,
  database: {
    schema: 'router',
    entities: [],
    migrations: PATH_CLAIM_MIGRATIONS,
  },
  onStarted: (app) => {
    const symbols = [CLOSING_CLOCK, THINNING_CLOCK, PROGRESS_CLOCK];
    const clocks = symbols.map((clock) => app.get<Pick<FirmClock, 'start' | 'stop'>>(clock));
    for (const clock of clocks) clock.start();
    return Promise.resolve(async () => void (await Promise.all(clocks.map((clock) => clock.stop()))));
  },
});
