import { runService } from '@counterpart/service-defaults';
import { NotifierConfig } from './notifier.config.js';
import { NotifierModule } from './notifier.module.js';
import { subscriptions } from './subscriptions.js';
import { NoticeClock } from './tend-notices/notice-clock.js';

await runService({
  name: 'notifier',
  config: NotifierConfig,
  module: NotifierModule,
  subscriptions,
  onStarted: (app) => {
    const clock = app.get(NoticeClock);
    clock.start();
    return Promise.resolve(() => clock.stop());
  },
});
