import { runService } from '@counterpart/service-defaults';
import { subscriptions } from './subscriptions.js';
import { UploaderConfig } from './uploader.config.js';
import { UploaderModule } from './uploader.module.js';

await runService({ name: 'uploader', config: UploaderConfig, module: UploaderModule, subscriptions });
