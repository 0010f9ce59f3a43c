import type { FirmClock } from '@counterpart/service-defaults';
import { runService } from '@counterpart/service-defaults/service';
import { NotifierConfig } from './notifier.config.js';
import { NOTICE_CLOCK, NotifierModule } from './notifier.module.js';
import { subscriptions } from './subscriptions.js';

await runService({
  name: 'notifier',
  config: NotifierConfig,
  module: NotifierModule,
  subscriptions,
  onStarted: (app) => {
    const clock = app.get<FirmClock>(NOTICE_CLOCK);
    clock.start();
    return Promise.resolve(() => clock.stop());
  },
});
