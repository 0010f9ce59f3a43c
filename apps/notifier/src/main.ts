import { runService } from '@counterpart/service-defaults';
import { NotifierConfig } from './notifier.config.js';
import { NotifierModule } from './notifier.module.js';
import { subscriptions } from './subscriptions.js';

await runService({ name: 'notifier', config: NotifierConfig, module: NotifierModule, subscriptions });
