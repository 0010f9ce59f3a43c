import { MakePathClaims1764000001001 } from '@counterpart/path-claims';
import { runService } from '@counterpart/service-defaults';
import { PathClaimEntity } from './adapters/path-claim.entity.js';
import { RouterConfig } from './router.config.js';
import { RouterModule } from './router.module.js';
import { subscriptions } from './subscriptions.js';
import { ClosingClock } from './tend-closings/closing-clock.js';

await runService({
  name: 'router',
  config: RouterConfig,
  module: RouterModule,
  subscriptions,
  database: { schema: 'router', entities: [PathClaimEntity], migrations: [MakePathClaims1764000001001] },
  onStarted: (app) => {
    const clock = app.get(ClosingClock);
    clock.start();
    return Promise.resolve(() => clock.stop());
  },
});
