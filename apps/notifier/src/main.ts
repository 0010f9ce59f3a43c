import { LOG, type FirmClock, type Log } from '@counterpart/service-defaults';
import { runService } from '@counterpart/service-defaults/service';
import type { BounceInlet } from './adapters/bounce-inlet.js';
import { NotifierConfig } from './notifier.config.js';
import { BOUNCE_INLET, NOTICE_CLOCK, NotifierModule } from './notifier.module.js';
import { subscriptions } from './subscriptions.js';

await runService({
  name: 'notifier',
  config: NotifierConfig,
  module: NotifierModule,
  subscriptions,
  onStarted: async (app) => {
    const clock = app.get<FirmClock>(NOTICE_CLOCK);
    const inlet = app.get<BounceInlet | null>(BOUNCE_INLET);
    const port = await inlet?.open();
    if (port !== undefined) app.get<Log>(LOG).info({ port }, 'takes bounces');
    clock.start();
    return async () => void (await Promise.all([clock.stop(), inlet?.close()]));
  },
});
